/** Which interfaces are mirrored, which could be, and which cannot. */
import { DeleteTagsCommand, DeleteTrafficMirrorSessionCommand } from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { networkInterfaceId, sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ours, roleOf, startRoleGateway, theirs } from '../support/roleGateway.ts';

const counts = 'total mirrored missing unknown impossible';
const document = `query ($filter: TrafficMirrorSourceFilterInput, $states: [TrafficMirrorCoverageState!], $scope: AwsFanOutInput, $first: Int! = 50, $after: String) {
  trafficMirrorCoverage(filter: $filter, states: $states, scope: $scope, first: $first, after: $after) {
    nodes { state reasons { code isDecisive } networkInterface { networkInterfaceId } }
    coverage { ${counts} } pageInfo { hasNextPage endCursor } scopeErrors { scope { accountId } code } readAt
  }
}`;
interface Covered {
  readonly trafficMirrorCoverage: {
    readonly nodes: {
      readonly state: string;
      readonly reasons: { readonly code: string }[];
      readonly networkInterface: { readonly networkInterfaceId: string };
    }[];
    readonly coverage: Record<string, number>;
    readonly pageInfo: { readonly hasNextPage: boolean };
    readonly scopeErrors: object[];
    readonly readAt: string;
  };
}
const sumOf = (calls: Record<string, number>) => Object.values(calls).reduce((sum, n) => sum + n, 0);
const shown = ({ nodes }: Covered['trafficMirrorCoverage']) =>
  nodes.map((node) => [
    node.networkInterface.networkInterfaceId,
    node.state,
    ...node.reasons.map(({ code }) => code),
  ]);

async function read(gateway: TestGateway, variables: object = {}) {
  return (await gateway.query<Covered>(document, variables)).trafficMirrorCoverage;
}

/** What the demo estate is, by the numbers of the interfaces. */
const [mirrored, missing, unknown, targets] = [[1, 2, 3, 4, 5, 6, 9], [10, 11, 13, 14, 15], [7], [8]];
const all = (numbers: readonly number[] = [], state: string, ...codes: string[]) =>
  numbers.map((n) => [networkInterfaceId(n), state, ...codes]);

describe('the demo estate', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });

  test('has every state, missing interfaces first', async () => {
    const started = new Date().toISOString();
    const { coverage, readAt, ...page } = await read(gateway);
    expect(shown({ coverage, readAt, ...page })).toEqual([
      ...all(missing, 'MISSING'),
      ...all(unknown, 'UNKNOWN', 'INSTANCE_TYPE_NOT_LISTED'),
      ...all(targets, 'IMPOSSIBLE', 'IS_TARGET'),
      ...all(mirrored, 'MIRRORED'),
    ]);
    expect(coverage).toEqual({ total: 14, mirrored: 7, missing: 5, unknown: 1, impossible: 1 });
    expect(readAt >= started && readAt <= new Date().toISOString()).toBe(true);
  });

  test('is read with one EC2 call for each kind, also for what is shown of the interfaces', async () => {
    gateway.emulator.resetCalls();
    await gateway.query(`{ trafficMirrorCoverage { groups(by: TAG, tagKey: "team") { value } nodes { networkInterface {
      trafficMirrorSessions { sessionNumber } trafficMirrorTarget { arn } trafficMirrorEligibility { eligible }
      trafficMirrorSurroundings { vpcId instanceType ownerId requesterManaged requesterId } } } } }`);
    expect(gateway.ec2Calls()).toEqual({
      DescribeInstances: 1,
      DescribeNetworkInterfaces: 1,
      DescribeTrafficMirrorSessions: 1,
      DescribeTrafficMirrorTargets: 1,
    });
  });

  test('states choose what is listed, and the filter also what is counted', async () => {
    const onlyMissing = await read(gateway, { states: ['MISSING', 'UNKNOWN'] });
    expect(shown(onlyMissing)).toHaveLength(6);
    expect(onlyMissing.coverage).toMatchObject({ total: 14 });
    expect((await read(gateway, { states: [] })).nodes).toEqual([]);
    const staging = { tags: [{ key: 'env', values: ['staging'] }] };
    const filtered = await read(gateway, { filter: staging, states: ['MIRRORED'] });
    expect(shown(filtered)).toEqual(all([9], 'MIRRORED'));
    expect(filtered.coverage).toEqual({ total: 5, mirrored: 1, missing: 4, unknown: 0, impossible: 0 });
    gateway.emulator.resetCalls();
    const nothing = await read(gateway, { filter: { vpcIds: [] } });
    expect([nothing.coverage.total, gateway.ec2Calls()]).toEqual([0, {}]);
  });

  test('is read anew by every request', async () => {
    const changed = await startTestGateway();
    await changed.ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId: sessionId(4) }));
    const { coverage, nodes } = await read(changed);
    expect(coverage).toMatchObject({ mirrored: 6, missing: 6 });
    expect(nodes[0]).toMatchObject({
      state: 'MISSING',
      networkInterface: { networkInterfaceId: networkInterfaceId(2) },
    });
  });

  const grouped = async (by: string) => {
    const data = await gateway.query<{ trafficMirrorCoverage: { groups: object[] } }>(
      `{ trafficMirrorCoverage(first: 1) { groups(${by}) { value scope { accountId region } coverage { ${counts} } } } }`,
    );
    return data.trafficMirrorCoverage.groups;
  };

  test('is grouped, most missing first', async () => {
    expect(await grouped('by: TAG, tagKey: "env"')).toEqual(
      [
        ['staging', { total: 5, mirrored: 1, missing: 4, unknown: 0, impossible: 0 }],
        ['prod', { total: 9, mirrored: 6, missing: 1, unknown: 1, impossible: 1 }],
      ].map(([value, coverage]) => ({
        value,
        scope: { accountId: '123456789012', region: 'us-east-1' },
        coverage,
      })),
    );
    expect(await grouped('by: AVAILABILITY_ZONE')).toMatchObject([
      { value: 'us-east-1a', coverage: { missing: 4 } },
      { value: 'us-east-1b', coverage: { missing: 1 } },
    ]);
    expect(await grouped('by: VPC, first: 1')).toHaveLength(1);
    expect(await grouped('by: SUBNET')).toHaveLength(3);
    expect(await grouped('by: TAG, tagKey: "nothing"')).toMatchObject([
      { value: null, coverage: { total: 14 } },
    ]);
  });

  test('the tag of an instance counts where its interface has none', async () => {
    const tagged = await startTestGateway();
    const around = tagged.emulator.surroundings();
    around.addNetworkInterface({ tags: [{ key: 'only', value: 'both' }] });
    const attached = around.addNetworkInterface({ tags: [{ key: 'only', value: 'instance' }] });
    await tagged.ec2.send(new DeleteTagsCommand({ Resources: [attached], Tags: [{ Key: 'only' }] }));
    const { trafficMirrorCoverage } = await tagged.query<{
      trafficMirrorCoverage: { groups: { value: string; coverage: object }[] };
    }>('{ trafficMirrorCoverage { groups(by: TAG, tagKey: "only") { value coverage { total } } } }');
    expect(trafficMirrorCoverage.groups).toEqual([
      { value: null, coverage: { total: 14 } },
      { value: 'both', coverage: { total: 1 } },
      { value: 'instance', coverage: { total: 1 } },
    ]);
  });

  test.each<[string, object, string]>([
    ['a cursor of nothing', { after: 'x' }, '`after` must be a cursor'],
    ['a malformed subnet', { filter: { subnetIds: ['x'] } }, '`filter.subnetIds`'],
    [
      'an account that is not served',
      { scope: { accountIds: ['210987654321'] } },
      'does not serve 210987654321',
    ],
  ])('%s is a clear error, and EC2 is not asked', async (_, variables, message) => {
    gateway.emulator.resetCalls();
    const [error] = await gateway.queryErrors(document, variables);
    expect(error).toMatchObject({
      message: expect.stringContaining(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(gateway.ec2Calls()).toEqual({});
  });

  test.each([
    ['by: TAG', '`tagKey` must name the tag to group by.'],
    ['by: VPC, tagKey: "env"', '`tagKey` is only for `by: TAG`.'],
  ])('groups(%s) is a clear error', async (by, message) => {
    const [error] = await gateway.queryErrors(`{ trafficMirrorCoverage { groups(${by}) { value } } }`);
    expect(error).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT', argument: 'tagKey' } });
  });

  test('a cursor is valid only for the same list', async () => {
    const first = await gateway.query<{ trafficMirrorCoverage: { pageInfo: { endCursor: string } } }>(
      document,
      {
        first: 3,
      },
    );
    const after = first.trafficMirrorCoverage.pageInfo.endCursor;
    expect((await read(gateway, { first: 3, after })).nodes).toHaveLength(3);
    const [error] = await gateway.queryErrors(document, { after, states: ['MISSING'] });
    expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
  });
});

describe('what cannot be read', () => {
  const denied = async (action: string) => {
    const gateway = await startTestGateway();
    gateway.emulator.deny(action);
    return gateway;
  };

  test('instances that cannot be read are a doubt, never missing', async () => {
    const { coverage, nodes } = await read(await denied('DescribeInstances'));
    expect(coverage).toEqual({ total: 14, mirrored: 7, missing: 0, unknown: 6, impossible: 1 });
    expect(nodes[0]).toMatchObject({
      state: 'UNKNOWN',
      reasons: [{ code: 'INSTANCE_NOT_READ', isDecisive: false }],
    });
  });

  test.each(['DescribeNetworkInterfaces', 'DescribeTrafficMirrorSessions', 'DescribeTrafficMirrorTargets'])(
    'without %s there is an error and no coverage',
    async (action) => {
      const { data, errors } = await (await denied(action)).send(document);
      expect(data).toEqual({ trafficMirrorCoverage: null });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHORIZED']);
    },
  );

  test('of several accounts, one that cannot be read is named, and the others are shown', async () => {
    const account = (id: string) => ({ regions: ['us-east-1'], roleArn: roleOf(id) });
    const gateway = await startRoleGateway(
      {
        accounts: {
          [ours]: account(ours),
          [theirs]: account(theirs),
          '111122223333': account('111122223333'),
        },
      },
      { roles: { [roleOf(theirs)]: {}, [roleOf(ours)]: {} } },
    );
    const id = gateway.emulator.surroundings(theirs).addNetworkInterface();
    const { data } = await gateway.ask(document, {
      scopes: 'traffic-mirror:read',
      variables: { scope: { allAccounts: true }, states: ['MISSING'] },
    });
    const covered = data?.trafficMirrorCoverage as Covered['trafficMirrorCoverage'];
    expect(covered.scopeErrors).toEqual([
      { scope: { accountId: '111122223333' }, code: 'UPSTREAM_FORBIDDEN' },
    ]);
    expect(covered.coverage).toMatchObject({ total: 15, missing: 6 });
    expect(
      shown(covered)
        .map(([name]) => name)
        .sort(),
    ).toEqual([id, ...missing.map(networkInterfaceId)].sort());
  });

  test('an interface in a shared subnet, which two accounts see, is counted once, as its owner sees it', async () => {
    const account = (id: string) => ({ regions: ['us-east-1'], roleArn: roleOf(id) });
    const gateway = await startRoleGateway(
      { accounts: { [ours]: account(ours), [theirs]: account(theirs) } },
      { roles: { [roleOf(theirs)]: {}, [roleOf(ours)]: {} } },
    );
    const shared = { id: 'eni-0aaaaaaaaaaaaaaaa', ownerId: theirs };
    const nothingRuns = { instanceId: undefined, instanceType: undefined };
    gateway.emulator.surroundings(ours).addNetworkInterface(shared);
    gateway.emulator.surroundings(theirs).addNetworkInterface({ ...shared, ...nothingRuns });
    const { data } = await gateway.ask(document, {
      scopes: 'traffic-mirror:read',
      variables: { scope: { allAccounts: true }, filter: { networkInterfaceIds: [shared.id] } },
    });
    const covered = data?.trafficMirrorCoverage as Covered['trafficMirrorCoverage'];
    expect(shown(covered)).toEqual([[shared.id, 'IMPOSSIBLE', 'NO_INSTANCE']]);
    expect(covered.coverage).toMatchObject({ total: 1 });
  });
});

describe('of many interfaces', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    // On a busy machine, an embedded EC2 in the same process takes longer than a request has by default.
    gateway = await startTestGateway({ seed: 'wide:10000', env: { LIMITS: 'estateMs=120000' } });
  });

  /** What a page says, and how many EC2 calls it costs. */
  async function cost(variables: object) {
    gateway.emulator.resetCalls();
    const page = await read(gateway, variables);
    return { page, calls: gateway.ec2Calls(), sum: sumOf(gateway.ec2Calls()) };
  }

  test('10,000 cost at most 33 EC2 calls, also those that a filter chooses, and 200 one for each kind', async () => {
    const all = await cost({ first: 200, states: ['MIRRORED'] });
    expect(all.page.coverage).toMatchObject({ mirrored: 10_000 });
    expect(all.sum).toBeLessThanOrEqual(33);
    const tags = [{ key: 'Name', values: ['node-*'] }];
    const chosen = await cost({ filter: { tags } });
    expect(chosen.page.coverage).toMatchObject({ total: 10_000, mirrored: 10_000 });
    expect(chosen.sum).toBeLessThanOrEqual(33);
    const networkInterfaceIds = all.page.nodes.map((node) => node.networkInterface.networkInterfaceId);
    const few = await cost({ filter: { networkInterfaceIds } });
    expect(few.page.coverage).toMatchObject({ total: 200, mirrored: 200 });
    expect(few.calls).toEqual({
      DescribeInstances: 1,
      DescribeNetworkInterfaces: 1,
      DescribeTrafficMirrorSessions: 1,
      DescribeTrafficMirrorTargets: 1,
    });
  });
});
