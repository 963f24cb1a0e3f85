/** The rule SG_BLOCKS. */
import { testRule } from '../../../support/ruleCases.ts';
import { balancer, elsewhere, networkInterface, permission } from '../../../support/siteFacts.ts';

const collector = (groupIds: string[], vpcId = 'vpc-1') => ({
  networkInterfaces: {
    put: [networkInterface('eni-collector', '10.0.1.9', { ...elsewhere, groupIds, vpcId })],
  },
});
const group = (wanted: Parameters<typeof permission>[0]) => ({
  securityGroups: { put: [{ groupId: 'sg-new', ipPermissions: [permission(wanted)] }] },
});
const member = networkInterface('eni-1', '10.0.0.1', { groupIds: ['sg-source'] });
const withMember = (vpcId?: string) => {
  const { networkInterfaces } = collector(['sg-new'], vpcId);
  return {
    ...group({ groupIds: ['sg-source'] }),
    networkInterfaces: { put: [...networkInterfaces.put, member] },
  };
};

testRule('SG_BLOCKS', {
  found: [
    [
      'at an interface',
      collector(['sg-closed']),
      ['tmt-interface: no rule of sg-closed admits UDP 4789 from 1 source, for example 10.0.0.1'],
    ],
    [
      'at a load balancer that has groups',
      { loadBalancers: { put: [{ ...balancer, groupIds: ['sg-closed'] }] } },
      ['tmt-balancer: no rule of sg-closed admits UDP 4789 from 1 source, for example 10.0.0.2'],
    ],
    [
      'where another address is admitted',
      { ...collector(['sg-new']), ...group({ cidrs: ['10.0.0.2/32'] }) },
      ['tmt-interface: no rule of sg-new admits UDP 4789 from 1 source, for example 10.0.0.1'],
    ],
  ],
  clean: [
    ['with a closed group beside an open one', collector(['sg-closed', 'sg-open'])],
    ['where the group of the source is admitted', withMember()],
    [
      'where the source is gone',
      {
        ...collector(['sg-closed']),
        networkInterfaces: { put: collector(['sg-closed']).networkInterfaces.put, drop: ['eni-1'] },
      },
    ],
    ['where the receiver is gone', { networkInterfaces: { drop: ['eni-collector'] } }],
  ],
  undecided: [
    [
      'behind a prefix list',
      { ...collector(['sg-new']), ...group({ prefixListIds: ['pl-1'] }) },
      ['tmt-interface'],
    ],
    ['where a group of another VPC is admitted', withMember('vpc-2'), ['tmt-interface']],
    ['by a group that EC2 does not tell of', collector(['sg-shared']), ['tmt-interface']],
  ],
});
