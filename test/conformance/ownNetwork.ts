/** An embedded EC2 with a small network of its own: a default VPC and another one, with groups, for tests of changes of the network. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../support/cleanUp.ts';
import type { EmulatorOptions } from '../support/emulator.ts';
import { type Subject, startSubject } from '../support/emulatorClient.ts';

const id = (prefix: string, n: number) => `${prefix}-0${String(n).padStart(16, '0')}`;

/** The default VPC. Subnet `tiny` has 11 addresses, `ipv6` has no others. */
export const ids = {
  defaultVpc: id('vpc', 1),
  otherVpc: id('vpc', 2),
  subnet: id('subnet', 1),
  subnetB: id('subnet', 2),
  tiny: id('subnet', 3),
  ipv6: id('subnet', 4),
  other: id('subnet', 5),
  web: id('sg', 11),
  otherGroup: id('sg', 12),
  described: id('sg', 13),
  defaultGroup: id('sg', 1),
  routeTable: id('rtb', 11),
  instance: id('i', 1),
  primary: id('eni', 1),
  second: id('eni', 2),
  rds: id('eni', 3),
  target: id('tmt', 1),
  filter: id('tmf', 1),
  session: id('tms', 1),
  collector: id('i', 2),
  collectorInterface: id('eni', 4),
  free: id('eni', 5),
};

const subnet = (subnetId: string, vpcId: string, zone: string, cidrBlock?: string) => ({
  id: subnetId,
  vpcId,
  availabilityZone: `us-east-1${zone}`,
  ...(cidrBlock && { cidrBlock }),
});

const network = {
  estates: [
    {
      vpcs: [
        { id: ids.otherVpc, cidrBlocks: ['10.2.0.0/16'] },
        {
          id: ids.defaultVpc,
          cidrBlocks: ['10.1.0.0/16'],
          ipv6CidrBlocks: ['2001:db8::/56'],
          isDefault: true,
        },
      ],
      securityGroups: [
        { id: ids.web, vpcId: ids.defaultVpc, name: 'web' },
        { id: ids.otherGroup, vpcId: ids.otherVpc, name: 'web' },
        {
          id: ids.described,
          vpcId: ids.otherVpc,
          name: 'described',
          ingress: [
            { protocol: 'tcp', fromPort: 22, toPort: 22, peers: ['10.0.0.7/8', '2001:DB8:0:0::1/64'] },
            { protocol: 'udp', peers: ['10.0.0.0/8'] },
            { protocol: 'icmp', peers: ['10.0.0.0/8'] },
            { protocol: 'icmpv6', peers: ['::/0'] },
            { protocol: '17', fromPort: 4789, toPort: 4789, peers: ['10.0.0.0/8'] },
            { fromPort: 0, toPort: 65_535, peers: ['10.0.0.0/8', 'sg-00000000000000011'] },
            { protocol: '50', fromPort: 1, toPort: 2, peers: ['10.0.0.0/8'] },
          ],
        },
      ],
      routeTables: [
        {
          id: ids.routeTable,
          vpcId: ids.defaultVpc,
          routes: [{ destination: '198.51.100.0/24', target: ids.second }],
        },
      ],
      subnets: [
        subnet(ids.other, ids.otherVpc, 'a', '10.2.0.0/24'),
        { ...subnet(ids.subnet, ids.defaultVpc, 'a', '10.1.0.0/24'), ipv6CidrBlocks: ['2001:db8::/64'] },
        subnet(ids.subnetB, ids.defaultVpc, 'b', '10.1.1.0/24'),
        subnet(ids.tiny, ids.defaultVpc, 'a', '10.1.2.0/28'),
        { ...subnet(ids.ipv6, ids.defaultVpc, 'a'), ipv6CidrBlocks: ['2001:db8:0:1::/64'] },
      ],
      instances: [
        { id: ids.instance, subnetId: ids.subnet, instanceType: 'm5.large' },
        { id: ids.collector, subnetId: ids.subnet, instanceType: 'm5.large' },
      ],
      networkInterfaces: [
        { id: ids.primary, subnetId: ids.subnet, instanceId: ids.instance, privateIpAddress: '10.1.0.10' },
        {
          id: ids.second,
          subnetId: ids.subnet,
          instanceId: ids.instance,
          deviceIndex: 1,
          deleteOnTermination: false,
          privateIpAddress: '10.1.0.11',
        },
        {
          id: ids.rds,
          subnetId: ids.subnet,
          requesterId: 'amazon-rds',
          instanceOwnerId: 'amazon-rds',
          privateIpAddress: '10.1.0.13',
        },
        {
          id: ids.collectorInterface,
          subnetId: ids.subnet,
          instanceId: ids.collector,
          privateIpAddress: '10.1.0.12',
        },
        { id: ids.free, subnetId: ids.subnet, privateIpAddress: '10.1.0.99' },
      ],
      targets: [{ id: ids.target, networkInterfaceId: ids.collectorInterface }],
      filters: [{ id: ids.filter }],
      sessions: [ids.primary, ids.second].map((networkInterfaceId, i) => ({
        id: id('tms', i + 1),
        networkInterfaceId,
        trafficMirrorTargetId: ids.target,
        trafficMirrorFilterId: ids.filter,
        sessionNumber: 1,
        virtualNetworkId: i + 1,
      })),
    },
  ],
};

/** Starts it; `options` may have a state file, a clock and so on. */
export function startOwnNetwork(options: EmulatorOptions = {}): Promise<Subject> {
  const path = join(newFolder(), 'network.json');
  writeFileSync(path, JSON.stringify(network));
  return startSubject({ seed: `file:${path}`, ...options });
}
