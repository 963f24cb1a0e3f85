/** The rule NACL_BLOCKS. */
import { testRule } from '../../../support/ruleCases.ts';
import { aclEntry, elsewhere, networkInterface } from '../../../support/siteFacts.ts';

const acl = (networkAclId: string, subnetIds: string[], action: 'allow' | 'deny') => ({
  networkAclId,
  vpcId: 'vpc-1',
  subnetIds,
  entries: [aclEntry(90, action), aclEntry(100, 'allow')],
});
const both = ['subnet-1', 'subnet-2'];
const sourceElsewhere = networkInterface('eni-2', '10.0.3.2', { subnetId: 'subnet-3' });

testRule('NACL_BLOCKS', {
  found: [
    [
      'at the subnet of an interface',
      { networkAcls: { put: [acl('acl-1', both, 'deny')] } },
      ['tmt-interface: acl-1 entry 90 denies UDP 4789 from 10.0.0.1'],
    ],
    [
      'where no entry matches',
      { networkAcls: { put: [{ ...acl('acl-1', both, 'deny'), entries: [] }] } },
      ['tmt-interface: acl-1 without an entry for it denies UDP 4789 from 10.0.0.1'],
    ],
    [
      'at both subnets of a load balancer, once for each ACL',
      {
        networkAcls: { put: [acl('acl-1', ['subnet-1'], 'deny'), acl('acl-2', ['subnet-2'], 'deny')] },
        networkInterfaces: { put: [sourceElsewhere] },
        sessions: { drop: ['tms-1'] },
      },
      ['acl-1', 'acl-2'].map((id) => `tmt-balancer: ${id} entry 90 denies UDP 4789 from 10.0.3.2`),
    ],
  ],
  clean: [
    [
      'within one subnet',
      {
        networkAcls: { put: [acl('acl-1', both, 'deny')] },
        networkInterfaces: { put: [networkInterface('eni-1', '10.0.1.1', elsewhere)] },
      },
    ],
    [
      'where one subnet of the load balancer lets copies in',
      {
        networkAcls: { put: [acl('acl-1', ['subnet-1'], 'deny'), acl('acl-2', ['subnet-2'], 'allow')] },
        networkInterfaces: { put: [sourceElsewhere] },
      },
    ],
  ],
  undecided: [
    ['in a subnet whose ACL EC2 does not tell', { networkAcls: { drop: ['acl-1'] } }, ['tmt-interface']],
  ],
});
