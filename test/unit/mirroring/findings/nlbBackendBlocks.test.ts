/** The rule NLB_BACKEND_BLOCKS. */
import { testRule } from '../../../support/ruleCases.ts';
import {
  arn,
  balancer,
  elsewhere,
  networkInterface,
  permission,
  registration,
} from '../../../support/siteFacts.ts';

const hosts = (a: string[], b: string[]) => ({
  networkInterfaces: {
    put: [
      networkInterface('eni-a', '10.0.0.11', { groupIds: a }),
      networkInterface('eni-b', '10.0.1.12', { ...elsewhere, groupIds: b }),
    ],
  },
});
const closed = hosts(['sg-closed'], ['sg-closed']);
const message = 'tmt-balancer: 2 of 2 hosts behind net/sensors/1 do not admit UDP 4789 from 10.0.0.2';
const naming = (groupId: string) => ({
  put: [{ groupId: 'sg-closed', ipPermissions: [permission({ groupIds: [groupId] })] }],
});

testRule('NLB_BACKEND_BLOCKS', {
  found: [
    ['where all hosts are closed', closed, [message]],
    [
      'where only another port is admitted',
      {
        targetHealth: {
          drop: [`${arn.group} i-a 4789`, `${arn.group} i-b 4789`],
          put: [registration('i-a', { port: 9000 }), registration('i-b', { port: 9000 })],
        },
      },
      [message.replace('4789', '9000')],
    ],
    [
      'where a host is registered by its address',
      { ...closed, targetHealth: { drop: [`${arn.group} i-a 4789`], put: [registration('10.0.0.11')] } },
      [message],
    ],
  ],
  clean: [
    ['where one host is open', hosts(['sg-closed'], ['sg-open'])],
    [
      'where the group of the load balancer is admitted',
      {
        ...closed,
        loadBalancers: { put: [{ ...balancer, groupIds: ['sg-balancer'] }] },
        securityGroups: naming('sg-balancer'),
      },
    ],
    [
      'where one host is open and another is not in what EC2 tells',
      { targetHealth: { put: [registration('192.0.2.1')] } },
    ],
    [
      'where nothing is registered',
      { ...closed, targetHealth: { drop: [`${arn.group} i-a 4789`, `${arn.group} i-b 4789`] } },
    ],
    ['where the load balancer is gone', { ...closed, loadBalancers: { drop: [arn.balancer] } }],
  ],
  undecided: [
    [
      'where only the group of the source is admitted',
      { ...closed, securityGroups: naming('sg-open') },
      ['tmt-balancer'],
    ],
    [
      'where a host is not in what EC2 tells',
      { ...closed, targetHealth: { put: [registration('192.0.2.1')] } },
      ['tmt-balancer'],
    ],
    [
      'where a host is registered by an address that only an interface in another VPC has',
      {
        networkInterfaces: {
          put: [networkInterface('eni-4', '10.9.0.5', { vpcId: 'vpc-2', groupIds: ['sg-closed'] })],
        },
        targetHealth: {
          drop: [`${arn.group} i-a 4789`, `${arn.group} i-b 4789`],
          put: [registration('10.9.0.5')],
        },
      },
      ['tmt-balancer'],
    ],
    [
      'where a host has several interfaces',
      {
        networkInterfaces: {
          put: [
            ...closed.networkInterfaces.put,
            networkInterface('eni-a-2', '10.0.0.13', { instanceId: 'i-a' }),
          ],
        },
      },
      ['tmt-balancer'],
    ],
  ],
});
