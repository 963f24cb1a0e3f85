import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { filterId, networkInterfaceId, sessionId, targetId, unknownSessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

describe('the EC2 calls of every relation do not grow with the rows', () => {
  let gateway: TestGateway;

  /** A list with one relation, and how many EC2 calls 1, 50 and 1000 rows may cost: a call takes 200 ids, or answers 1000 rows. */
  const sessions = (relation: string) =>
    `query ($first: Int!) { trafficMirrorSessions(first: $first) { nodes { ${relation} } } }`;
  const relations: [string, string, [number, number, number]][] = [
    ['sessions alone', sessions('arn tags { key }'), [1, 1, 1]],
    ['target', sessions('target { description }'), [2, 2, 6]],
    [
      'filter with rules',
      sessions('filter { ingressRules { ruleNumber } egressRules { tags { key } } }'),
      [2, 2, 6],
    ],
    ['networkInterface', sessions('networkInterface { networkInterfaceId }'), [1, 1, 1]],
    ['siblings', sessions('siblings { sessionNumber }'), [2, 2, 6]],
    [
      'networkInterface.trafficMirrorSessions',
      sessions('networkInterface { trafficMirrorSessions { arn } }'),
      [2, 2, 6],
    ],
    [
      'networkInterface.trafficMirrorTarget',
      sessions('networkInterface { trafficMirrorTarget { arn } }'),
      [2, 2, 6],
    ],
    ['capacity', sessions('target { capacity { sourcesAllowed sourcesInUse } }'), [3, 3, 12]],
    [
      'instance type',
      sessions('networkInterface { trafficMirrorSurroundings { instanceType } }'),
      [3, 3, 11],
    ],
    ['eligibility', sessions('networkInterface { trafficMirrorEligibility { eligible } }'), [5, 5, 21]],
    ['target.sessions', sessions('target { sessions(first: 5) { nodes { arn } } }'), [3, 3, 12]],
    ['filter.sessions', sessions('filter { sessions(first: 5) { nodes { arn } } }'), [3, 3, 12]],
    [
      'rules',
      'query ($first: Int!) { trafficMirrorFilterRules(first: $first) { nodes { filter { description } } } }',
      [2, 2, 6],
    ],
    [
      'targets with interface',
      'query ($first: Int!) { trafficMirrorTargets(first: $first) { nodes { networkInterface { trafficMirrorSessions { arn } } } } }',
      [2, 2, 6],
    ],
    [
      'filters',
      'query ($first: Int!) { trafficMirrorFilters(first: $first) { nodes { sessions(first: 5) { nodes { arn } } } } }',
      [2, 2, 6],
    ],
  ];

  test.each(relations)('%s', async (_, document, allowed) => {
    gateway = await startTestGateway({ seed: 'large:1000' });
    for (const [index, first] of [1, 50, 1000].entries()) {
      gateway.emulator.resetCalls();
      await gateway.query(document, { first });
      const calls = Object.values(gateway.ec2Calls()).reduce((sum, count) => sum + count, 0);
      expect({ first, calls: Math.min(calls, allowed[index] ?? 0) }).toEqual({ first, calls });
    }
  });

  test('1000 sessions with targets, filters with rules, and interfaces are at most 12 EC2 calls', async () => {
    gateway = await startTestGateway({ seed: 'large:1000' });
    const data = await gateway.query<{
      trafficMirrorSessions: { nodes: { target: object | null; filter: object | null }[] };
    }>(
      sessions(
        'target { type tags { key } } filter { ingressRules { ruleNumber } egressRules { ruleNumber } } networkInterface { networkInterfaceId trafficMirrorSessions { sessionNumber } }',
      ),
      { first: 1000 },
    );
    expect(data.trafficMirrorSessions.nodes.filter(({ target, filter }) => target && filter)).toHaveLength(
      1000,
    );
    const calls = Object.values(gateway.ec2Calls()).reduce((sum, count) => sum + count, 0);
    expect(calls).toBeLessThanOrEqual(12);
  });
});

describe('the graph', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  beforeEach(() => gateway.emulator.resetCalls());

  const ofInterface = (n: number) =>
    gateway.query<{ trafficMirrorSource: { trafficMirrorEligibility: Record<string, unknown> | null } }>(
      `query ($id: ID!) { trafficMirrorSource(networkInterfaceId: $id) {
        region networkInterfaceId trafficMirrorSessions { trafficMirrorSessionId } trafficMirrorTarget { trafficMirrorTargetId }
        trafficMirrorEligibility { eligible reasons reasonDetails { code isDecisive } nextFreeSessionNumber sessionsInUse sessionsAllowed }
      } }`,
      { id: networkInterfaceId(n) },
    );

  test('shows an interface with its sessions in evaluation order', async () => {
    expect(await ofInterface(1)).toEqual({
      trafficMirrorSource: {
        region: 'us-east-1',
        networkInterfaceId: networkInterfaceId(1),
        trafficMirrorSessions: [1, 2, 3].map((n) => ({ trafficMirrorSessionId: sessionId(n) })),
        trafficMirrorTarget: null,
        trafficMirrorEligibility: {
          eligible: false,
          reasons: ['it already has 3 sessions; EC2 allows 3'],
          nextFreeSessionNumber: null,
          reasonDetails: [{ code: 'SESSIONS_EXHAUSTED', isDecisive: true }],
          sessionsInUse: 3,
          sessionsAllowed: 3,
        },
      },
    });
  });

  test.each<[string, number, object]>([
    [
      'with a session has the next number free',
      2,
      { eligible: true, reasons: [], nextFreeSessionNumber: 2, sessionsInUse: 1 },
    ],
    [
      'whose lowest number is free gives that',
      6,
      { eligible: true, nextFreeSessionNumber: 1, sessionsInUse: 1 },
    ],
    [
      'of an instance type that the guide does not list says so',
      7,
      {
        eligible: null,
        reasons: [
          'it is not known whether its instance type can be mirrored: the AWS guide does not list t2.micro',
        ],
      },
    ],
    ['of a target says so', 8, { eligible: false, reasons: ['it is used as a mirror target'] }],
    ['without any session starts at 1', 10, { eligible: true, nextFreeSessionNumber: 1, sessionsInUse: 0 }],
    [
      'of a load balancer says so',
      12,
      { eligible: false, reasons: expect.arrayContaining([expect.stringContaining('only type interface')]) },
    ],
  ])('an interface %s', async (_, n, expected) => {
    expect((await ofInterface(n)).trafficMirrorSource.trafficMirrorEligibility).toMatchObject(expected);
  });

  test('does not know the instance type if instances cannot be read, and says why', async () => {
    gateway.emulator.deny('DescribeInstances');
    const { trafficMirrorEligibility } = (await ofInterface(10)).trafficMirrorSource;
    gateway.emulator.allow('DescribeInstances');
    expect(trafficMirrorEligibility).toMatchObject({
      eligible: null,
      reasons: ['it is not known whether its instance type can be mirrored: its instance could not be read'],
      reasonDetails: [{ code: 'INSTANCE_NOT_READ', isDecisive: false }],
    });
  });

  test('has no eligibility for an interface that EC2 does not know', async () => {
    expect((await ofInterface(99)).trafficMirrorSource.trafficMirrorEligibility).toBeNull();
  });

  test('leads from a target and a filter back to their sessions, page by page', async () => {
    const document = `query ($target: ID!, $filter: ID!, $first: Int!, $after: String) {
      trafficMirrorTarget(id: $target) { sessions(first: $first, after: $after) { nodes { trafficMirrorSessionId } pageInfo { hasNextPage endCursor } } }
      trafficMirrorFilter(id: $filter) { sessions { nodes { trafficMirrorSessionId } } }
    }`;
    interface Page {
      nodes: { trafficMirrorSessionId: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    }
    const seen: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 5; pages += 1) {
      const data: { trafficMirrorTarget: { sessions: Page }; trafficMirrorFilter: { sessions: Page } } =
        await gateway.query(document, {
          target: targetId(2),
          filter: filterId(3),
          first: 2,
          after,
        });
      const { nodes, pageInfo } = data.trafficMirrorTarget.sessions;
      seen.push(...nodes.map((node) => node.trafficMirrorSessionId));
      expect(data.trafficMirrorFilter.sessions.nodes.map((node) => node.trafficMirrorSessionId)).toEqual([
        sessionId(3),
        sessionId(9),
      ]);
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    expect(seen).toEqual([2, 5, 7, 9, 10].map(sessionId));
  });

  test.each<[string, string, string]>([
    ['trafficMirrorSessionsByIds', 'trafficMirrorSessionId', 'tms-0a1b2c3d4e5f6'],
    ['trafficMirrorTargetsByIds', 'trafficMirrorTargetId', 'tmt-0b2c3d4e5f6a7'],
    ['trafficMirrorFiltersByIds', 'trafficMirrorFilterId', 'tmf-0c3d4e5f6a7b8'],
    ['trafficMirrorFilterRulesByIds', 'trafficMirrorFilterRuleId', 'tmfr-0d4e5f6a7b8c9'],
  ])('%s answers in order with nulls, in one EC2 call', async (field, id, stem) => {
    const ids = [`${stem}0002`, `${stem}ffff`, `${stem}0001`, `${stem}0002`];
    const data = await gateway.query(`query ($ids: [ID!]!) { ${field}(ids: $ids) { ${id} } }`, { ids });
    expect(data).toEqual({ [field]: [{ [id]: ids[0] }, null, { [id]: ids[2] }, { [id]: ids[3] }] });
    expect(Object.values(gateway.ec2Calls())).toEqual([1]);
  });

  test('…ByIds has an error at the position of a malformed id, and of each id that is too many', async () => {
    const document = 'query ($ids: [ID!]!) { trafficMirrorSessionsByIds(ids: $ids) { sessionNumber } }';
    const answer = await gateway.send(document, { ids: ['tms-*', sessionId(2), unknownSessionId] });
    expect(answer.data).toEqual({ trafficMirrorSessionsByIds: [null, { sessionNumber: 2 }, null] });
    expect(answer.errors?.map((error) => error.path)).toEqual([['trafficMirrorSessionsByIds', 0]]);
    const errors = await gateway.queryErrors(document, { ids: Array(1002).fill(sessionId(1)) });
    expect(errors.map(({ message, path }) => [message, path?.[1]])).toEqual([
      [expect.stringMatching(/^Only the first 1000/), 1000],
      [expect.stringMatching(/^Only the first 1000/), 1001],
    ]);
  });

  test.each<[string, string, object, string[]]>([
    ['targets', 'trafficMirrorTargetIds', { trafficMirrorTargetIds: [targetId(2)] }, ['0002']],
    ['targets', 'networkInterfaceIds', { networkInterfaceIds: [networkInterfaceId(8)] }, ['0001']],
    [
      'targets',
      'networkLoadBalancerArns',
      {
        networkLoadBalancerArns: [
          'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/prod-sensors/50dc6c495c0c9188',
        ],
      },
      ['0002'],
    ],
    ['targets', 'ownerIds', { ownerIds: ['123456789012'] }, ['0001', '0002', '0003', '0004']],
    ['targets', 'descriptions', { descriptions: ['Sensor*'] }, ['0002']],
    ['targets', 'tags', { tags: [{ key: 'env', values: ['staging'] }] }, ['0004']],
    ['filters', 'trafficMirrorFilterIds', { trafficMirrorFilterIds: [filterId(3)] }, ['0003']],
    ['filters', 'descriptions', { descriptions: ['*DNS*'] }, ['0001']],
    ['filters', 'tags', { tags: [{ key: 'team', values: ['orders'] }] }, ['0003']],
    ['filterRules', 'trafficMirrorFilterIds', { trafficMirrorFilterIds: [filterId(1)] }, ['0001', '0002']],
    [
      'filterRules',
      'trafficMirrorFilterRuleIds',
      { trafficMirrorFilterRuleIds: ['tmfr-0d4e5f6a7b8c90004'] },
      ['0004'],
    ],
    ['filterRules', 'trafficDirections', { trafficDirections: ['EGRESS'] }, ['0002', '0006']],
    ['filterRules', 'ruleActions', { ruleActions: ['REJECT'] }, ['0003', '0008']],
    ['filterRules', 'ruleNumbers', { ruleNumbers: [30, 100] }, ['0001', '0002', '0005']],
    ['filterRules', 'protocols', { protocols: [6], ruleNumbers: [30] }, ['0005']],
    ['filterRules', 'sourceCidrBlocks', { sourceCidrBlocks: ['::/0'] }, ['0008']],
    ['filterRules', 'destinationCidrBlocks', { destinationCidrBlocks: ['2001:db8:20::/48'] }, ['0008']],
    ['filterRules', 'descriptions', { descriptions: ['HTTP?'] }, ['0004']],
  ])('lists %s by %s', async (plural, _, filter, expected) => {
    const kind = plural === 'filterRules' ? 'FilterRule' : plural === 'filters' ? 'Filter' : 'Target';
    const document = `query ($filter: TrafficMirror${kind}FilterInput) { trafficMirror${kind}s(filter: $filter) { nodes { trafficMirror${kind}Id } } }`;
    const data = await gateway.query<Record<string, { nodes: Record<string, string>[] }>>(document, {
      filter,
    });
    const ids = data[`trafficMirror${kind}s`]?.nodes.map((node) => node[`trafficMirror${kind}Id`]?.slice(-4));
    expect(ids?.toSorted()).toEqual(expected);
  });

  test('does not take an empty page with a token for the last page', async () => {
    const emptyPage =
      '<DescribeTrafficMirrorFilterRulesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>' +
      '<trafficMirrorFilterRuleSet/><nextToken>TOKEN</nextToken></DescribeTrafficMirrorFilterRulesResponse>';
    const first = await gateway.query<{ trafficMirrorFilterRules: { nodes: object[] } }>(
      '{ trafficMirrorFilterRules(first: 5) { nodes { arn } } }',
    );
    const token = await firstToken();
    gateway.emulator.faults('DescribeTrafficMirrorFilterRules', [
      { body: emptyPage.replace('TOKEN', token) },
    ]);
    const data = await gateway.query<{ trafficMirrorFilterRules: { nodes: object[] } }>(
      '{ trafficMirrorFilterRules(first: 5) { nodes { arn } } }',
    );
    expect(first.trafficMirrorFilterRules.nodes).toHaveLength(5);
    expect(data.trafficMirrorFilterRules.nodes).toHaveLength(3);
  });

  test('repeats the criteria with every page that it requests from EC2', async () => {
    const document = `query ($after: String) { trafficMirrorFilterRules(first: 5, after: $after, filter: { ruleActions: [ACCEPT] }) { pageInfo { endCursor } } }`;
    const page = await gateway.query<{ trafficMirrorFilterRules: { pageInfo: { endCursor: string } } }>(
      document,
    );
    await gateway.query(document, { after: page.trafficMirrorFilterRules.pageInfo.endCursor });
    const sent = gateway.emulator.requests.map(({ params }) => [
      params['Filter.1.Name'],
      params['Filter.1.Value.1'],
      params.MaxResults,
      'NextToken' in params,
    ]);
    expect(sent).toEqual([
      ['rule-action', 'accept', '5', false],
      ['rule-action', 'accept', '5', true],
    ]);
  });

  /** EC2's own token for the page after the first five rules. */
  async function firstToken(): Promise<string> {
    const { DescribeTrafficMirrorFilterRulesCommand } = await import('@aws-sdk/client-ec2');
    const { NextToken } = await gateway.ec2.send(
      new DescribeTrafficMirrorFilterRulesCommand({ MaxResults: 5 }),
    );
    return NextToken ?? '';
  }
});
