/** Whether an interface can be a source, for every reason alone and for reasons together. */
import { describe, expect, test } from '@jest/globals';
import { eligibilityOf } from '../../src/mirroring/eligibility.ts';
import type { SourceFacts } from '../../src/mirroring/sourceReasons.ts';

const free: SourceFacts = {
  interfaceType: 'interface',
  instanceId: 'i-1',
  instanceType: 'm7i.large',
  requesterManaged: false,
  requesterId: undefined,
  description: undefined,
  privateIpAddress: '10.0.0.1',
  isOwned: true,
  isTarget: false,
  sessionNumbers: [],
};
const managed = { instanceId: undefined, instanceType: undefined, requesterManaged: true };

const judged = (facts: Partial<SourceFacts>) => {
  const { eligible, reasonDetails } = eligibilityOf({ ...free, ...facts });
  return [eligible, ...reasonDetails.map(({ code }) => code)];
};

test.each<[string, Partial<SourceFacts>, unknown[]]>([
  ['an instance of a listed family', {}, [true]],
  ['another type of interface', { interfaceType: 'trunk' }, [false, 'INTERFACE_TYPE']],
  ['a type of interface that EC2 does not tell', { interfaceType: undefined }, [null, 'INTERFACE_TYPE']],
  ['no instance', { instanceId: undefined, instanceType: undefined }, [false, 'NO_INSTANCE']],
  ['an instance that is not read', { instanceType: undefined }, [null, 'INSTANCE_NOT_READ']],
  ['t2', { instanceType: 't2.micro' }, [null, 'INSTANCE_TYPE_NOT_LISTED']],
  ['m8g', { instanceType: 'm8g.large' }, [null, 'INSTANCE_TYPE_NOT_LISTED']],
  ['c7gn', { instanceType: 'c7gn.large' }, [null, 'INSTANCE_TYPE_NOT_LISTED']],
  ['a family that is still unknown', { instanceType: 'q9.large' }, [null, 'INSTANCE_TYPE_NOT_LISTED']],
  ['bare metal of a listed family', { instanceType: 'm5.metal' }, [true]],
  ['bare metal of another family', { instanceType: 'm6i.metal' }, [false, 'BARE_METAL']],
  ['bare metal of a certain size', { instanceType: 'm7i.metal-48xl' }, [false, 'BARE_METAL']],
  ['bare metal of an unknown family', { instanceType: 'q9.metal' }, [false, 'BARE_METAL']],
  ['no IPv4 address', { privateIpAddress: undefined }, [false, 'IPV6_ONLY_SUBNET']],
  ['a target', { isTarget: true }, [false, 'IS_TARGET']],
  ['three sessions', { sessionNumbers: [1, 2, 9] }, [false, 'SESSIONS_EXHAUSTED']],
  ['another owner', { isOwned: false }, [false, 'OTHER_OWNER']],
  ['an owner that is not known', { isOwned: undefined }, [null, 'OTHER_OWNER']],
  [
    'two doubts',
    { isOwned: undefined, instanceType: 't2.micro' },
    [null, 'OTHER_OWNER', 'INSTANCE_TYPE_NOT_LISTED'],
  ],
  ['a doubt and a decisive reason', { isTarget: true, instanceType: 't2.micro' }, [false, 'IS_TARGET']],
])('%s', (_, facts, expected) => {
  expect(judged(facts)).toEqual(expected);
});

describe('an interface that an AWS service manages:', () => {
  test.each<[string, Partial<SourceFacts>, unknown[]]>([
    ['Amazon RDS, by its name', { requesterId: 'amazon-rds' }, [true]],
    ['Amazon RDS, by the description', { requesterId: '1', description: 'RDSNetworkInterface' }, [true]],
    ['ElastiCache, by its name', { requesterId: 'amazon-elasticache' }, [true]],
    ['ElastiCache, by the description', { requesterId: '1', description: 'ElastiCache redis-1' }, [true]],
    [
      'an Application Load Balancer',
      { requesterId: 'amazon-elb', description: 'ELB app/a/1' },
      [null, 'LOAD_BALANCER'],
    ],
    ['a Classic Load Balancer', { requesterId: '1', description: 'ELB classic' }, [null, 'LOAD_BALANCER']],
    ['another service', { requesterId: 'amazon-elasticfilesystem' }, [false, 'REQUESTER_MANAGED']],
    ['nobody who is named', {}, [false, 'REQUESTER_MANAGED']],
    [
      'a NAT gateway',
      { interfaceType: 'natGateway', requesterId: '1' },
      [false, 'INTERFACE_TYPE', 'REQUESTER_MANAGED'],
    ],
    [
      'a Network Load Balancer',
      { interfaceType: 'network_load_balancer', description: 'ELB net/a/1' },
      [false, 'INTERFACE_TYPE'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(judged({ ...managed, ...facts })).toEqual(expected);
  });

  test('the description alone makes no service the manager', () => {
    expect(judged({ description: 'RDSNetworkInterface', instanceId: undefined })).toEqual([
      false,
      'NO_INSTANCE',
    ]);
  });
});
