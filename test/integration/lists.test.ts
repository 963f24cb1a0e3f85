/** Lists with criteria and orders that EC2 does not have, compared with a naive model over the same estate. */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type GraphqlAnswer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { emptyVpc, idOf, type MixedEstate, vpcOf } from '../support/mixedEstate.ts';
import {
  expectedIn,
  home,
  listSessions,
  namesOf,
  type Page,
  regions,
  startMixedGateway,
  walk,
} from '../support/sessionLists.ts';

let estate: MixedEstate;
let gateway: TestGateway;
beforeAll(async () => {
  ({ estate, gateway } = await startMixedGateway());
});
beforeEach(() => gateway.emulator.resetCalls());

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 1 });
const filters = fc.record(
  {
    vpcIds: fc.oneof(fc.constant(null), fc.subarray([vpcOf(1), vpcOf(50), emptyVpc])),
    wholePackets: fc.option(fc.boolean()),
    sessionNumbers: fc.subarray([1, 2, 3, 4, 6, 8, 12], { minLength: 1 }),
    networkInterfaceIds: fc.subarray(
      [1, 2, 3, 50, 100, 150, 899].map((n) => idOf('eni', n)),
      { minLength: 1 },
    ),
    tags: fc.constant([{ key: 'team', values: ['team-0', 'team-2'] }]),
  },
  { requiredKeys: [] },
);
const orders = fc.record(
  {
    field: fc.constantFrom('SESSION_NUMBER' as const, 'SOURCE' as const),
    direction: fc.constantFrom('ASC' as const, 'DESC' as const),
  },
  { requiredKeys: ['field'] },
);

test('lists with random criteria, orders, Regions and page sizes are those of the model, page by page', async () => {
  const variables = fc.record({
    filter: filters,
    scope: fc.oneof(
      fc.record({ regions: fc.subarray(regions, { minLength: 1 }) }),
      fc.constant({ allRegions: true }),
    ),
    orderBy: optional(fc.option(orders)),
    /** How many pages the list fills, about. */
    pages: fc.integer({ min: 1, max: 6 }),
    cursorOf: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(variables, async ({ pages: wanted, cursorOf, orderBy, ...rest }) => {
      const asked = { ...rest, ...(orderBy === undefined ? {} : { orderBy }) };
      const all = expectedIn(estate, { ...asked, first: 1 });
      const first = Math.min(1_000, Math.max(1, Math.ceil(all.length / wanted)));
      const pages = await walk(gateway, { ...asked, first });
      expect(pages.flatMap(namesOf)).toEqual(all);
      expect(pages.flatMap(({ scopeErrors }) => scopeErrors)).toEqual([]);
      // All but the last page are full, and the last one may be empty where EC2's own last page was.
      for (const page of pages.slice(0, -1)) expect(page.edges).toHaveLength(first);
      const counts = pages.map(({ totalCount }) => totalCount);
      if (orderBy) expect(counts).toEqual(counts.map(() => all.length));
      else expect([all.length, null]).toContain(counts[0]);
      // Any cursor continues behind its item.
      if (all.length === 0) return;
      const { edges } = pages[0] as Page;
      const index = cursorOf % edges.length;
      const more = await listSessions(gateway, { ...asked, first: 5 }, edges[index]?.cursor);
      expect(namesOf(more)).toEqual(all.slice(index + 1, index + 6));
    }),
    { numRuns: 60 },
  );
});

test('targets are listed by type, also together with other criteria, and page by page', async () => {
  const targets = `query ($types: [TrafficMirrorTargetType!], $ownerIds: [ID!], $after: String, $first: Int!) {
    trafficMirrorTargets(filter: { types: $types, ownerIds: $ownerIds }, first: $first, after: $after) {
      nodes { trafficMirrorTargetId type } pageInfo { hasNextPage endCursor } totalCount } }`;
  const all = estate.targets.get(home) ?? [];
  for (const types of [
    ['NETWORK_INTERFACE'],
    ['NETWORK_LOAD_BALANCER', 'GATEWAY_LOAD_BALANCER_ENDPOINT'],
    ['UNKNOWN'],
    [],
  ]) {
    const wanted = all.filter(({ type }) => types.includes(type.toUpperCase().replaceAll('-', '_')));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const {
        trafficMirrorTargets: page,
      }: Record<
        string,
        { nodes: { trafficMirrorTargetId: string }[]; pageInfo: Page['pageInfo']; totalCount: number | null }
      > = await gateway.query(targets, { types, ownerIds: ['123456789012'], first: 7, after });
      expect(page?.totalCount).toBe(after === null ? wanted.length : null);
      seen.push(...(page?.nodes ?? []).map((node) => node.trafficMirrorTargetId));
      after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(wanted.map(({ id }) => id));
  }
  gateway.emulator.resetCalls();
  await gateway.query(targets, { types: [], first: 7 });
  expect(gateway.ec2Calls()).toEqual({});
});

test('a target of a type that the gateway does not know is found by UNKNOWN', async () => {
  const body = `<DescribeTrafficMirrorTargetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><trafficMirrorTargetSet>
    <item><trafficMirrorTargetId>${idOf('tmt', 1)}</trafficMirrorTargetId><type>satellite</type></item>
    <item><trafficMirrorTargetId>${idOf('tmt', 2)}</trafficMirrorTargetId><type>network-interface</type></item>
    <item><trafficMirrorTargetId>${idOf('tmt', 3)}</trafficMirrorTargetId></item>
  </trafficMirrorTargetSet></DescribeTrafficMirrorTargetsResponse>`;
  gateway.emulator.faults('DescribeTrafficMirrorTargets', [{ body }]);
  expect(
    await gateway.query(
      '{ trafficMirrorTargets(filter: { types: [UNKNOWN] }) { nodes { rawType } totalCount } }',
    ),
  ).toEqual({
    trafficMirrorTargets: { nodes: [{ rawType: 'satellite' }], totalCount: 1 },
  });
});

describe('`totalCount`', () => {
  test.each([
    'trafficMirrorFilters',
    'trafficMirrorFilterRules',
    'trafficMirrorSources',
    'trafficMirrorTargets',
    'trafficMirrorSessions',
  ])('of %s costs no call, and is told where EC2 ends the list on the first page', async (field) => {
    const demo = await startTestGateway();
    type Counted = Record<string, { nodes: object[]; totalCount: number | null; pageInfo: Page['pageInfo'] }>;
    const ask = async (page: string) => {
      demo.emulator.resetCalls();
      const { data }: GraphqlAnswer<Counted> = await demo.send(
        `{ ${field}(${page}) { nodes { __typename } totalCount pageInfo { hasNextPage endCursor } } }`,
      );
      expect(Object.values(demo.ec2Calls())).toEqual([1]);
      const { nodes = [], totalCount, pageInfo } = data?.[field] ?? {};
      return { count: nodes.length, totalCount, cursor: pageInfo?.endCursor };
    };
    const { count } = await ask('first: 100');
    expect(count).toBeGreaterThan(3);
    expect((await ask('first: 100')).totalCount).toBe(count);
    const two = await ask('first: 2');
    // EC2 gives at least five.
    expect(two.totalCount).toBe(count > 5 ? null : count);
    expect((await ask(`first: 100, after: "${two.cursor}"`)).totalCount).toBeNull();
  });

  test('of the sessions of a target is told on every page', async () => {
    const demo = await startTestGateway();
    const data = await demo.query(
      `{ trafficMirrorTarget(id: "tmt-0b2c3d4e5f6a70002") { sessions(first: 2) { nodes { __typename } totalCount } } }`,
    );
    expect(data.trafficMirrorTarget).toMatchObject({ sessions: { totalCount: 5 } });
  });
});
