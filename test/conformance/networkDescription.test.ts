/** A network of one's own: `file:` seeds, and what is wrong with them. Embedded EC2 only. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeNetworkInterfacesCommand,
  DescribeTrafficMirrorFilterRulesCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { startEmulator } from '../support/emulator.ts';
import { clientOf, startSubject } from '../support/emulatorClient.ts';
import { runEmulator } from '../support/emulatorProcess.ts';
import { example } from '../support/exampleNetwork.ts';

/** A file with this description. */
function fileOf(description: unknown): string {
  const path = join(newFolder(), 'network.json');
  writeFileSync(path, typeof description === 'string' ? description : JSON.stringify(description));
  return path;
}
const vpc = { id: 'vpc-0c000000000000001', cidrBlocks: ['10.0.0.0/16'] };
const subnet = { id: 'subnet-0c000000000000001', vpcId: vpc.id, availabilityZone: 'us-east-1a' };
const balancing = (rest: string, account = '123456789012') =>
  `arn:aws:elasticloadbalancing:us-east-1:${account}:${rest}`;
const other = { ...vpc, id: 'vpc-0c000000000000002' };

test('the example is loaded with its mirroring and its second account', async () => {
  const { emulator, ec2 } = await startSubject({
    seed: `file:${example}`,
    accounts: { AKIAOTHER: { accountId: '210987654321' } },
  });
  const sessions = await ec2.send(new DescribeTrafficMirrorSessionsCommand({}));
  // The owner of a shared target sees the sessions of other accounts on it.
  expect(sessions.TrafficMirrorSessions?.map((one) => [one.OwnerId, one.VirtualNetworkId])).toEqual([
    ['123456789012', 4_211_001],
    ['210987654321', 4_211_002],
  ]);
  const rules = await ec2.send(new DescribeTrafficMirrorFilterRulesCommand({}));
  expect(rules.TrafficMirrorFilterRules).toHaveLength(2);
  const accepter = clientOf(emulator.url, { accessKeyId: 'AKIAOTHER' });
  const targets = await accepter.send(new DescribeTrafficMirrorTargetsCommand({}));
  expect(targets.TrafficMirrorTargets?.map((one) => one.Type)).toEqual(['network-interface']);
  const { NetworkInterfaces } = await accepter.send(new DescribeNetworkInterfacesCommand({}));
  expect(NetworkInterfaces?.map((one) => one.Groups)).toEqual([
    [{ GroupId: 'sg-0b000000000000001', GroupName: 'default' }],
  ]);
});

test('the state file keeps it, and a restart does not read the description again', async () => {
  const stateFile = join(newFolder(), 'state.json');
  const interfaces = (ec2: ReturnType<typeof clientOf>) => ec2.send(new DescribeNetworkInterfacesCommand({}));
  const first = await startSubject({ stateFile, seed: `file:${example}` });
  const before = (await interfaces(first.ec2)).NetworkInterfaces;
  await first.stop();
  const second = await startSubject({ stateFile, seed: 'file:/nowhere' });
  expect((await interfaces(second.ec2)).NetworkInterfaces).toEqual(before);
});

test.each<[string, object | string, (string | RegExp)[]]>([
  ['no JSON', '{', [/is not a network description: .*JSON/]],
  ['no object', 'null', [/^the file: Invalid input: expected object/]],
  [
    'unknown fields and wrong values, each at its place',
    {
      estates: [
        { vpcs: [{ ...vpc, cidr: '10.0.0.0/16', CIDR: 1 }], region: 'mars-1', accountId: '1' },
        { vpcs: [{ id: 'vpc-1', cidrBlocks: ['10.0.0.0/33'], tags: { a: 1 } }] },
      ],
      networks: [],
    },
    [
      'estates[0].accountId: must be 12 digits',
      'estates[0].region: must be a Region of AWS',
      'estates[0].vpcs[0].cidr: is not a field that is known here',
      'estates[0].vpcs[0].CIDR: is not a field that is known here',
      'estates[1].vpcs[0].id: must be vpc- and 8 or 17 digits from 0-9a-f',
      'estates[1].vpcs[0].cidrBlocks[0]: must be a CIDR block of IPv4',
      /^estates\[1\]\.vpcs\[0\]\.tags\.a: Invalid input: expected string/,
      'networks: is not a field that is known here',
    ],
  ],
  [
    'ids that nothing has, together with other problems',
    {
      estates: [
        {
          vpcs: [vpc, vpc],
          subnets: [subnet, { ...subnet, id: 'subnet-0c000000000000002', vpcId: 'vpc-0d000000000000001' }],
          instances: [{ id: 'i-0c000000000000001', subnetId: 'subnet-0d000000000000001' }],
          routeTables: [
            {
              id: 'rtb-0c000000000000009',
              vpcId: vpc.id,
              routes: [
                { destination: '0.0.0.0/0', target: 'eni-0d000000000000001' },
                { destination: 'anywhere', target: 'somewhere' },
              ],
            },
          ],
        },
      ],
    },
    [
      'estates[0].routeTables[0].routes[1].destination: must be a CIDR block or the id of one of: pl',
      /^estates\[0\]\.routeTables\[0\]\.routes\[1\]\.target: must be the ARN of a core network or the id of one of: igw, /,
      /^estates\[0\]\.instances\[0\]\.instanceType: Invalid input: expected string/,
      `estates[0].vpcs[1].id: ${vpc.id} is the id of something else, or deleted`,
      'estates[0].subnets[1].vpcId: vpc-0d000000000000001 does not exist; describe it, or add it to "deleted"',
      'estates[0].instances[0].subnetId: subnet-0d000000000000001 does not exist; describe it, or add it to "deleted"',
      'estates[0].routeTables[0].routes[0].target: eni-0d000000000000001 does not exist; describe it, or add it to "deleted"',
    ],
  ],
  [
    'parts that do not agree',
    {
      estates: [
        {
          vpcs: [vpc, other],
          subnets: [{ ...subnet, networkAclId: other.id.replace('vpc', 'acl') }],
          routeTables: [1, 2].map((n) => ({ id: `rtb-0d00000000000000${n}`, vpcId: vpc.id, isMain: true })),
          networkInterfaces: [
            { id: 'eni-0c000000000000001', subnetId: subnet.id, groupIds: [other.id.replace('vpc', 'sg')] },
          ],
          filters: [
            {
              id: 'tmf-0c000000000000001',
              rules: [1, 1].map((ruleNumber) => ({
                ruleNumber,
                trafficDirection: 'egress',
                ruleAction: 'accept',
              })),
            },
          ],
          targets: [{ id: 'tmt-0c000000000000001', networkInterfaceId: 'eni-0c000000000000001' }],
          sessions: [1, 2].map((n) => ({
            id: `tms-0c00000000000000${n}`,
            networkInterfaceId: 'eni-0c000000000000001',
            trafficMirrorTargetId: 'tmt-0c000000000000001',
            trafficMirrorFilterId: 'tmf-0c000000000000001',
            sessionNumber: 7,
            virtualNetworkId: n,
          })),
        },
      ],
    },
    [
      `estates[0].routeTables[1]: ${vpc.id} has a main route table already`,
      'estates[0].sessions[1]: eni-0c000000000000001 has session number 7 already',
      'estates[0].filters[0].rules[1]: the filter has egress rule 1 already',
      `estates[0].subnets[0].networkAclId: acl-0c000000000000002 is in ${other.id} and not in ${vpc.id}`,
      `estates[0].networkInterfaces[0].groupIds[0]: sg-0c000000000000002 is in ${other.id} and not in ${vpc.id}`,
    ],
  ],
  [
    'zones, blocks and addresses that EC2 could not have given',
    {
      estates: [
        {
          vpcs: [
            { ...vpc, isDefault: true },
            { ...other, isDefault: true },
          ],
          subnets: [
            { ...subnet, cidrBlock: '10.0.1.0/24' },
            {
              ...subnet,
              id: 'subnet-0c000000000000002',
              cidrBlock: '10.1.1.0/24',
              availabilityZone: 'eu-west-1a',
            },
          ],
          instances: [{ id: 'i-0c000000000000001', subnetId: subnet.id, instanceType: 'm5.large' }],
          networkInterfaces: ['10.0.1.9', '10.0.1.9', '10.0.2.9', undefined].map((privateIpAddress, i) => ({
            id: `eni-0c00000000000000${i}`,
            subnetId: subnet.id,
            privateIpAddress,
            ...(i > 1 && { instanceId: 'i-0c000000000000001' }),
          })),
        },
      ],
    },
    [
      'estates[0].vpcs[1]: the estate has a default VPC already',
      'estates[0].subnets[1].availabilityZone: eu-west-1a is not in us-east-1',
      `estates[0].subnets[1].cidrBlock: 10.1.1.0/24 is not in 10.0.0.0/16, which ${vpc.id} has`,
      "estates[0].networkInterfaces[2]: 10.0.2.9 is not in 10.0.1.0/24, the subnet's",
      "estates[0].networkInterfaces[3].privateIpAddress: must be an address in 10.0.1.0/24, the subnet's",
      `estates[0].networkInterfaces[1]: another interface has 10.0.1.9 in ${subnet.id}`,
      'estates[0].networkInterfaces[3]: another interface has device index 0 of i-0c000000000000001',
    ],
  ],
  [
    'defaults under other ids, and others under the ids of defaults',
    {
      estates: [
        {
          vpcs: [vpc, other],
          securityGroups: [
            { id: 'sg-0c000000000000009', vpcId: vpc.id, name: 'default' },
            {
              id: 'sg-0c000000000000002',
              vpcId: other.id,
              name: 'web',
              ingress: [{ peers: ['sg-0c000000000000001'] }],
            },
          ],
          networkAcls: [{ id: 'acl-0c000000000000001', vpcId: vpc.id, isDefault: true }],
        },
      ],
    },
    [
      `estates[0].securityGroups[1].id: sg-0c000000000000002 is the id of the default of ${other.id}; give it another id, or make it the default`,
      'estates[0].securityGroups[1].ingress[0].peers[0]: sg-0c000000000000001 does not exist; the VPC has a default with another id',
    ],
  ],
  [
    'ranges with one end',
    {
      estates: [
        {
          vpcs: [vpc],
          securityGroups: [
            {
              id: 'sg-0c000000000000009',
              vpcId: vpc.id,
              name: 'web',
              ingress: [{ protocol: 'tcp', fromPort: 80, peers: ['::/0'] }],
            },
          ],
        },
      ],
    },
    ['estates[0].securityGroups[0].ingress[0]: must have both fromPort and toPort, or neither'],
  ],
  [
    'load balancing that is not what it must be',
    {
      estates: [
        {
          vpcs: [vpc],
          loadBalancers: [{ id: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/classic' }],
          targetGroups: [
            {
              id: balancing('targetgroup/a/0c00000000000001'),
              vpcId: vpc.id,
              protocol: 'UDP',
              port: 0,
              registrations: [{ targetId: 'sensor-1' }],
            },
          ],
          listeners: [
            {
              id: balancing('listener/net/a/0c00000000000001/0c00000000000001'),
              protocol: 'UDP',
              port: 4789,
              targetGroupArns: [],
            },
          ],
        },
      ],
    },
    [
      'estates[0].loadBalancers[0].id: must be the ARN of a load balancer of version 2',
      /^estates\[0\]\.loadBalancers\[0\]\.subnetIds: Invalid input: expected array/,
      /^estates\[0\]\.targetGroups\[0\]\.port: Too small/,
      'estates[0].targetGroups[0].registrations[0].targetId: must be the id of an instance or an IPv4 address',
      /^estates\[0\]\.listeners\[0\]\.targetGroupArns: Too small/,
    ],
  ],
  [
    'listeners and target groups with parts of another kind',
    {
      estates: [
        {
          vpcs: [vpc],
          targetGroups: [
            {
              id: balancing('targetgroup/a/0c00000000000001'),
              vpcId: vpc.id,
              protocol: 'UDP',
              port: 4789,
              registrations: [{ targetId: '10.0.0.1' }],
            },
          ],
          listeners: ['net', 'gwy'].map((type) => ({
            id: balancing(`listener/${type}/a/0c00000000000001/0c00000000000001`),
            ...(type === 'gwy' && { protocol: 'TCP' }),
            port: 4789,
            targetGroupArns: [balancing('targetgroup/a/0c00000000000001')],
          })),
        },
      ],
    },
    [
      'estates[0].targetGroups[0]: must have instances or addresses registered, as its targetType says',
      'estates[0].listeners[0]: must have protocol and port, but at a Gateway Load Balancer neither',
      'estates[0].listeners[1]: must have protocol and port, but at a Gateway Load Balancer neither',
    ],
  ],
  [
    'load balancing that does not agree',
    {
      estates: [
        {
          vpcs: [vpc, other],
          subnets: [subnet, { ...subnet, id: 'subnet-0c000000000000002', vpcId: other.id }],
          instances: [
            { id: 'i-0c000000000000001', subnetId: 'subnet-0c000000000000002', instanceType: 'm5.large' },
          ],
          loadBalancers: [
            {
              id: balancing('loadbalancer/net/a/0c00000000000001'),
              subnetIds: [subnet.id, 'subnet-0c000000000000002'],
              groupIds: ['sg-0c000000000000002'],
            },
            { id: balancing('loadbalancer/net/a/0c00000000000002', '210987654321'), subnetIds: [subnet.id] },
          ],
          targetGroups: [
            {
              id: balancing('targetgroup/a/0c00000000000001'),
              vpcId: vpc.id,
              protocol: 'UDP',
              port: 4789,
              registrations: [{ targetId: 'i-0c000000000000001' }, { targetId: 'i-0d000000000000001' }],
            },
            { id: balancing('targetgroup/b/0c00000000000001'), vpcId: other.id, protocol: 'UDP', port: 4789 },
          ],
          listeners: [
            ['a/0c00000000000001/0c00000000000001', 'b'],
            ['a/0c00000000000001/0c00000000000002', 'c'],
            ['z/0c00000000000001/0c00000000000001', 'b'],
          ].map(([name, group]) => ({
            id: balancing(`listener/net/${name}`),
            protocol: 'UDP',
            port: 4789,
            targetGroupArns: [balancing(`targetgroup/${group}/0c00000000000001`)],
          })),
          targets: [
            {
              id: 'tmt-0c000000000000001',
              networkLoadBalancerArn: balancing('loadbalancer/net/gone/0c00000000000001'),
            },
          ],
        },
      ],
    },
    [
      'estates[0].targetGroups[0].registrations[1].targetId: i-0d000000000000001 does not exist; describe it, or add it to "deleted"',
      `estates[0].listeners[1].targetGroupArns[0]: ${balancing('targetgroup/c/0c00000000000001')} does not exist; describe it, or add it to "deleted"`,
      `estates[0].targets[0].networkLoadBalancerArn: ${balancing('loadbalancer/net/gone/0c00000000000001')} does not exist; describe it, or add it to "deleted"`,
      `estates[0].loadBalancers[0].subnetIds[1]: subnet-0c000000000000002 is in ${other.id} and not in ${vpc.id}`,
      `estates[0].loadBalancers[0].groupIds[0]: sg-0c000000000000002 is in ${other.id} and not in ${vpc.id}`,
      `estates[0].targetGroups[0].registrations[0].targetId: i-0c000000000000001 is in ${other.id} and not in ${vpc.id}`,
      `estates[0].listeners[0].targetGroupArns[0]: ${balancing('targetgroup/b/0c00000000000001')} is in ${other.id} and not in ${vpc.id}`,
      'estates[0].loadBalancers[1].id: must be of 123456789012 in us-east-1',
      'estates[0].loadBalancers[1]: there is one named a already',
      `estates[0].listeners[1]: ${balancing('loadbalancer/net/a/0c00000000000001')} has a listener on port 4789 already`,
      `estates[0].listeners[2].targetGroupArns[0]: ${balancing('targetgroup/b/0c00000000000001')} has another load balancer already`,
      `estates[0].listeners[2].id: ${balancing('loadbalancer/net/z/0c00000000000001')} does not exist; describe it, or add it to "deleted"`,
    ],
  ],
  [
    'subnets of other estates and deleted ones, and two estates in one place',
    {
      deleted: ['subnet-0d000000000000001'],
      estates: [
        { vpcs: [vpc], subnets: [{ ...subnet, cidrBlock: '10.0.1.0/24' }] },
        { region: 'us-east-1' },
        {
          accountId: '210987654321',
          instances: [
            { id: 'i-0c000000000000001', subnetId: 'subnet-0d000000000000001', instanceType: 'm5.large' },
          ],
          networkInterfaces: [{ id: 'eni-0c000000000000001', subnetId: subnet.id }],
          loadBalancers: [
            {
              id: balancing('loadbalancer/net/a/0c00000000000001', '210987654321'),
              subnetIds: [subnet.id],
            },
          ],
        },
      ],
    },
    [
      'estates[1]: there is an estate of 123456789012 in us-east-1 already',
      'estates[2].instances[0].subnetId: subnet-0d000000000000001 must be a subnet of the same estate',
      `estates[2].networkInterfaces[0].subnetId: ${subnet.id} must be a subnet of the same estate`,
      `estates[2].loadBalancers[0].subnetIds[0]: ${subnet.id} must be a subnet of the same estate`,
    ],
  ],
  [
    'a target of no kind',
    { estates: [{ targets: [{ id: 'tmt-0c000000000000001' }] }] },
    [
      'estates[0].targets[0]: must have one of networkInterfaceId, networkLoadBalancerArn and gatewayLoadBalancerEndpointId',
    ],
  ],
])('every problem of a description is named: %s', async (_name, description, problems) => {
  const path = fileOf(description);
  const { message } = await startEmulator({ seed: `file:${path}` }).then(
    () => new Error('it starts'),
    (error: Error) => error,
  );
  const lines = message.split('\n').map((line) => line.replace(new RegExp(`^${path}:? `), ''));
  expect(lines).toEqual(problems.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))));
});

test('the program prints the problems and exits with 78', async () => {
  const text = readFileSync(example, 'utf8').replace('"10.0.1.0/24"', '"10.0.1.0"');
  const path = fileOf(text);
  expect(await runEmulator(['--port', '0', '--seed', `file:${path}`])).toEqual({
    code: 78,
    signal: null,
    stdout: '',
    stderr: `${path}: estates[0].subnets[0].cidrBlock: must be a CIDR block of IPv4\n`,
  });
  const missing = await runEmulator(['--port', '0'], { EMULATOR_SEED: 'file:/nowhere/network.json' });
  expect([missing.code, missing.stderr]).toEqual([
    78,
    expect.stringMatching(/^\/nowhere\/network.json is not a network description: ENOENT/),
  ]);
});
