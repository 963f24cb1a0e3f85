/** Lists of sessions over a mixed estate, and a naive model of them. */
import type { TrafficMirrorSession } from '../../src/emulator/state/records.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { createMixedEstate, type MixedEstate, vpcOf } from './mixedEstate.ts';

/** Of the first Region, sessions are more than one page of EC2's, and the interfaces of its VPCs too many and few enough to be named. */
const sizes = { 'us-east-1': 900, 'eu-west-1': 60, 'eu-west-2': 0, 'ap-south-1': 35 };
export const regions = Object.keys(sizes);
export const [home = '', ...moreRegions] = regions;

/** A gateway over the estate. */
export async function startMixedGateway(env: Record<string, string> = {}) {
  const estate = createMixedEstate(sizes);
  const gateway = await startTestGateway({ emulator: { stateFile: estate.stateFile }, moreRegions, env });
  return { estate, gateway };
}

interface Order {
  readonly field: 'SESSION_NUMBER' | 'SOURCE';
  readonly direction?: 'ASC' | 'DESC';
}
export interface Variables {
  readonly filter?: {
    readonly vpcIds?: readonly string[] | null;
    readonly wholePackets?: boolean | null;
    readonly sessionNumbers?: readonly number[];
    readonly networkInterfaceIds?: readonly string[];
    readonly tags?: readonly { key: string; values: readonly string[] }[];
  };
  readonly scope?: { readonly regions?: readonly string[]; readonly allRegions?: boolean };
  readonly orderBy?: Order | null;
  readonly first: number;
}
export interface Page {
  readonly edges: { cursor: string; node: { trafficMirrorSessionId: string; scope: { region: string } } }[];
  readonly pageInfo: { hasNextPage: boolean; endCursor: string | null };
  readonly totalCount: number | null;
  readonly scopeErrors: { scope: { region: string }; code: string }[];
}

export const document = `query ($filter: TrafficMirrorSessionFilterInput, $scope: AwsFanOutInput, $orderBy: TrafficMirrorSessionOrderInput, $first: Int!, $after: String) {
  trafficMirrorSessions(filter: $filter, scope: $scope, orderBy: $orderBy, first: $first, after: $after) {
    edges { cursor node { trafficMirrorSessionId scope { region } } } pageInfo { hasNextPage endCursor } totalCount
    scopeErrors { scope { region } code }
  }
}`;
/** A page of sessions, which must have no errors. */
export async function listSessions(
  gateway: TestGateway,
  variables: Variables,
  after?: string | null,
): Promise<Page> {
  const data = await gateway.query<{ trafficMirrorSessions: Page }>(document, { ...variables, after });
  return data.trafficMirrorSessions;
}
export const namesOf = ({ edges }: Page) =>
  edges.map(({ node }) => `${node.scope.region}/${node.trafficMirrorSessionId}`);

/** All pages of a list. */
export async function walk(gateway: TestGateway, variables: Variables): Promise<Page[]> {
  const pages: Page[] = [];
  let after: string | null = null;
  do {
    const page: Page = await listSessions(gateway, variables, after);
    pages.push(page);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return pages;
}

/** What the whole list should be: every row is looked at, and all are sorted. */
export function expectedIn({ sessions }: MixedEstate, { filter = {}, scope, orderBy }: Variables): string[] {
  const chosen = scope?.allRegions ? regions : (scope?.regions ?? [home]);
  const { vpcIds, wholePackets, sessionNumbers, networkInterfaceIds, tags = [] } = filter;
  const matches = (row: TrafficMirrorSession) =>
    (!vpcIds || vpcIds.includes(vpcOf(Number.parseInt(row.networkInterfaceId.slice(4), 16)))) &&
    (wholePackets === undefined ||
      wholePackets === null ||
      wholePackets === (row.packetLength === undefined)) &&
    (sessionNumbers?.includes(row.sessionNumber) ?? true) &&
    (networkInterfaceIds?.includes(row.networkInterfaceId) ?? true) &&
    tags.every(({ key, values }) => row.tags.some((tag) => tag.key === key && values.includes(tag.value)));
  const rows = regions
    .toSorted()
    .filter((region) => chosen.includes(region))
    .flatMap((region, place) =>
      (sessions.get(region) ?? []).filter(matches).map((row) => ({ region, place, row })),
    );
  const by = (...keys: ((of: (typeof rows)[number]) => string | number)[]) =>
    rows.sort((left, right) => {
      for (const key of keys) if (key(left) !== key(right)) return key(left) < key(right) ? -1 : 1;
      return 0;
    });
  if (orderBy?.field === 'SESSION_NUMBER')
    by(
      ({ row }) => row.sessionNumber,
      ({ row }) => row.networkInterfaceId,
      ({ row }) => row.id,
      ({ place }) => place,
    );
  else if (orderBy?.field === 'SOURCE')
    by(
      ({ row }) => row.networkInterfaceId,
      ({ row }) => row.sessionNumber,
      ({ row }) => row.id,
      ({ place }) => place,
    );
  else if (vpcIds)
    by(
      ({ place }) => place,
      ({ row }) => row.id,
    );
  if (orderBy?.direction === 'DESC') rows.reverse();
  return rows.map(({ region, row }) => `${region}/${row.id}`);
}
