/** The sessions whose copies do not arrive. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import { kindsFor, rules } from '../../mirroring/findings/rules.ts';
import type { Unchecked } from '../../mirroring/findings/unchecked.ts';
import type { Estates } from '../estates.ts';
import { judge, type Policy } from './judge.ts';

const codes = new Set(rules.filter(({ severity }) => severity === 'BROKEN').map(({ code }) => code));

/** What nobody can find out does not make the others unknown. */
const undecided: readonly Unchecked['reason'][] = ['NOT_DECIDABLE', 'OTHER_ACCOUNT'];

/** @returns null when a rule could not be checked that a further permission, or trying again, would let be checked. @throws Ec2Failure. */
export async function readBroken(
  policy: Policy,
  scope: Ec2Scope,
  estates: Estates,
): Promise<ReadonlySet<string> | null> {
  const { findings, unchecked } = await judge(policy, scope, await estates.whole.load(kindsFor(codes)), {
    codes,
  });
  if (unchecked.some(({ reason }) => !undecided.includes(reason))) return null;
  return new Set(findings.flatMap(({ affectedSessionIds }) => affectedSessionIds));
}
