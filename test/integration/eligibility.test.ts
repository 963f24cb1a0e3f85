/** What the gateway says of sources, and what the embedded EC2 then does: the same, except that EC2 answers no where the gateway does not know. */
import { CreateTrafficMirrorSessionCommand } from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SeedInterface } from '../../src/emulator/seeds/seedNetwork.ts';
import { filterId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { bareMetalFamilies, families } from '../support/guide/byHand.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});

const add = (wanted: Partial<SeedInterface>) => gateway.emulator.surroundings().addNetworkInterface(wanted);
const ofType = (instanceType: string) => add({ instanceType });
const managed = (requesterId: string, description = '') =>
  add({ requesterId, description, instanceId: undefined, instanceType: undefined });

interface Judged {
  readonly eligible: boolean | null;
  readonly reasonDetails: readonly { code: string }[];
}

async function judge(ids: readonly string[]): Promise<(Judged | undefined)[]> {
  const { trafficMirrorSources } = await gateway.query<{
    trafficMirrorSources: { nodes: { networkInterfaceId: string; trafficMirrorEligibility: Judged }[] };
  }>(
    `query ($ids: [ID!]) { trafficMirrorSources(filter: { networkInterfaceIds: $ids }, first: 200) {
      nodes { networkInterfaceId trafficMirrorEligibility { eligible reasonDetails { code } } } } }`,
    { ids },
  );
  const byId = new Map(
    trafficMirrorSources.nodes.map((node) => [node.networkInterfaceId, node.trafficMirrorEligibility]),
  );
  return ids.map((id) => byId.get(id));
}

/** Whether EC2 makes a session on the interface. The target is a load balancer, which takes any number of sources. */
async function isAccepted(NetworkInterfaceId: string): Promise<boolean> {
  const session = {
    TrafficMirrorTargetId: targetId(2),
    TrafficMirrorFilterId: filterId(1),
    SessionNumber: 1,
  };
  const call = gateway.ec2.send(new CreateTrafficMirrorSessionCommand({ ...session, NetworkInterfaceId }));
  return call.then(
    () => true,
    (error: Error) => {
      expect(error.name).toBe('NetworkInterfaceNotSupported');
      return false;
    },
  );
}

test('every family and all bare metal that the guide lists can be mirrored, and EC2 mirrors it', async () => {
  const types = [
    ...families.map((family) => `${family}.large`),
    ...bareMetalFamilies.map((family) => `${family}.metal`),
  ];
  expect(types).toHaveLength(149);
  const ids = types.map(ofType);
  const refused = (await judge(ids)).flatMap((one, n) => (one?.eligible === true ? [] : [types[n]]));
  const notMade: (string | undefined)[] = [];
  for (const [n, id] of ids.entries()) if (!(await isAccepted(id))) notMade.push(types[n]);
  expect({ refused, notMade }).toEqual({ refused: [], notMade: [] });
});

test.each<[string, () => string, boolean | null, string[]]>([
  ['t2', () => ofType('t2.micro'), null, ['INSTANCE_TYPE_NOT_LISTED']],
  ['m8g', () => ofType('m8g.large'), null, ['INSTANCE_TYPE_NOT_LISTED']],
  ['c7gn', () => ofType('c7gn.large'), null, ['INSTANCE_TYPE_NOT_LISTED']],
  ['m6i.metal', () => ofType('m6i.metal'), false, ['BARE_METAL']],
  ['Amazon RDS', () => managed('amazon-rds', 'RDSNetworkInterface'), true, []],
  ['ElastiCache', () => managed('amazon-elasticache', 'ElastiCache cache-1'), true, []],
  ['Amazon RDS, by its description', () => managed('123456789012', 'RDSNetworkInterface'), true, []],
  ['ElastiCache, by its description', () => managed('123456789012', 'ElastiCache cache-1'), true, []],
  [
    'an instance in a subnet that has IPv6 only',
    () => add({ privateIpAddress: undefined, ipv6Addresses: ['2001:db8::10'] }),
    false,
    ['IPV6_ONLY_SUBNET'],
  ],
  ['an Application Load Balancer', () => managed('amazon-elb', 'ELB app/web/1'), null, ['LOAD_BALANCER']],
  ['another service', () => managed('amazon-efs'), false, ['REQUESTER_MANAGED']],
  ['nothing', () => add({ instanceId: undefined, instanceType: undefined }), false, ['NO_INSTANCE']],
  [
    'a NAT gateway',
    () => add({ interfaceType: 'nat_gateway', instanceId: undefined, instanceType: undefined }),
    false,
    ['INTERFACE_TYPE', 'REQUESTER_MANAGED'],
  ],
])('an interface of %s', async (_, make, eligible, codes) => {
  const id = make();
  const [judged] = await judge([id]);
  expect([judged?.eligible, judged?.reasonDetails.map(({ code }) => code)]).toEqual([eligible, codes]);
  expect(await isAccepted(id)).toBe(eligible === true);
});

describe('an interface of another account', () => {
  const subnetOf = (ownerId: string, id: string) =>
    `<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>
      <subnetSet><item><subnetId>${id}</subnetId><ownerId>${ownerId}</ownerId></item></subnetSet></DescribeSubnetsResponse>`;
  const subnetId = 'subnet-02b3c4d5e6f7a0001';
  const foreign = () => add({ ownerId: '210987654321', subnetId });
  const verdict = async () => {
    gateway.emulator.resetCalls();
    const [judged] = await judge([foreign()]);
    return [
      judged?.eligible,
      judged?.reasonDetails.map(({ code }) => code),
      gateway.ec2Calls().DescribeSubnets,
    ];
  };

  test('can be mirrored in a subnet of the own account, which is read only then', async () => {
    expect(await verdict()).toEqual([true, [], 1]);
    gateway.emulator.resetCalls();
    await judge([add({})]);
    expect(gateway.ec2Calls()).not.toHaveProperty('DescribeSubnets');
  });

  test('cannot be mirrored in a subnet of another account', async () => {
    gateway.emulator.faults('DescribeSubnets', [{ body: subnetOf('210987654321', subnetId) }]);
    expect(await verdict()).toEqual([false, ['OTHER_OWNER'], 1]);
  });

  test('is a doubt when the subnet cannot be read', async () => {
    gateway.emulator.deny('DescribeSubnets');
    expect(await verdict()).toEqual([null, ['OTHER_OWNER'], 1]);
    gateway.emulator.allow('DescribeSubnets');
  });
});
