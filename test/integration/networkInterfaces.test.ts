import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { networkInterfaceId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ moreRegions: ['eu-west-1'] });
});
beforeEach(() => gateway.emulator.resetCalls());

const fields =
  'networkInterfaceId region trafficMirrorSurroundings { vpcId subnetId availabilityZone interfaceType instanceId privateIpAddress description tags { key value } }';

interface Sources {
  trafficMirrorSources: {
    nodes: { networkInterfaceId: string; trafficMirrorSessions: object[] }[];
    edges: { cursor: string; node: { networkInterfaceId: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

async function list(filter: object | null): Promise<string[]> {
  const data = await gateway.query<Sources>(
    'query ($filter: TrafficMirrorSourceFilterInput) { trafficMirrorSources(filter: $filter) { nodes { networkInterfaceId } } }',
    { filter },
  );
  return data.trafficMirrorSources.nodes.map((node) => node.networkInterfaceId).toSorted();
}

const expected = {
  networkInterfaceId: networkInterfaceId(1),
  region: 'us-east-1',
  trafficMirrorSurroundings: {
    vpcId: 'vpc-01a2b3c4d5e6f0001',
    subnetId: 'subnet-02b3c4d5e6f7a0001',
    availabilityZone: 'us-east-1a',
    interfaceType: 'interface',
    instanceId: 'i-0f6a7b8c9d0e10001',
    privateIpAddress: '10.20.1.11',
    description: 'prod-api-1 primary',
    tags: [
      { key: 'Name', value: 'prod-api-1' },
      { key: 'team', value: 'platform' },
      { key: 'env', value: 'prod' },
    ],
  },
};

describe('an interface', () => {
  test('shows its instance, subnet and VPC', async () => {
    const data = await gateway.query(
      `{ trafficMirrorSource(networkInterfaceId: "${networkInterfaceId(1)}") { ${fields} } }`,
    );
    expect(data).toEqual({ trafficMirrorSource: expected });
    expect(gateway.ec2Calls()).toEqual({ DescribeNetworkInterfaces: 1 });
  });

  test('that EC2 does not know has none of them', async () => {
    const data = await gateway.query(
      '{ trafficMirrorSource(networkInterfaceId: "eni-0fffffffffffffff1") { networkInterfaceId trafficMirrorSurroundings { vpcId } } }',
    );
    expect(data).toEqual({
      trafficMirrorSource: { networkInterfaceId: 'eni-0fffffffffffffff1', trafficMirrorSurroundings: null },
    });
  });

  test('of a session is read once for all sessions', async () => {
    const data = await gateway.query<{
      trafficMirrorSessions: {
        nodes: { networkInterface: { trafficMirrorSurroundings: { vpcId: string } } }[];
      };
    }>(
      '{ trafficMirrorSessions { nodes { networkInterface { trafficMirrorSurroundings { vpcId subnetId } } } } }',
    );
    expect(data.trafficMirrorSessions.nodes).toHaveLength(10);
    expect(
      data.trafficMirrorSessions.nodes.every((node) =>
        node.networkInterface.trafficMirrorSurroundings.vpcId.startsWith('vpc-'),
      ),
    ).toBe(true);
    expect(gateway.ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 1, DescribeNetworkInterfaces: 1 });
  });
});

describe('the list of sources', () => {
  test('has every interface, mirrored or not, in one EC2 call', async () => {
    const data = await gateway.query<Sources>(`{ trafficMirrorSources { nodes { ${fields} } } }`);
    expect(data.trafficMirrorSources.nodes).toHaveLength(17);
    expect(data.trafficMirrorSources.nodes[0]).toEqual(expected);
    expect(gateway.ec2Calls()).toEqual({ DescribeNetworkInterfaces: 1 });
  });

  test('reads the sessions of all of them in one more call', async () => {
    const data = await gateway.query<Sources>(
      '{ trafficMirrorSources { nodes { networkInterfaceId trafficMirrorSurroundings { vpcId } trafficMirrorSessions { sessionNumber } } } }',
    );
    expect(data.trafficMirrorSources.nodes[0]?.trafficMirrorSessions).toEqual(
      [1, 2, 3].map((sessionNumber) => ({ sessionNumber })),
    );
    expect(gateway.ec2Calls()).toEqual({ DescribeNetworkInterfaces: 1, DescribeTrafficMirrorSessions: 1 });
  });

  test.each<[string, object, number[]]>([
    ['ids', { networkInterfaceIds: [networkInterfaceId(3), networkInterfaceId(1)] }, [1, 3]],
    [
      'an ARN',
      {
        networkInterfaceIds: [
          `arn:aws:ec2:us-east-1:123456789012:network-interface/${networkInterfaceId(3)}`,
        ],
      },
      [3],
    ],
    ['VPCs', { vpcIds: ['vpc-01a2b3c4d5e6f0002'] }, [9, 10, 11, 14, 15, 17]],
    ['subnets', { subnetIds: ['subnet-02b3c4d5e6f7a0002'] }, [2, 4, 6, 13, 16]],
    ['tags', { tags: [{ key: 'team', values: ['storefront'] }] }, [3, 4, 10]],
    [
      'several criteria, all of which must match',
      { vpcIds: ['vpc-01a2b3c4d5e6f0001'], tags: [{ key: 'team', values: ['storefront'] }] },
      [3, 4],
    ],
    ['an empty list', { vpcIds: [] }, []],
  ])('can be asked for by %s', async (_, filter, numbers) => {
    expect(await list(filter)).toEqual(numbers.map(networkInterfaceId));
  });

  test('refuses a wildcard as an id, because it would match other interfaces', async () => {
    const [error] = await gateway.queryErrors(
      '{ trafficMirrorSources(filter: { vpcIds: ["vpc-*"] }) { nodes { region } } }',
    );
    expect(error?.message).toMatch(/vpcIds.*must name a VPC/);
  });

  test('comes in pages, and each interface comes once', async () => {
    const page =
      'query ($after: String) { trafficMirrorSources(first: 5, after: $after) { edges { cursor node { networkInterfaceId } } pageInfo { hasNextPage endCursor } } }';
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { trafficMirrorSources: sources }: Sources = await gateway.query(page, { after });
      seen.push(...sources.edges.map(({ node }) => node.networkInterfaceId));
      after = sources.pageInfo.hasNextPage ? sources.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toHaveLength(17);
    expect(new Set(seen).size).toBe(17);
  });
});

test('the list of scopes has the accounts and Regions that the gateway serves, the default first', async () => {
  expect(await gateway.query('{ trafficMirrorScopes { accountId region } }')).toEqual({
    trafficMirrorScopes: [
      { accountId: '123456789012', region: 'us-east-1' },
      { accountId: '123456789012', region: 'eu-west-1' },
    ],
  });
});
