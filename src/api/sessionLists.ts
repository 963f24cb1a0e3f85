/** Lists of sessions: a page in EC2's order or, where EC2 cannot order or select them, a page of a list that is read in full. */
import type { GraphQLResolveInfo } from 'graphql';
import { networkInterfaceKind } from '../ec2/networkInterfaces.ts';
import { describeAll, maxFilterValues } from '../ec2/reads/describe.ts';
import { type Ec2Scope, nameOf } from '../ec2/scope.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import type { Ec2Usage } from '../ec2/usage.ts';
import type {
  QueryTrafficMirrorSessionsArgs,
  TrafficMirrorSessionFilterInput,
  TrafficMirrorSessionOrderInput,
} from '../generated/types.ts';
import { boundOf, type Connection, type Criterion, type ListArguments } from './connections.ts';
import type { GatewayContext } from './context.ts';
import { sessionCriteria, sourceCriteria, toFilters } from './criteria.ts';
import { byWholePackets } from './ownCriteria.ts';
import { connectRead, type Key } from './readConnections.ts';
import { readScopes } from './readScopes.ts';
import { connect, connectScopes } from './scopeLists.ts';
import { chooseScopes } from './scoping.ts';
import { furtherReads } from './selection.ts';

const name = 'trafficMirrorSessions';

type Session = TrafficMirrorSessionRecord;

/** A page of `trafficMirrorSessions`. @throws GraphQLError for an invalid argument. Ec2Failure. */
export async function listSessions(
  context: GatewayContext,
  { filter, scope: asked, orderBy, ...page }: QueryTrafficMirrorSessionsArgs & ListArguments,
  info: GraphQLResolveInfo,
): Promise<Connection<Session>> {
  const scopes = chooseScopes(context.scopes, asked);
  const { vpcIds, wholePackets, ...ofSessions } = filter ?? {};
  const filters = toFilters(sessionCriteria, ofSessions, scopes);
  const vpcs = toFilters(sourceCriteria, { vpcIds: vpcIds ?? null }, scopes);
  const own = byWholePackets(wholePackets);
  if (!orderBy && !vpcIds)
    return connect(context, { name, kind: sessionKind, asked, scopes, filters, own }, page, info);
  const bound = boundOf(name, asked, scopes, [filters, vpcs, own?.given, orderBy?.field, orderBy?.direction]);
  const read =
    filters && vpcs && ((from: Ec2Scope, usage: Ec2Usage) => readSessions(from, filters, vpcs, usage));
  if (!orderBy) return connectScopes(context, { bound, scopes, own, ...inFull(read, info) }, page);
  return connectRead(
    context,
    {
      bound,
      read: async () => {
        const { records, failures } = await readScopes(
          scopes,
          async (from) => (await read?.(from, context.usage)) ?? [],
        );
        return { records: own ? records.filter(own.matches) : records, failures };
      },
      keyOf: keyIn(orderBy),
      isDescending: orderBy.direction === 'DESC',
    },
    page,
  );
}

/** All sessions of a scope that meet the criteria of a list. @throws GraphQLError for an invalid criterion. Ec2Failure. */
export async function readMatching(
  scope: Ec2Scope,
  { vpcIds, wholePackets, ...ofSessions }: TrafficMirrorSessionFilterInput,
  usage: Ec2Usage,
): Promise<Session[]> {
  const filters = toFilters(sessionCriteria, ofSessions, [scope]);
  const vpcs = toFilters(sourceCriteria, { vpcIds: vpcIds ?? null }, [scope]);
  const found = filters && vpcs ? await readSessions(scope, filters, vpcs, usage) : [];
  const own = byWholePackets(wholePackets);
  return own === undefined ? found : found.filter(own.matches);
}

/** How a list is read that has all sessions of a scope on one page, in the order of their AWS IDs. */
const inFull = (
  read: ((scope: Ec2Scope, usage: Ec2Usage) => Promise<Session[]>) | undefined,
  info: GraphQLResolveInfo,
) => ({
  read:
    read &&
    (async (scope: Ec2Scope, _: unknown, usage: Ec2Usage) => {
      const sessions = await read(scope, usage);
      const records = sessions.sort((left, right) =>
        sessionKind.idOf(left) < sessionKind.idOf(right) ? -1 : 1,
      );
      return { records, nextToken: undefined };
    }),
  idOf: sessionKind.idOf,
  // The interfaces are read as well.
  furtherReads: 1 + furtherReads(info),
});

/** A page of the sessions of one target or filter, in the order of their AWS IDs. @param owner its AWS ID. */
export function listSessionsOf(
  context: GatewayContext,
  owner: string,
  page: ListArguments,
  load: () => Promise<readonly Session[]>,
): Promise<Connection<Session>> {
  const read = async () => ({ records: await load(), failures: [] });
  return connectRead(context, { bound: owner, read, keyOf: (session) => [sessionKind.idOf(session)] }, page);
}

/** Sessions without a property come last. */
const [lastNumber, lastSource] = [Number.MAX_SAFE_INTEGER, '~'];

/** A session of a shared target is seen in several accounts, so its id alone does not tell it apart. */
const keyIn =
  ({ field }: TrafficMirrorSessionOrderInput) =>
  (session: Session): Key => {
    const { sessionNumber = lastNumber, networkInterfaceId = lastSource } = session;
    const identity = [sessionKind.idOf(session), nameOf(session.scope)];
    return field === 'SESSION_NUMBER'
      ? [sessionNumber, networkInterfaceId, ...identity]
      : [networkInterfaceId, sessionNumber, ...identity];
  };

/**
 * Reads the sessions of a scope that meet the criteria.
 *
 * @param vpcs criteria of their interfaces. If the interfaces are few, EC2 selects their sessions; else reading all sessions, 1000 in a
 *   call, takes fewer calls than asking for 200 interfaces in each.
 */
async function readSessions(
  scope: Ec2Scope,
  filters: readonly Criterion[],
  vpcs: readonly Criterion[],
  usage: Ec2Usage,
): Promise<Session[]> {
  if (vpcs.length === 0) return describeAll(scope, sessionKind, filters, usage);
  const interfaces = await describeAll(scope, networkInterfaceKind, vpcs, usage);
  const ids = new Set(interfaces.map(networkInterfaceKind.idOf));
  if (ids.size === 0) return [];
  const byInterface = { Name: 'network-interface-id', Values: [...ids] };
  const values = filters.reduce((sum, { Values }) => sum + Values.length, ids.size);
  const areFew = values <= maxFilterValues && filters.every(({ Name }) => Name !== byInterface.Name);
  const sessions = await describeAll(scope, sessionKind, areFew ? [...filters, byInterface] : filters, usage);
  return sessions.filter(({ networkInterfaceId = '' }) => ids.has(networkInterfaceId));
}
