/** Whether route tables lead copies to a receiver in another VPC. */
import { describe, expect, test } from '@jest/globals';
import type { Peering, Route, TransitGatewayAttachment } from '../../../src/mirroring/records.ts';
import { aclOf, leadsTo, routeTableOf } from '../../../src/mirroring/routes.ts';

const route = (destination: string, target: string | undefined, isBlackhole = false): Route => ({
  destinationCidrBlock: destination.includes('.') ? destination : undefined,
  destinationPrefixListId: destination.startsWith('pl-') ? destination : undefined,
  target,
  state: isBlackhole ? 'blackhole' : 'active',
});
const local = route('10.0.0.0/16', 'local');
const peering: Peering = {
  vpcPeeringConnectionId: 'pcx-1',
  requesterVpcId: 'vpc-1',
  accepterVpcId: 'vpc-2',
  status: 'active',
};
const toPeering = route('10.1.0.0/16', 'pcx-1');
const toTransit = route('10.1.0.0/16', 'tgw-1');
const attached = (vpcId: string, state = 'available'): TransitGatewayAttachment => ({
  transitGatewayId: 'tgw-1',
  vpcId,
  state,
});

interface Network {
  readonly peerings?: readonly Peering[];
  readonly attachments?: readonly TransitGatewayAttachment[];
}

const led = (routes: Route[], { peerings = [peering], attachments = [] }: Network = {}, vpcId = 'vpc-2') =>
  leadsTo(
    { routeTableId: 'rtb-1', vpcId: 'vpc-1', isMain: true, subnetIds: [], routes: [local, ...routes] },
    { address: '10.1.0.9', vpcId },
    {
      peering: (id) => peerings.find((one) => one.vpcPeeringConnectionId === id) ?? null,
      attachments: (id, inVpc) =>
        attachments.filter((one) => one.transitGatewayId === id && one.vpcId === inVpc),
    },
  );
const result = (...input: Parameters<typeof led>) => {
  const { passes, what, assumptions } = led(...input);
  return [passes, what, ...assumptions];
};

describe('a route table', () => {
  test.each<[string, Route[], unknown[]]>([
    ['no route', [], [false, 'it has none']],
    ['a route to other addresses', [route('10.2.0.0/16', 'pcx-1')], [false, 'it has none']],
    ['a route for IPv6', [route('::/0', 'igw-1')], [false, 'it has none']],
    ['an active peering', [toPeering], [true, '']],
    ['the internet', [route('0.0.0.0/0', 'igw-1')], [false, '0.0.0.0/0 leads to the internet by igw-1']],
    ['a blackhole', [route('10.1.0.0/16', 'pcx-1', true)], [false, '10.1.0.0/16 to pcx-1 is a blackhole']],
    ['its own VPC', [route('10.1.0.0/16', 'local')], [false, '10.1.0.0/16 is in its own VPC']],
    ['an interface', [route('10.1.0.0/16', 'eni-1')], [null, 'where eni-1 leads on to is not read']],
    ['a NAT gateway', [route('0.0.0.0/0', 'nat-1')], [null, 'where nat-1 leads on to is not read']],
    [
      'a virtual private gateway',
      [route('10.0.0.0/8', 'vgw-1')],
      [null, 'where vgw-1 leads on to is not read'],
    ],
    [
      'something new',
      [route('10.1.0.0/16', undefined)],
      [null, 'where the next hop leads on to is not read'],
    ],
    [
      'a blackhole beside a longer working route',
      [route('10.0.0.0/8', 'pcx-9', true), toPeering],
      [true, ''],
    ],
    [
      'a working route beside a longer blackhole',
      [toPeering, route('10.1.0.8/29', 'pcx-1', true)],
      [false, '10.1.0.8/29 to pcx-1 is a blackhole'],
    ],
    ['a static route beside a propagated one', [route('10.1.0.0/16', 'vgw-1'), toPeering], [true, '']],
  ])('with %s', (_, routes, expected) => {
    expect(result(routes)).toEqual(expected);
    expect(result([...routes].reverse())).toEqual(expected);
  });

  test('shows the route that decides', () => {
    expect(led([route('10.1.0.0/16', 'pcx-1', true)]).evidence).toEqual([
      { resourceId: 'rtb-1', property: 'routes', value: '10.1.0.0/16 to pcx-1, blackhole', expected: null },
    ]);
    expect(led([]).evidence).toEqual([]);
  });

  test('with a prefix list is not decidable, unless another route leads there or the list is of an AWS service', () => {
    const list = route('pl-1', 'pcx-1');
    expect(result([list])).toEqual([null, 'pl-1 is not read']);
    expect(result([list, route('10.1.0.0/16', 'pcx-1', true)])).toEqual([null, 'pl-1 is not read']);
    expect(result([list, toPeering])).toEqual([true, '']);
    expect(result([route('pl-63a5400a', 'vpce-1')])).toEqual([false, 'it has none']);
  });
});

describe('a peering leads', () => {
  test('in both directions', () => {
    const { requesterVpcId: accepterVpcId, accepterVpcId: requesterVpcId } = peering;
    expect(result([toPeering], { peerings: [{ ...peering, requesterVpcId, accepterVpcId }] })).toEqual([
      true,
      '',
    ]);
  });
  test.each<[string, Peering[], string]>([
    ['if it is gone', [], 'pcx-1 does not exist'],
    ['until it is accepted', [{ ...peering, status: 'pending-acceptance' }], 'pcx-1 is pending-acceptance'],
    ['into another VPC', [{ ...peering, accepterVpcId: 'vpc-3' }], 'pcx-1 does not lead to vpc-2'],
  ])('nowhere %s', (_, peerings, what) => {
    expect(result([toPeering], { peerings })).toEqual([false, what]);
  });
});

test('a transit gateway leads to attached VPCs, if its own route tables do', () => {
  const both = [attached('vpc-1'), attached('vpc-2')];
  expect(result([toTransit], { attachments: both })).toEqual([true, '', 'TRANSIT_GATEWAY_ROUTES']);
  expect(result([toTransit], { attachments: [attached('vpc-1'), attached('vpc-2', 'pending')] })).toEqual([
    false,
    'tgw-1 has no available attachment of vpc-2',
  ]);
  expect(result([toTransit], { attachments: [attached('vpc-2')] })).toEqual([
    false,
    'tgw-1 has no available attachment of vpc-1',
  ]);
});

test('a subnet has its own table or the main one of its VPC, and one network ACL', () => {
  const table = (routeTableId: string, vpcId: string, isMain: boolean, subnetIds: string[] = []) => ({
    routeTableId,
    vpcId,
    isMain,
    subnetIds,
    routes: [],
  });
  const tables = [
    table('rtb-other', 'vpc-2', true),
    table('rtb-main', 'vpc-1', true),
    table('rtb-own', 'vpc-1', false, ['subnet-1']),
  ];
  const tableOf = (subnetId: string, vpcId: string) =>
    routeTableOf(tables, { subnetId, vpcId })?.routeTableId;
  expect(tableOf('subnet-1', 'vpc-1')).toBe('rtb-own');
  expect(tableOf('subnet-2', 'vpc-1')).toBe('rtb-main');
  expect(tableOf('subnet-2', 'vpc-3')).toBeUndefined();

  const acl = { networkAclId: 'acl-1', subnetIds: ['subnet-1'], entries: [] };
  expect(aclOf([acl], 'subnet-1')).toBe(acl);
  expect(aclOf([acl], 'subnet-2')).toBeUndefined();
});
