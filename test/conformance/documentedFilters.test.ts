/**
 * Every filter that the SDK documents is one that the action has, and it compares what it should: `*` finds something by it in the example
 * network, unless the list below says why not. Embedded EC2 only.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ec2Actions } from '../../src/emulator/actions.ts';
import { documentedFilters, takesPageSizeOrIds } from '../support/documentedFilters.ts';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { send, shapeOnly } from '../support/emulatorWire.ts';
import { example } from '../support/exampleNetwork.ts';

const notInTheExample = 'the example network has none';
const noSuchThing = 'the embedded EC2 has no such thing';
const notKnown = 'it is not known';

/** Filters that find nothing, in one text, and why. */
const findNothing: Readonly<Record<string, readonly [filters: string, why: string][]>> = {
  DescribeTrafficMirrorFilterRules: [['description', notInTheExample]],
  DescribeTrafficMirrorFilters: [['description', notInTheExample]],
  DescribeTrafficMirrorSessions: [['description packet-length', notInTheExample]],
  DescribeTrafficMirrorTargets: [['network-load-balancer-arn', notInTheExample]],
  DescribeAvailabilityZones: [
    ['message parent-zone-id parent-zone-name', noSuchThing],
    ['group-long-name', notKnown],
  ],
  DescribeDhcpOptions: [['tag:Name tag-key', noSuchThing]],
  DescribeInstances: [
    ['network-interface.addresses.private-dns-name network-interface.private-dns-name', notInTheExample],
    [
      'network-interface.ipv6-native network-interface.requester-id network-interface.tag-key network-interface.tag-value',
      notInTheExample,
    ],
    ['boot-mode current-instance-boot-mode tpm-support', notKnown],
    [
      `affinity block-device-mapping.attach-time block-device-mapping.delete-on-termination block-device-mapping.device-name
      block-device-mapping.status block-device-mapping.volume-id capacity-reservation-id
      capacity-reservation-specification.capacity-reservation-target.capacity-reservation-id
      capacity-reservation-specification.capacity-reservation-target.capacity-reservation-resource-group-arn
      host-id iam-instance-profile.arn iam-instance-profile.id instance-lifecycle kernel-id key-name
      network-interface.addresses.association.allocation-id network-interface.addresses.association.association-id
      network-interface.addresses.association.carrier-ip network-interface.addresses.association.customer-owned-ip
      network-interface.association.allocation-id network-interface.association.association-id
      network-interface.association.carrier-ip network-interface.association.customer-owned-ip
      network-interface.deny-all-igw-traffic network-interface.ipv4-prefixes.ipv4-prefix
      network-interface.ipv6-prefixes.ipv6-prefix network-interface.operator.principal network-interface.outpost-arn
      operator.principal outpost-arn placement-partition-number platform product-code product-code.type ramdisk-id requester-id
      spot-instance-request-id`,
      noSuchThing,
    ],
  ],
  DescribeInstanceStatus: [
    [
      `event.code event.description event.instance-event-id event.not-after event.not-before event.not-before-deadline
      operator.principal application-status.status`,
      noSuchThing,
    ],
  ],
  DescribeInstanceTypes: [['vcpu-info.valid-cores vcpu-info.valid-threads-per-core', notKnown]],
  DescribeManagedPrefixLists: [['tag:Name tag-key', noSuchThing]],
  DescribeNetworkInterfaces: [
    ['association.allocation-id association.association-id operator.principal', noSuchThing],
    ['private-dns-name tag:Name tag-key', notInTheExample],
  ],
  DescribeRouteTables: [['association.gateway-id', noSuchThing]],
  DescribeSecurityGroupRules: [['tag:Name', notInTheExample]],
  DescribeSecurityGroups: [
    [
      `egress.ip-permission.group-name egress.ip-permission.ipv6-cidr egress.ip-permission.prefix-list-id
      egress.ip-permission.user-id tag:Name tag-key`,
      notInTheExample,
    ],
  ],
  DescribeSubnets: [
    ['customer-owned-ipv4-pool enable-lni-at-device-index outpost-arn', noSuchThing],
    ['tag:Name tag-key', notInTheExample],
  ],
  DescribeVolumes: [[documentedFilters('DescribeVolumes').join(' '), noSuchThing]],
  DescribeVpcEndpoints: [['tag:Name tag-key', notInTheExample]],
  DescribeVpcPeeringConnections: [['expiration-time', noSuchThing]],
};

const filtered = Object.keys(ec2Actions)
  .map((action) => [action, documentedFilters(action)] as const)
  .filter(([, names]) => names.length > 0);

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ seed: `file:${example}` });
});

const answerTo = async (action: string, name: string) => {
  const body = `Action=${action}&Version=2016-11-15&Filter.1.Name=${encodeURIComponent(name)}&Filter.1.Value.1=*`;
  return (await send(emulator.url, { headers: shapeOnly(), body })).body;
};

test('the documentation names the filters of the actions that are known to have some', () => {
  const count = (action: string) => documentedFilters(action).length;
  expect(filtered.length).toBeGreaterThan(20);
  expect(count('DescribeInstances')).toBeGreaterThan(120);
  expect(count('DescribeTrafficMirrorTargets')).toBe(5);
  expect(documentedFilters('DescribeSubnets')).toEqual(expect.arrayContaining(['cidrBlock', 'tag:Name']));
});

describe.each(filtered)('%s', (action, names) => {
  test('has every documented filter, and each finds what there is', async () => {
    const refused: string[] = [];
    const empty: string[] = [];
    for (const name of names) {
      const answer = await answerTo(action, name);
      if (answer.includes('<Error>')) refused.push(name);
      else if (!answer.includes('<item>')) empty.push(name);
    }
    const expected = (findNothing[action] ?? []).flatMap(([text]) => text.split(/\s+/));
    expect(refused).toEqual([]);
    expect(expected).toEqual(expect.arrayContaining(empty));
  });

  test('refuses any other name', async () => {
    expect(await answerTo(action, 'colour')).toContain("The filter 'colour' is invalid");
  });
});

test('MaxResults is refused together with ids where the documentation says so, and nowhere else', async () => {
  const ids = {
    DescribeInstanceCreditSpecifications: 'InstanceId.1=i-0a000000000000063',
    DescribeInstances: 'InstanceId.1=i-0a000000000000061',
    DescribeInstanceStatus: 'InstanceId.1=i-0a000000000000061',
    DescribeNetworkInterfaces: 'NetworkInterfaceId.1=eni-0a000000000000071',
    DescribeSubnets: 'SubnetId.1=subnet-0a000000000000051',
    DescribeVpcs: 'VpcId.1=vpc-0a000000000000001',
  };
  expect(Object.keys(ids)).toEqual(
    expect.arrayContaining(Object.keys(ec2Actions).filter(takesPageSizeOrIds)),
  );
  for (const [action, id] of Object.entries(ids)) {
    const body = `Action=${action}&Version=2016-11-15&MaxResults=5&${id}`;
    const { status } = await send(emulator.url, { headers: shapeOnly(), body });
    expect([action, status]).toEqual([action, takesPageSizeOrIds(action) ? 400 : 200]);
  }
});
