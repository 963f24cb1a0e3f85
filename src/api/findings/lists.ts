/** The list of findings in some accounts and Regions. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { QueryTrafficMirrorFindingsArgs } from '../../generated/types.ts';
import { kindsFor, rules } from '../../mirroring/findings/rules.ts';
import { boundOf, type Connection, type ListArguments, startOf } from '../connections.ts';
import type { GatewayContext } from '../context.ts';
import { compareKeys, type Key } from '../readConnections.ts';
import { readScopes } from '../readScopes.ts';
import { chooseScopes } from '../scoping.ts';
import { type Choice, toChoice } from './choice.ts';
import { findingsIn, judge, type ScopedFinding, type ScopedUnchecked, uncheckedIn } from './judge.ts';
import type { FindingList } from './kept.ts';
import { judgeResources } from './resources.ts';

const name = 'trafficMirrorFindings';

export interface FindingConnection extends Connection<ScopedFinding> {
  readonly totalCount: number;
  /** All that were found, on all pages. */
  readonly found: readonly ScopedFinding[];
  readonly unchecked: readonly ScopedUnchecked[];
  readonly readAt: string;
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
  { filter, scope, ...page }: QueryTrafficMirrorFindingsArgs & ListArguments,
): Promise<FindingConnection> {
  const scopes = chooseScopes(context.scopes, scope);
  const choice = toChoice(filter, scopes);
  const bound = boundOf(name, scopes, [filter]);
  const { nextToken } = startOf(context, page, bound);
  const after = nextToken === undefined ? undefined : (JSON.parse(nextToken) as Place);
  const { keptFindings, sharingKey } = context;
  const owner = { sharingKey, bound };
  const kept = after && keptFindings.find(owner, after.list);
  const list = kept ?? keptFindings.keep(owner, await readList(context, scopes, choice));
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
      return cursors.toCursor({ scope: 0, nextToken, offset: 0 }, bound);
    },
    failures,
    totalCount: findings.length,
    found: findings,
    unchecked,
    readAt,
  };
}

async function readList(
  context: GatewayContext,
  scopes: readonly Ec2Scope[],
  choice: Choice | undefined,
): Promise<Omit<FindingList, 'id'>> {
  const readAt = new Date().toISOString();
  if (choice === undefined) return { findings: [], unchecked: [], failures: [], readAt };
  const { records, failures } = await readScopes(scopes, async (scope) => [
    await judgeScope(context, scope, choice),
  ]);
  const findings = records.flatMap((one) => one.findings).filter(choice.matches);
  const unchecked = records.flatMap((one) => one.unchecked);
  return { findings: inOrder(findings), unchecked, failures, readAt };
}

async function judgeScope(context: GatewayContext, scope: Ec2Scope, { codes, resources }: Choice) {
  const estates = context.estates(scope);
  const { findings, unchecked } =
    resources === undefined
      ? await judge(context, scope, await estates.whole.load(kindsFor(codes)), { codes })
      : await judgeResources(context, scope, estates, { codes, resources });
  return { findings: findingsIn(scope, findings), unchecked: uncheckedIn(scope, unchecked) };
}

const places = new Map<string, number>(rules.map(({ code }, place) => [code, place]));

const keyOf = ({ code, scope: { accountId, region }, id }: ScopedFinding): Key => [
  places.get(code) ?? 0,
  accountId,
  region,
  id,
];

const inOrder = (findings: readonly ScopedFinding[]): ScopedFinding[] =>
  findings
    .map((finding) => ({ finding, key: keyOf(finding) }))
    .sort((left, right) => compareKeys(left.key, right.key))
    .map(({ finding }) => finding);
