/** Reads and judges accounts and Regions: all findings of some codes, in the order in which they are listed. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import { kindsFor, placeOf } from '../../mirroring/findings/rules.ts';
import type { Estates } from '../estates.ts';
import { compareKeys, type Key } from '../readConnections.ts';
import { readScopes } from '../readScopes.ts';
import type { Choice } from './choice.ts';
import { findingsIn, judge, type Policy, type ScopedFinding, uncheckedIn } from './judge.ts';
import type { FindingList } from './kept.ts';
import { judgeResources } from './resources.ts';

export type Findings = Omit<FindingList, 'id'>;

/** What judging needs. */
interface Judging extends Policy {
  readonly estates: (scope: Ec2Scope) => Estates;
}

/**
 * Reads and judges.
 *
 * @param choice undefined: nothing can match.
 * @throws Ec2Failure when the only scope cannot be read.
 */
export async function readFindings(
  judging: Judging,
  scopes: readonly Ec2Scope[],
  choice: Choice | undefined,
): Promise<Findings> {
  const readAt = new Date().toISOString();
  if (choice === undefined) return { findings: [], unchecked: [], failures: [], readAt };
  const { records, failures } = await readScopes(scopes, async (scope) => [
    await judgeScope(judging, scope, choice),
  ]);
  const findings = records.flatMap((one) => one.findings);
  const unchecked = records.flatMap((one) => one.unchecked);
  // Those of one scope are in this order already.
  return { findings: records.length > 1 ? inOrder(findings) : findings, unchecked, failures, readAt };
}

async function judgeScope(judging: Judging, scope: Ec2Scope, { codes, resources }: Choice) {
  const estates = judging.estates(scope);
  const { findings, unchecked } =
    resources === undefined
      ? await judge(judging, scope, await estates.whole.load(kindsFor(codes)), { codes })
      : await judgeResources(judging, scope, estates, { codes, resources });
  return { findings: findingsIn(scope, findings), unchecked: uncheckedIn(scope, unchecked) };
}

/** The place of a finding in a list. */
export const keyOf = ({ code, scope: { accountId, region }, id }: ScopedFinding): Key => [
  placeOf(code),
  accountId,
  region,
  id,
];

export const inOrder = (findings: readonly ScopedFinding[]): ScopedFinding[] =>
  findings
    .map((finding) => ({ finding, key: keyOf(finding) }))
    .sort((left, right) => compareKeys(left.key, right.key))
    .map(({ finding }) => finding);
