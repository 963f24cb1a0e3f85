/** The list of findings in some accounts and Regions. */
import type { QueryTrafficMirrorFindingsArgs } from '../../generated/types.ts';
import { boundOf, type Connection, type ListArguments, startOf } from '../connections.ts';
import type { GatewayContext } from '../context.ts';
import { firstPage } from '../ec2Pages.ts';
import { compareKeys, type Key } from '../readConnections.ts';
import { chooseScopes } from '../scoping.ts';
import { toChoice } from './choice.ts';
import type { ScopedFinding } from './judge.ts';
import type { FindingList } from './kept.ts';
import { keyOf, readFindings } from './read.ts';

const name = 'trafficMirrorFindings';

export interface FindingConnection
  extends Connection<ScopedFinding>,
    Pick<FindingList, 'unchecked' | 'readAt'> {
  readonly totalCount: number;
  /** All that were found, on all pages. */
  readonly found: readonly ScopedFinding[];
}

/** Where a list continues: behind the finding with this key. */
interface Place {
  readonly list: string;
  readonly key: Key;
}

/**
 * A page of `trafficMirrorFindings`. Further pages are those of the list that was kept; if it is not any more, everything is read again.
 *
 * @throws GraphQLError for an invalid argument. Ec2Failure.
 */
export async function listFindings(
  context: GatewayContext,
  { filter, scope: asked, ...page }: QueryTrafficMirrorFindingsArgs & ListArguments,
): Promise<FindingConnection> {
  const scopes = chooseScopes(context.scopes, asked);
  const choice = toChoice(filter, scopes);
  const bound = boundOf(name, asked, scopes, [filter]);
  const { nextToken } = startOf(context, page, bound);
  const after = nextToken === undefined ? undefined : (JSON.parse(nextToken) as Place);
  const { keptFindings, sharingKey } = context;
  const owner = { sharingKey, bound };
  const kept = after && keptFindings.find(owner, after.list);
  const list = kept ?? (await keptFindings.keep(owner, await readFindings(context, scopes, choice)));
  return pageOf(context, list, bound, page.first, after?.key);
}

function pageOf(
  { cursors }: Pick<GatewayContext, 'cursors'>,
  { id, findings, unchecked, failures, readAt }: FindingList,
  bound: string,
  first: number,
  after: Key | undefined,
): FindingConnection {
  const behind = after && findings.findIndex((finding) => compareKeys(keyOf(finding), after) > 0);
  const start = behind === -1 ? findings.length : (behind ?? 0);
  const nodes = findings.slice(start, start + first);
  const toPlace = (finding: ScopedFinding): Place => ({ list: id, key: keyOf(finding) });
  return {
    nodes,
    hasNextPage: findings.length > start + nodes.length,
    cursorAt: (index) => {
      const nextToken = JSON.stringify(toPlace(nodes[index] as ScopedFinding));
      return cursors.toCursor({ ...firstPage(''), nextToken }, bound);
    },
    failures,
    scopesLeft: 0,
    totalCount: findings.length,
    found: findings,
    unchecked,
    readAt,
  };
}
