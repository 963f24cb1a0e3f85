/** Numbers in EC2's answers: the SDK turns any text into a number, also into NaN. */
import { malformed } from './failures.ts';

/** @throws Ec2Failure `malformed` when the answer has something else. */
export function integer(value: number | undefined): number | undefined {
  if (value === undefined || (Number.isInteger(value) && Math.abs(value) < 2 ** 31)) return value;
  throw malformed('EC2 answered with something that is not a whole number of 32 bits');
}
