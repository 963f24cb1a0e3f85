/** How many mirrored interfaces are mirrored in vain: every session of theirs has a finding that says that its copies do not arrive. */
import type { Ec2Scope } from '../ec2/scope.ts';
import { groupBy } from '../mirroring/grouped.ts';
import type { GatewayContext } from './context.ts';
import type { CoverageEntry } from './coverageEntry.ts';

/** @returns null when the findings could not be read wholly: a part of the number would look like all of it. @throws Ec2Failure. */
export async function countInVain(
  { findings }: Pick<GatewayContext, 'findings'>,
  counted: readonly CoverageEntry[],
): Promise<number | null> {
  const mirrored = counted.filter(({ state }) => state === 'MIRRORED');
  const inScopes = [...groupBy(mirrored, ({ networkInterface }): Ec2Scope => networkInterface.scope)];
  const counts = await Promise.all(
    inScopes.map(async ([scope, entries]) => {
      const broken = await findings(scope).brokenSessionIds();
      const inVain = ({ sessions }: CoverageEntry) =>
        sessions.every(({ trafficMirrorSessionId: id }) => broken?.has(id));
      return broken === null ? null : entries.filter(inVain).length;
    }),
  );
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}
