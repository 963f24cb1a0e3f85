/** What findings are about and affect. What the request has read already is not read again. */
import type DataLoader from 'dataloader';
import { toNetworkInterface } from '../../ec2/networkInterfaces.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import { type Connection, type ListArguments, startOf } from '../connections.ts';
import type { GatewayContext } from '../context.ts';
import { firstPage } from '../ec2Pages.ts';
import { parseMirrorId } from '../ids.ts';
import type { ScopedFinding } from './judge.ts';

type Context = Pick<GatewayContext, 'loaders' | 'estates' | 'cursors'>;

/** @returns null when it is not there any more, or not yet. @throws Ec2Failure. */
export async function subjectOf(context: Context, { about, scope, subjectId: id }: ScopedFinding) {
  if (about === 'source') return toNetworkInterface(scope, id);
  if (!exists(id)) return null;
  const own = context.loaders(scope);
  const seen = context.estates(scope);
  switch (about) {
    case 'session':
      return load(own.sessions, id, seen.find('sessions', id));
    case 'target':
      return load(own.targets, id, seen.find('targets', id));
    case 'filter':
      return load(own.filters, id, seen.find('filters', id));
    case 'filterRule':
      return own.filterRules.load(id);
  }
}

/** A page of the sessions that a finding affects. @throws GraphQLError for an invalid argument. Ec2Failure. */
export async function affectedSessions(
  context: Context,
  { id: finding, scope, affectedSessionIds }: ScopedFinding,
  { first, after }: ListArguments,
): Promise<Connection<TrafficMirrorSessionRecord>> {
  const { nextToken: last } = startOf(context, { first, after }, finding);
  const own = context.loaders(scope);
  const seen = context.estates(scope);
  const ids = affectedSessionIds.filter(exists);
  let rest = last === undefined ? ids : ids.filter((id) => id > last);
  let nodes: TrafficMirrorSessionRecord[] = [];
  // A page of sessions that are all gone would have no cursor to go on from.
  while (nodes.length === 0 && rest.length > 0) {
    const page = rest.slice(0, first);
    const found = await Promise.all(page.map((id) => load(own.sessions, id, seen.find('sessions', id))));
    nodes = found.filter((session) => session !== null);
    rest = rest.slice(page.length);
  }
  const cursorBehind = (id: string | undefined) =>
    context.cursors.toCursor({ ...firstPage(''), nextToken: id }, finding);
  return {
    nodes,
    hasNextPage: rest.length > 0,
    cursorAt: (index) => cursorBehind(nodes[index]?.trafficMirrorSessionId),
    failures: [],
    scopesLeft: 0,
    totalCount: ids.length,
  };
}

/** What a plan would create has no id yet. */
const exists = (id: string) => parseMirrorId(id) !== undefined;

/** @param seen what was read of it already. */
function load<Item>(
  loader: DataLoader<string, Item | null>,
  id: string,
  seen: Item | undefined,
): Promise<Item | null> {
  if (seen !== undefined) loader.prime(id, seen);
  return loader.load(id);
}
