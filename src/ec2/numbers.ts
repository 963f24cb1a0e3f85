/** Numbers in EC2's answers: the SDK turns any text into a number, also into NaN. */
import { Ec2Failure } from './failure.ts';

/** @throws Ec2Failure `broken` when the answer has something else. It may be the answer to a change, which leaves doubt. */
export function integer(value: number | undefined): number | undefined {
  if (value === undefined || Number.isSafeInteger(value)) return value;
  throw new Ec2Failure('EC2 answered with something that is not a whole number', {
    kind: 'broken',
    ambiguous: true,
  });
}
