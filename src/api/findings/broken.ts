/** The sessions whose copies do not arrive. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import { kindsFor, rules } from '../../mirroring/findings/rules.ts';
import { couldBeChecked } from '../../mirroring/findings/unchecked.ts';
import type { Estates } from '../estates.ts';
import { judge, type Policy } from './judge.ts';

const codes = new Set(rules.filter(({ severity }) => severity === 'BROKEN').map(({ code }) => code));

/** @returns null when a rule could not be checked that a further permission, or trying again, would let be checked. @throws Ec2Failure. */
export async function readBroken(
  policy: Policy,
  scope: Ec2Scope,
  estates: Estates,
): Promise<ReadonlySet<string> | null> {
  const { findings, unchecked } = await judge(policy, scope, await estates.whole.load(kindsFor(codes)), {
    codes,
  });
  // What nobody can find out does not make the others unknown.
  if (unchecked.some(couldBeChecked)) return null;
  return new Set(findings.flatMap(({ affectedSessionIds }) => affectedSessionIds));
}
