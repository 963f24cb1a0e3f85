/** What happens to packets in a network description: with and without the permission to see the network, and at the targets of other accounts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { example } from '../support/exampleNetwork.ts';
import { ours, type RoleGateway, roleOf, startRoleGateway, theirs } from '../support/roleGateway.ts';

const [source, theirSource] = ['eni-0a000000000000071', 'eni-0b000000000000071'];
const all = { trafficDirection: 'ingress', ruleNumber: 1, ruleAction: 'accept' };
const filterOf = (digit: string, rule: object = all) => ({
  id: `tmf-0c00000000000009${digit}`,
  rules: [rule],
});
const sessionOf = (n: number, networkInterfaceId: string, target: string) => ({
  id: `tms-0c0000000000000b${n}`,
  networkInterfaceId,
  trafficMirrorTargetId: target,
  trafficMirrorFilterId: filterOf(String(n)).id,
  sessionNumber: n,
  virtualNetworkId: 100 + n,
});
const toPort = (port: number) => ({
  ...all,
  protocol: 17,
  destinationPortRange: { fromPort: port, toPort: port },
});
const [endpoint, toEndpoint] = ['vpce-0c000000000000081', 'tmt-0c0000000000000a2'];
const [halfGone, toHalfGone] = ['vpce-0c000000000000082', 'tmt-0c0000000000000a3'];

/** The example, where the source has sessions at two endpoints. One interface of the second is gone. */
function writeNetwork(): string {
  const network = JSON.parse(readFileSync(example, 'utf8'));
  const [own, other] = network.estates;
  const nodes = ['10.0.1.41', '10.0.2.41'].map((privateIpAddress, index) => ({
    id: `eni-0c00000000000007${index}`,
    subnetId: own.subnets[index].id,
    interfaceType: 'gateway_load_balancer_endpoint',
    privateIpAddress,
  }));
  own.networkInterfaces.push(...nodes);
  const common = {
    vpcId: own.vpcs[0].id,
    vpcEndpointType: 'GatewayLoadBalancer',
    serviceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-0c000000000000001',
    subnetIds: nodes.map(({ subnetId }) => subnetId),
  };
  const ids = nodes.map(({ id }) => id);
  own.vpcEndpoints.push(
    { ...common, id: endpoint, networkInterfaceIds: ids },
    { ...common, id: halfGone, networkInterfaceIds: [ids[0], 'eni-0a000000000000079'] },
  );
  own.targets.push(
    { id: toEndpoint, gatewayLoadBalancerEndpointId: endpoint },
    { id: toHalfGone, gatewayLoadBalancerEndpointId: halfGone },
  );
  own.filters.push(filterOf('2', toPort(2)), filterOf('3', toPort(3)));
  own.sessions.push(sessionOf(2, source, toEndpoint), sessionOf(3, source, toHalfGone));
  other.filters[0].rules = [all];
  const file = join(newFolder(), 'network.json');
  writeFileSync(file, JSON.stringify(network));
  return file;
}

const account = (callers: string[]) => ({ regions: ['us-east-1'], callers });
let gateway: RoleGateway;
beforeAll(async () => {
  gateway = await startRoleGateway(
    {
      accounts: {
        [ours]: { ...account(['alice', 'bob']), roleArn: roleOf(ours) },
        [theirs]: { ...account(['bob', 'carol']), roleArn: roleOf(theirs) },
      },
    },
    { seed: `file:${writeNetwork()}` },
  );
});

const read = 'traffic-mirror:read';
const withInsight = `${read} traffic-mirror:insight`;

async function simulate(packet: object, scopes: string, subject = 'alice', accountId: string = ours) {
  const { data, errors } = await gateway.ask(
    `query ($packet: TrafficMirrorPacketInput!, $scope: AwsScopeInput) {
      simulateTrafficMirror(packet: $packet, scope: $scope) {
        verdict message virtualNetworkId outerDestinationAddresses bytesCopied
      }
    }`,
    {
      scopes,
      subject,
      variables: {
        packet: {
          networkInterfaceId: source,
          direction: 'INGRESS',
          protocol: 17,
          sourceAddress: '198.51.100.7',
          destinationAddress: '10.0.1.10',
          sourcePort: 40_000,
          destinationPort: 2,
          ...packet,
        },
        scope: { accountId },
      },
    },
  );
  expect(errors).toBeUndefined();
  return data?.simulateTrafficMirror;
}
/** From the source to a DNS server. */
const dnsAt = (destinationAddress: string) => ({
  direction: 'EGRESS',
  sourceAddress: '10.0.1.10',
  destinationAddress,
  destinationPort: 53,
});

describe('the addresses of an endpoint', () => {
  const copy = { verdict: 'MIRRORED', virtualNetworkId: 102, bytesCopied: 1_514 };

  test('are those of its interfaces', async () => {
    expect(await simulate({}, withInsight)).toMatchObject({
      ...copy,
      outerDestinationAddresses: ['10.0.1.41', '10.0.2.41'],
    });
  });

  test('are not shown without the permission to see the network, and everything else is', async () => {
    expect(await simulate({}, read)).toMatchObject({ ...copy, outerDestinationAddresses: [] });
  });
});

test('where one of two interfaces is gone, no address is shown: one would look complete', async () => {
  expect(await simulate({ destinationPort: 3 }, withInsight)).toMatchObject({
    virtualNetworkId: 103,
    outerDestinationAddresses: [],
    bytesCopied: 1_514,
  });
});

describe('the DNS server of the VPC', () => {
  test('has the second address behind the base of its first block', async () => {
    const answers = await Promise.all(
      ['10.0.0.2', '100.64.0.2'].map((server) => simulate(dnsAt(server), withInsight)),
    );
    expect(answers).toMatchObject([
      { message: expect.stringContaining('Amazon DNS service') },
      { message: expect.stringContaining('rule 100') },
    ]);
  });

  test('is not known without the permission, which the answer names, and one that every VPC has is', async () => {
    expect(await simulate(dnsAt('10.0.0.2'), read)).toMatchObject({
      verdict: 'UNKNOWN',
      message: expect.stringContaining('`traffic-mirror:insight`'),
    });
    expect(await simulate(dnsAt('169.254.169.253'), read)).toMatchObject({ verdict: 'MIRRORED' });
    expect(await simulate(dnsAt('10.0.0.3'), read)).toMatchObject({ verdict: 'MIRRORED' });
  });
});

test('where copies to a shared target arrive is read through its owner, if the caller may use that account', async () => {
  const packet = { networkInterfaceId: theirSource, destinationAddress: '10.1.1.10' };
  const copy = { verdict: 'MIRRORED', virtualNetworkId: 4_211_002, bytesCopied: 1_514 };
  expect(await simulate(packet, read, 'bob', theirs)).toMatchObject({
    ...copy,
    outerDestinationAddresses: ['10.0.2.10'],
  });
  expect(await simulate(packet, read, 'carol', theirs)).toMatchObject({
    ...copy,
    outerDestinationAddresses: [],
  });
});
