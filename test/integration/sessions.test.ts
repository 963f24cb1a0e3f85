import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { filterId, networkInterfaceId, sessionId, targetId, unknownSessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => gateway.emulator.resetCalls());

interface Connection {
  trafficMirrorSessions: {
    nodes: { trafficMirrorSessionId: string }[];
    pageInfo: {
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      startCursor: string | null;
      endCursor: string | null;
    };
  };
}

const listDocument = `query ($filter: TrafficMirrorSessionFilterInput, $first: Int! = 50, $after: String) {
  trafficMirrorSessions(filter: $filter, first: $first, after: $after) {
    nodes { trafficMirrorSessionId } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

async function list(variables: object) {
  const { trafficMirrorSessions } = await gateway.query<Connection>(listDocument, variables);
  return {
    ...trafficMirrorSessions,
    ids: trafficMirrorSessions.nodes.map((node) => node.trafficMirrorSessionId),
  };
}

describe('one session', () => {
  test('shows every field of EC2, and the fields derived from them', async () => {
    const data = await gateway.query(
      `query ($id: ID!) { trafficMirrorSession(id: $id) {
        id trafficMirrorSessionId arn scope { accountId region } ownerId networkInterfaceId trafficMirrorTargetId trafficMirrorFilterId
        packetLength sessionNumber virtualNetworkId description tags { key value } env: tag(key: "env") none: tag(key: "x") version
      } }`,
      { id: sessionId(2) },
    );
    expect(data).toEqual({
      trafficMirrorSession: {
        id: Buffer.from(`123456789012/us-east-1/${sessionId(2)}`).toString('base64url'),
        trafficMirrorSessionId: sessionId(2),
        arn: `arn:aws:ec2:us-east-1:123456789012:traffic-mirror-session/${sessionId(2)}`,
        scope: { accountId: '123456789012', region: 'us-east-1' },
        ownerId: '123456789012',
        networkInterfaceId: networkInterfaceId(1),
        trafficMirrorTargetId: targetId(2),
        trafficMirrorFilterId: filterId(2),
        packetLength: 8500,
        sessionNumber: 2,
        virtualNetworkId: 4211002,
        description: 'Web part of the API to the fleet',
        tags: [
          { key: 'Name', value: 'api-1-web' },
          { key: 'team', value: 'platform' },
          { key: 'env', value: 'prod' },
        ],
        env: 'prod',
        none: null,
        version: expect.any(String),
      },
    });
  });

  test('shows its target and its filter with the rules in evaluation order', async () => {
    const data = await gateway.query(
      `query ($id: ID!) { trafficMirrorSession(id: $id) {
        target { trafficMirrorTargetId type rawType networkInterfaceId networkLoadBalancerArn gatewayLoadBalancerEndpointId description tag(key: "Name") }
        filter {
          trafficMirrorFilterId description networkServices tag(key: "Name")
          ingressRules { ruleNumber ruleAction trafficDirection protocol destinationPortRange { fromPort toPort } sourcePortRange { fromPort } description filter { description } }
          egressRules { ruleNumber destinationCidrBlock sourceCidrBlock sourcePortRange { fromPort toPort } tags { key } }
        }
      } }`,
      { id: sessionId(2) },
    );
    const rule = {
      trafficDirection: 'INGRESS',
      protocol: 6,
      sourcePortRange: null,
      filter: { description: 'Web traffic without SSH' },
    };
    expect(data).toEqual({
      trafficMirrorSession: {
        target: {
          trafficMirrorTargetId: targetId(2),
          type: 'NETWORK_LOAD_BALANCER',
          rawType: 'network-load-balancer',
          networkInterfaceId: null,
          networkLoadBalancerArn:
            'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/prod-sensors/50dc6c495c0c9188',
          gatewayLoadBalancerEndpointId: null,
          description: 'Sensor fleet',
          tag: 'sensor-fleet',
        },
        filter: {
          trafficMirrorFilterId: filterId(2),
          description: 'Web traffic without SSH',
          networkServices: [],
          tag: 'web-only',
          ingressRules: [
            {
              ...rule,
              ruleNumber: 10,
              ruleAction: 'REJECT',
              destinationPortRange: { fromPort: 22, toPort: 22 },
              description: 'Never SSH',
            },
            {
              ...rule,
              ruleNumber: 20,
              ruleAction: 'ACCEPT',
              destinationPortRange: { fromPort: 443, toPort: 443 },
              description: 'HTTPS',
            },
            {
              ...rule,
              ruleNumber: 30,
              ruleAction: 'ACCEPT',
              destinationPortRange: { fromPort: 80, toPort: 80 },
              description: 'HTTP',
            },
          ],
          egressRules: [
            {
              ruleNumber: 20,
              destinationCidrBlock: '0.0.0.0/0',
              sourceCidrBlock: '0.0.0.0/0',
              sourcePortRange: { fromPort: 443, toPort: 443 },
              tags: [],
            },
          ],
        },
      },
    });
  });

  test('that does not exist is null, without an error', async () => {
    expect(
      await gateway.query('query ($id: ID!) { trafficMirrorSession(id: $id) { arn } }', {
        id: unknownSessionId,
      }),
    ).toEqual({
      trafficMirrorSession: null,
    });
  });

  test('that does not exist does not fail the others in the request', async () => {
    const data = await gateway.query(
      'query ($a: ID!, $b: ID!) { a: trafficMirrorSession(id: $a) { sessionNumber } b: trafficMirrorSession(id: $b) { sessionNumber } }',
      {
        a: unknownSessionId,
        b: sessionId(2),
      },
    );
    expect(data).toEqual({ a: null, b: { sessionNumber: 2 } });
    expect(gateway.ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 1 });
  });

  test.each([
    ['a wildcard', 'tms-*'],
    ['another kind', targetId(1)],
    ['another account', `arn:aws:ec2:us-east-1:210987654321:traffic-mirror-session/${sessionId(1)}`],
    ['another Region', `arn:aws:ec2:eu-west-1:123456789012:traffic-mirror-session/${sessionId(1)}`],
  ])('named by %s is a clear error, and EC2 is not asked', async (_, id) => {
    const [error] = await gateway.queryErrors('query ($id: ID!) { trafficMirrorSession(id: $id) { arn } }', {
      id,
    });
    expect(error).toMatchObject({
      message: expect.stringContaining('`id`'),
      path: ['trafficMirrorSession'],
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(gateway.ec2Calls()).toEqual({});
  });
});

describe('a list', () => {
  test('without criteria holds every session, once', async () => {
    const { ids, pageInfo } = await list({});
    expect(ids.toSorted()).toEqual(Array.from({ length: 10 }, (_, index) => sessionId(index + 1)));
    expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
  });

  test.each<[string, object, number[]]>([
    ['ids', { trafficMirrorSessionIds: [sessionId(3), sessionId(1), unknownSessionId] }, [1, 3]],
    [
      'ARNs',
      {
        trafficMirrorSessionIds: [
          `arn:aws:ec2:us-east-1:123456789012:traffic-mirror-session/${sessionId(3)}`,
        ],
      },
      [3],
    ],
    ['interfaces', { networkInterfaceIds: [networkInterfaceId(1)] }, [1, 2, 3]],
    ['targets', { trafficMirrorTargetIds: [targetId(3)] }, [3, 8]],
    ['filters', { trafficMirrorFilterIds: [filterId(3)] }, [3, 9]],
    ['owners', { ownerIds: ['210987654321'] }, []],
    ['packet lengths', { packetLengths: [128, 256] }, [3, 6]],
    ['session numbers', { sessionNumbers: [5, 10] }, [6, 9]],
    ['network ids', { virtualNetworkIds: [4211004] }, [4]],
    ['descriptions', { descriptions: ['Storefront'] }, [5, 7]],
    ['descriptions with a wildcard', { descriptions: ['*traffic*'] }, [1, 4]],
    ['a tag with values', { tags: [{ key: 'team', values: ['payments', 'orders'] }] }, [3, 8, 9]],
    ['a tag with any value', { tags: [{ key: 'env' }] }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['a tag that no session has', { tags: [{ key: 'e*' }] }, []],
    [
      'two tags, both of which must match',
      {
        tags: [
          { key: 'team', values: ['platform'] },
          { key: 'env', values: ['staging'] },
        ],
      },
      [10],
    ],
    [
      'several criteria, all of which must match',
      { networkInterfaceIds: [networkInterfaceId(1)], sessionNumbers: [2, 3] },
      [2, 3],
    ],
    ['a null, which is ignored', { sessionNumbers: null, trafficMirrorFilterIds: [filterId(3)] }, [3, 9]],
  ])('by %s', async (_, filter, expected) => {
    const { ids } = await list({ filter });
    expect(ids.toSorted()).toEqual(expected.map(sessionId));
  });

  test('by an empty list of values is empty, without an EC2 call, because EC2 would return everything', async () => {
    expect((await list({ filter: { trafficMirrorSessionIds: [] } })).ids).toEqual([]);
    expect((await list({ filter: { tags: [{ key: 'env', values: [] }] } })).ids).toEqual([]);
    expect(gateway.ec2Calls()).toEqual({});
  });

  test.each<[string, object, RegExp]>([
    [
      'a wildcard as an id',
      { filter: { trafficMirrorSessionIds: ['tms-*'] } },
      /trafficMirrorSessionIds.*must name a session/,
    ],
    ['a malformed account', { filter: { ownerIds: ['12345'] } }, /ownerIds.*12-digit/],
    ['a packet length out of range', { filter: { packetLengths: [0] } }, /packetLengths.*from 1 to 8500/],
    [
      'a session number out of range',
      { filter: { sessionNumbers: [32767] } },
      /sessionNumbers.*from 1 to 32766/,
    ],
    [
      'a network id out of range',
      { filter: { virtualNetworkIds: [16777216] } },
      /virtualNetworkIds.*from 0 to 16777215/,
    ],
    [
      'more values than EC2 accepts',
      { filter: { virtualNetworkIds: Array.from({ length: 201 }, (_, index) => index) } },
      /more than 200/,
    ],
    ['a malformed cursor', { after: 'xyz' }, /`after` must be a cursor of the same list/],
    ['an empty cursor', { after: '' }, /`after` must be a cursor of the same list/],
  ])('with %s is a clear error, and EC2 is not asked', async (_, variables, message) => {
    const [error] = await gateway.queryErrors(listDocument, variables);
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(gateway.ec2Calls()).toEqual({});
  });
});

describe('paging', () => {
  const all = Array.from({ length: 10 }, (_, index) => sessionId(index + 1));

  test.each([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 1000])(
    'in pages of %d finds every session once',
    async (first) => {
      const seen: string[] = [];
      let after: string | null = null;
      let hasNextPage = true;
      for (let pages = 0; hasNextPage && pages <= 10; pages += 1) {
        const page = await list({ first, after });
        expect(page.ids.length).toBeLessThanOrEqual(first);
        seen.push(...page.ids);
        after = page.pageInfo.endCursor;
        hasNextPage = page.pageInfo.hasNextPage;
      }
      expect(seen).toEqual(all);
    },
  );

  test('can continue after any edge, with another page size', async () => {
    const data = await gateway.query<{
      trafficMirrorSessions: { edges: { cursor: string; node: { trafficMirrorSessionId: string } }[] };
    }>('{ trafficMirrorSessions(first: 7) { edges { cursor node { trafficMirrorSessionId } } } }');
    for (const { cursor, node } of data.trafficMirrorSessions.edges) {
      const rest = all.slice(all.indexOf(node.trafficMirrorSessionId) + 1);
      expect((await list({ first: 1000, after: cursor })).ids).toEqual(rest);
      expect((await list({ first: 2, after: cursor })).ids).toEqual(rest.slice(0, 2));
    }
  });

  test('keeps the criteria from page to page', async () => {
    const filter = { tags: [{ key: 'team', values: ['platform'] }] };
    const first = await list({ filter, first: 3 });
    const second = await list({ filter, first: 3, after: first.pageInfo.endCursor });
    expect([...first.ids, ...second.ids]).toEqual([1, 2, 4, 10].map(sessionId));
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  test('refuses a cursor that was made for other criteria', async () => {
    const { pageInfo } = await list({ first: 2 });
    const [error] = await gateway.queryErrors(listDocument, {
      after: pageInfo.endCursor,
      filter: { sessionNumbers: [1] },
    });
    expect(error?.message).toMatch(/with the same `filter`/);
  });

  test('of an empty list has no cursors', async () => {
    expect((await list({ filter: { ownerIds: ['210987654321'] } })).pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });
});

test('a list in place of the criteria is refused however often it is sent, compiled or not', async () => {
  for (let round = 0; round < 12; round++) {
    const [error] = await gateway.queryErrors(listDocument, { filter: [] });
    expect(error?.extensions.code).toBe('BAD_USER_INPUT');
    await list({});
  }
});
