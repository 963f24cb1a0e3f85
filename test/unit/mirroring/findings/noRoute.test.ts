/** The rule NO_ROUTE. */
import { testRule } from '../../../support/ruleCases.ts';
import { arn, balancer, networkInterface, route, routeTable } from '../../../support/siteFacts.ts';

const far = {
  networkInterfaces: { put: [networkInterface('eni-collector', '10.1.0.9', { vpcId: 'vpc-2' })] },
};
const peering = {
  vpcPeeringConnectionId: 'pcx-1',
  requesterVpcId: 'vpc-1',
  accepterVpcId: 'vpc-2',
  status: 'active',
};
const by = (hop: string, state?: string) => ({
  ...far,
  peerings: { put: [peering] },
  routeTables: { put: [routeTable([route('10.1.0.0/16', hop, state)])] },
});
const message = (what: string) => [`tmt-interface: rtb-1 has no route to 10.1.0.9 in vpc-2: ${what}`];
const attached = (state: string) =>
  ['vpc-1', 'vpc-2'].map((vpcId) => ({ transitGatewayId: 'tgw-1', vpcId, state }));

testRule('NO_ROUTE', {
  found: [
    ['without a route', far, message('it has none')],
    ['by a blackhole', by('pcx-1', 'blackhole'), message('10.1.0.0/16 to pcx-1 is a blackhole')],
    ['by a peering that is gone', by('pcx-2'), message('pcx-2 does not exist')],
    ['to the internet', by('igw-1'), message('10.1.0.0/16 leads to the internet by igw-1')],
    [
      'by a transit gateway that is not attached',
      { ...by('tgw-1'), transitGatewayAttachments: { put: attached('pending') } },
      message('tgw-1 has no available attachment of vpc-1'),
    ],
  ],
  clean: [
    ['by an active peering', by('pcx-1')],
    [
      'by a transit gateway at both VPCs',
      { ...by('tgw-1'), transitGatewayAttachments: { put: attached('available') } },
    ],
    ['where the target is gone', { networkInterfaces: { drop: ['eni-collector'] } }],
  ],
  undecided: [
    [
      'by the nodes of a load balancer of the same name and number in another account',
      {
        loadBalancers: { put: [{ ...balancer, vpcId: 'vpc-2' }] },
        routeTables: { put: [routeTable([route('10.0.0.0/8', 'igw-1')])] },
      },
      ['tmt-balancer'],
    ],
    ['behind an appliance', by('eni-9'), ['tmt-interface']],
    ['without a route table', { ...far, routeTables: { drop: ['rtb-1'] } }, ['tmt-interface']],
    [
      'without the addresses of the load balancer',
      {
        loadBalancers: {
          put: [{ ...balancer, loadBalancerArn: arn.balancer, vpcId: 'vpc-2', path: 'net/other/2' }],
        },
      },
      ['tmt-balancer'],
    ],
  ],
  unseen: [
    [
      'by a transit gateway from a VPC that another account shares',
      {
        ...far,
        routeTables: {
          put: [{ ...routeTable([route('10.1.0.0/16', 'tgw-1')]), ownerId: '210987654321' }],
        },
      },
      ['tmt-interface'],
    ],
  ],
});
