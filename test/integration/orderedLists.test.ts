/** What ordered lists, and lists by VPC, cost, and what becomes of them while something fails or changes. */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createMixedEstate, emptyVpc, type MixedEstate, vpcOf } from '../support/mixedEstate.ts';
import {
  document,
  expectedIn,
  listSessions,
  moreRegions,
  namesOf,
  type Page,
  startMixedGateway,
  type Variables,
} from '../support/sessionLists.ts';

let estate: MixedEstate;
let gateway: TestGateway;
beforeAll(async () => {
  ({ estate, gateway } = await startMixedGateway());
});
beforeEach(() => gateway.emulator.resetCalls());

const list = (variables: Variables, after?: string | null, over = gateway) =>
  listSessions(over, variables, after);
const expected = (variables: Variables) => expectedIn(estate, variables);

describe('EC2 is called', () => {
  test.each<[string, Variables, Record<string, number>]>([
    ['once for a page that EC2 orders', { first: 50 }, { DescribeTrafficMirrorSessions: 1 }],
    [
      'twice for an order of more than 1000 sessions',
      { first: 5, orderBy: { field: 'SOURCE' } },
      { DescribeTrafficMirrorSessions: 2 },
    ],
    [
      'once in each Region for an order of few sessions',
      { first: 5, orderBy: { field: 'SOURCE' }, scope: { regions: moreRegions } },
      { DescribeTrafficMirrorSessions: 3 },
    ],
    [
      'twice for a VPC with few interfaces: EC2 selects the sessions',
      { first: 50, filter: { vpcIds: [vpcOf(50)] } },
      { DescribeNetworkInterfaces: 1, DescribeTrafficMirrorSessions: 1 },
    ],
    [
      'for all sessions for a VPC with many interfaces',
      { first: 50, filter: { vpcIds: [vpcOf(1)] } },
      { DescribeNetworkInterfaces: 1, DescribeTrafficMirrorSessions: 2 },
    ],
    [
      'once for a VPC without interfaces',
      { first: 50, filter: { vpcIds: [emptyVpc] } },
      { DescribeNetworkInterfaces: 1 },
    ],
    ['not at all for no VPC', { first: 50, filter: { vpcIds: [] }, orderBy: { field: 'SOURCE' } }, {}],
    [
      'once for whole packets that the first 1000 sessions have',
      { first: 50, filter: { wholePackets: true } },
      { DescribeTrafficMirrorSessions: 1 },
    ],
  ])('%s', async (_, variables, calls) => {
    await list(variables);
    expect(gateway.ec2Calls()).toEqual(calls);
  });

  test('with as many values as it takes in a request', async () => {
    const filter = {
      vpcIds: [vpcOf(50)],
      sessionNumbers: Array.from({ length: 190 }, (_, index) => index + 1),
    };
    const page = await list({ first: 1_000, filter });
    expect(namesOf(page)).toEqual(expected({ first: 1, filter }));
  });
});

describe('a cursor', () => {
  test.each<[string, Variables]>([
    ['of another order', { first: 5, orderBy: { field: 'SESSION_NUMBER' } }],
    ['of the other direction', { first: 5, orderBy: { field: 'SOURCE', direction: 'DESC' } }],
    ['of no order', { first: 5 }],
    ['of other criteria', { first: 5, orderBy: { field: 'SOURCE' }, filter: { wholePackets: true } }],
    ['of another VPC', { first: 5, orderBy: { field: 'SOURCE' }, filter: { vpcIds: [vpcOf(1)] } }],
    ['of other Regions', { first: 5, orderBy: { field: 'SOURCE' }, scope: { allRegions: true } }],
  ])('%s is refused, and EC2 is not asked', async (_, variables) => {
    const { pageInfo } = await list({ first: 5, orderBy: { field: 'SOURCE' } });
    gateway.emulator.resetCalls();
    const [error] = await gateway.queryErrors(document, { ...variables, after: pageInfo.endCursor });
    expect(error).toMatchObject({
      message: expect.stringMatching(/`orderBy`/),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(gateway.ec2Calls()).toEqual({});
  });

  test('of a list by whole packets is valid only for that', async () => {
    const { pageInfo } = await list({ first: 5, filter: { wholePackets: true } });
    const [error] = await gateway.queryErrors(document, {
      first: 5,
      filter: { wholePackets: false },
      after: pageInfo.endCursor,
    });
    expect(error?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('what cannot be read', () => {
  const denied = { error: { code: 'UnauthorizedOperation', status: 403 } };
  const ordered: Variables = { first: 1_000, orderBy: { field: 'SOURCE' }, scope: { regions: moreRegions } };

  test('of a Region is reported, with what the others have, and the number of all is not told', async () => {
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [denied]);
    const page = await list(ordered);
    expect(page.scopeErrors).toMatchObject([{ code: 'UNAUTHORIZED' }]);
    const [failed] = page.scopeErrors.map(({ scope }) => scope.region);
    const others = moreRegions.filter((region) => region !== failed);
    expect(namesOf(page)).toEqual(expected({ ...ordered, scope: { regions: others } }));
    expect(page.totalCount).toBeNull();
  });

  test('of the only Region is an error', async () => {
    for (const action of ['DescribeNetworkInterfaces', 'DescribeTrafficMirrorSessions']) {
      gateway.emulator.faults(action, [denied]);
      const [error] = await gateway.queryErrors(document, { first: 5, filter: { vpcIds: [vpcOf(50)] } });
      expect(error?.extensions).toMatchObject({
        code: 'UNAUTHORIZED',
        awsErrorCode: 'UnauthorizedOperation',
      });
    }
  });

  test('with the EC2 calls of a request is reported for each Region, and never left out silently', async () => {
    const { gateway: few } = await startMixedGateway({ LIMITS: 'ec2Calls=2' });
    const [error] = await few.queryErrors(document, { first: 5, filter: { vpcIds: [vpcOf(1)] } });
    expect(error?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'ec2Calls', max: 2 });
    few.emulator.resetCalls();
    const page = await list(ordered, undefined, few);
    expect(page.scopeErrors).toMatchObject([{ scope: { region: 'eu-west-2' }, code: 'LIMIT_EXCEEDED' }]);
    expect(namesOf(page)).toEqual(expected({ ...ordered, scope: { regions: ['ap-south-1', 'eu-west-1'] } }));
    expect(few.ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 2 });
  });
});

test('an ordered list stays complete while its items are deleted', async () => {
  const moving = await startTestGateway({
    emulator: { stateFile: createMixedEstate({ 'us-east-1': 20 }).stateFile },
  });
  const orderBy = { field: 'SESSION_NUMBER', direction: 'DESC' } as const;
  const all = namesOf(await list({ first: 1_000, orderBy }, null, moving));
  expect(all.length).toBeGreaterThan(20);
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page: Page = await list({ first: 4, orderBy }, after, moving);
    for (const { node } of page.edges) {
      seen.push(`us-east-1/${node.trafficMirrorSessionId}`);
      const removed = await moving.query<Record<string, { userErrors: object[] }>>(
        'mutation ($id: ID!) { deleteTrafficMirrorSession(input: { trafficMirrorSessionId: $id }) { userErrors { code } } }',
        { id: node.trafficMirrorSessionId },
      );
      expect(removed.deleteTrafficMirrorSession?.userErrors).toEqual([]);
    }
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toEqual(all);
});
