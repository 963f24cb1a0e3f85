/** The list of interfaces by where they stand, with the counts of all of them. */
import { isOwnedHere, nameOf } from '../ec2/scope.ts';
import type { QueryTrafficMirrorCoverageArgs } from '../generated/types.ts';
import { ownTurn } from '../longWork.ts';
import { coverageStates } from '../mirroring/coverage.ts';
import { boundOf, type Connection, type ListArguments, startOf } from './connections.ts';
import type { GatewayContext } from './context.ts';
import type { CoverageEntry } from './coverageEntry.ts';
import { primeLoaders, readCoverage } from './coverageReads.ts';
import { sourceCriteria, toFilters } from './criteria.ts';
import { connectRead, type Key } from './readConnections.ts';
import { readScopes } from './readScopes.ts';
import { chooseScopes } from './scoping.ts';

const name = 'trafficMirrorCoverage';

export interface CoverageConnection extends Connection<CoverageEntry> {
  /** All that were counted, on all pages and in all states. */
  readonly counted: readonly CoverageEntry[];
  /** Whether a policy says where they stand. */
  readonly isOfPolicy: boolean;
  /** ISO 8601 in UTC. */
  readonly readAt: string;
}

/** A page of `trafficMirrorCoverage`. @throws GraphQLError for an invalid argument. Ec2Failure. */
export async function listCoverage(
  context: GatewayContext,
  { filter, states, scope: asked, ...page }: QueryTrafficMirrorCoverageArgs & ListArguments,
): Promise<CoverageConnection> {
  const scopes = chooseScopes(context.scopes, asked);
  const criteria = toFilters(sourceCriteria, filter, scopes);
  const bound = boundOf(name, asked, scopes, [criteria, states?.toSorted()]);
  // What is wrong with the page must be known before anything is read.
  startOf(context, page, bound);
  const readAt = new Date().toISOString();
  const { records, failures } = await readScopes(scopes, async (from) =>
    criteria === undefined ? [] : readCoverage(context, from, criteria),
  );
  await ownTurn();
  const counted = onePerInterface(records);
  const listed = states ? counted.filter(({ state }) => states.includes(state)) : counted;
  await ownTurn();
  const list = { bound, read: async () => ({ records: listed, failures }), keyOf };
  const connection = await connectRead(context, list, page);
  for (const entry of connection.nodes) primeLoaders(context.loaders(entry.networkInterface.scope), entry);
  return { ...connection, counted, isOfPolicy: false, readAt };
}

export const keyOf = ({ state, networkInterface: { networkInterfaceId, scope } }: CoverageEntry): Key => [
  coverageStates.indexOf(state),
  networkInterfaceId,
  nameOf(scope),
];

/**
 * The owner of a subnet also sees the interfaces of other accounts in it, but not their sessions. Of what was read of an interface, that
 * with a session counts, else what its owner sees.
 */
function onePerInterface(entries: readonly CoverageEntry[]): CoverageEntry[] {
  const best = new Map<string, CoverageEntry>();
  for (const entry of entries) {
    const { region, networkInterfaceId } = entry.networkInterface;
    const key = `${region}/${networkInterfaceId}`;
    const other = best.get(key);
    if (other === undefined || worth(entry) > worth(other)) best.set(key, entry);
  }
  return [...best.values()];
}

const worth = ({ state, networkInterface }: CoverageEntry): number =>
  (state === 'MIRRORED' ? 2 : 0) + (isOwnedHere(networkInterface, networkInterface.scope) ? 1 : 0);
