/** Conditions on tags, and resources, in the session policies of AssumeRole. Embedded EC2 only. */
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  CreateTrafficMirrorFilterCommand,
  CreateTrafficMirrorSessionCommand,
  DeleteTagsCommand,
  DeleteTrafficMirrorFilterRuleCommand,
  DeleteTrafficMirrorSessionCommand,
  DescribeTrafficMirrorSessionsCommand,
  DetachNetworkInterfaceCommand,
  type EC2Client,
  ModifyTrafficMirrorSessionCommand,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { beforeEach, expect, test } from '@jest/globals';
import { ec2Actions } from '../../src/emulator/actions.ts';
import { createdTypes } from '../../src/emulator/identity/requestedResources.ts';
import { clientOf, demo, refusal, type Subject, startSubject } from '../support/emulatorClient.ts';
import { send, shapeOnly } from '../support/emulatorWire.ts';
import { credentialsIn, element } from './twoAccounts.ts';

let subject: Subject;
beforeEach(async () => {
  subject = await startSubject();
});

const assume = (statements: readonly object[], accountId = '123456789012') => {
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const role = `arn:aws:iam::${accountId}:role/any`;
  return send(subject.emulator.url, {
    headers: shapeOnly('us-east-1', 'AKIDEXAMPLE', 'sts'),
    body: `Action=AssumeRole&Version=2011-06-15&RoleSessionName=gateway&RoleArn=${encodeURIComponent(role)}&Policy=${encodeURIComponent(policy)}`,
  });
};
/** A client whose session policy has these statements. */
async function narrowed(...statements: object[]): Promise<EC2Client> {
  return clientOf(subject.emulator.url, credentialsIn((await assume(statements)).body));
}
const statement = (Effect: string, Action: string | string[], more: object = {}) => ({
  Effect,
  Action,
  Resource: '*',
  ...more,
});
const allow = (Action: string | string[], more: object = {}) => statement('Allow', Action, more);
const onResources = (...types: string[]) => types.map((type) => `arn:aws:ec2:*:*:${type}/*`);
const denied = expect.objectContaining({ code: 'UnauthorizedOperation' });
const present = (...keys: string[]) => ({
  Condition: { Null: Object.fromEntries(keys.map((key) => [key, 'false'])) },
});
const session = (tags: Record<string, string>, NetworkInterfaceId = demo.networkInterface(10)) =>
  new CreateTrafficMirrorSessionCommand({
    NetworkInterfaceId,
    TrafficMirrorTargetId: demo.target(2),
    TrafficMirrorFilterId: demo.filter(1),
    SessionNumber: 7,
    TagSpecifications:
      Object.keys(tags).length === 0
        ? []
        : [
            {
              ResourceType: 'traffic-mirror-session',
              Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
            },
          ],
  });
const tag = (Key: string, ...Resources: string[]) =>
  new CreateTagsCommand({ Resources, Tags: [{ Key, Value: 'x' }] });

test('a capture: created only with its tags, then changed and deleted only as what has them', async () => {
  const ec2 = await narrowed(
    allow('ec2:CreateTrafficMirrorSession', {
      Resource: onResources('traffic-mirror-session'),
      ...present('aws:RequestTag/tmgw:capture', 'aws:RequestTag/tmgw:expires-at'),
    }),
    allow('ec2:CreateTrafficMirrorSession', {
      Resource: onResources('network-interface', 'traffic-mirror-target', 'traffic-mirror-filter'),
    }),
    allow('ec2:CreateTags', {
      Condition: { StringEquals: { 'ec2:CreateAction': 'CreateTrafficMirrorSession' } },
    }),
    allow(['ec2:CreateTags', 'ec2:DeleteTrafficMirrorSession'], present('aws:ResourceTag/tmgw:capture')),
  );
  expect(await refusal(ec2.send(session({})))).toEqual(denied);
  expect(await refusal(ec2.send(session({ 'tmgw:capture': '1' })))).toEqual(denied);
  const { TrafficMirrorSession } = await ec2.send(
    session({ 'tmgw:capture': '1', 'tmgw:expires-at': 'soon' }),
  );
  const made = TrafficMirrorSession?.TrafficMirrorSessionId ?? '';
  await ec2.send(tag('tmgw:expires-at', made));
  expect(await refusal(ec2.send(tag('tmgw:expires-at', demo.session(1))))).toEqual(denied);
  // Every resource must be allowed.
  expect(await refusal(ec2.send(tag('tmgw:expires-at', made, demo.session(1))))).toEqual(denied);
  const remove = (TrafficMirrorSessionId: string) =>
    ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId }));
  expect(await refusal(remove(demo.session(1)))).toEqual(denied);
  await remove(made);
});

test('a value is compared as it is, the key of a tag without its case', async () => {
  const only = (value: string) => ({ Condition: { StringEquals: { 'aws:resourceTag/TEAM': [value, 'x'] } } });
  const change = (ec2: EC2Client, n: number) =>
    ec2.send(
      new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId: demo.session(n), Description: 'd' }),
    );
  const payments = await narrowed(allow('ec2:*', only('payments')));
  await change(payments, 8);
  expect(await refusal(change(payments, 1))).toEqual(denied);
  expect(await refusal(change(await narrowed(allow('ec2:*', only('Payments'))), 8))).toEqual(denied);
  // EC2's older name of the same key.
  const older = await narrowed(
    allow('ec2:*', { Condition: { StringEquals: { 'ec2:ResourceTag/team': 'payments' } } }),
  );
  await change(older, 8);
  // A condition on a resource never holds for what is about none.
  expect(await refusal(payments.send(new DescribeTrafficMirrorSessionsCommand({})))).toEqual(denied);
});

test('a denial with a condition denies only where it holds', async () => {
  const ec2 = await narrowed(
    allow('ec2:*'),
    statement('Deny', 'ec2:CreateTags', {
      Condition: { Null: { 'ec2:CreateAction': true, 'aws:RequestTag/managed-by': 'false' } },
    }),
    statement('Deny', 'ec2:StopInstances', { Condition: { Null: { 'aws:ResourceTag/team': ['true'] } } }),
  );
  await ec2.send(session({ 'managed-by': 'tmgw' }));
  await ec2.send(tag('other', demo.session(1)));
  expect(await refusal(ec2.send(tag('managed-by', demo.session(1))))).toEqual(denied);
  const stop = () => ec2.send(new StopInstancesCommand({ InstanceIds: [demo.instance(1)] }));
  await stop();
  await subject.ec2.send(new DeleteTagsCommand({ Resources: [demo.instance(1)], Tags: [{ Key: 'team' }] }));
  expect(await refusal(stop())).toEqual(denied);
});

test('the resources of a request: sources, targets, filters of rules, instances of attachments, groups and images', async () => {
  const without = (type: string) =>
    narrowed(allow('ec2:*'), statement('Deny', 'ec2:*', { Resource: onResources(type) }));
  const calls: [type: string, call: (ec2: EC2Client) => Promise<unknown>][] = [
    ['network-interface', (ec2) => ec2.send(session({}))],
    ['traffic-mirror-target', (ec2) => ec2.send(session({}))],
    ['traffic-mirror-filter', (ec2) => ec2.send(session({}))],
    ['traffic-mirror-session', (ec2) => ec2.send(session({}))],
    [
      'traffic-mirror-filter',
      (ec2) =>
        ec2.send(new DeleteTrafficMirrorFilterRuleCommand({ TrafficMirrorFilterRuleId: demo.rule(1) })),
    ],
    ...['instance', 'network-interface'].map((type): [string, (ec2: EC2Client) => Promise<unknown>] => [
      type,
      (ec2) =>
        ec2.send(
          new DetachNetworkInterfaceCommand({
            AttachmentId: demo.networkInterface(1).replace('eni-', 'eni-attach-'),
          }),
        ),
    ]),
    ...['image', 'subnet', 'instance', 'network-interface', 'volume'].map(
      (type): [string, (ec2: EC2Client) => Promise<unknown>] => [
        type,
        (ec2) =>
          ec2.send(
            new RunInstancesCommand({
              ImageId: 'ami-12345678',
              MinCount: 1,
              MaxCount: 1,
              SubnetId: demo.subnet(1),
            }),
          ),
      ],
    ),
    ...['security-group', 'security-group-rule'].map(
      (type): [string, (ec2: EC2Client) => Promise<unknown>] => [
        type,
        (ec2) =>
          ec2.send(
            new AuthorizeSecurityGroupIngressCommand({
              GroupId: demo.vpc(1).replace('vpc-', 'sg-'),
              IpProtocol: '-1',
              CidrIp: '10.0.0.0/8',
            }),
          ),
      ],
    ),
  ];
  for (const [type, call] of calls) {
    expect([type, await refusal(call(await without(type)))]).toEqual([type, denied]);
    // Of another type, the same policy denies nothing: whatever else is wrong, it is not the permission.
    const other = await without('vpc-endpoint');
    const error = await call(other).then(
      () => undefined,
      (reason: Error) => reason.name,
    );
    expect([type, error]).not.toEqual([type, 'UnauthorizedOperation']);
    await subject.emulator.reset();
  }
});

test('nobody sees the tags of a target that another account shares', async () => {
  await subject.ec2.send(tag('mirror-target', demo.target(2)));
  subject.emulator.surroundings().shareTarget(demo.target(2), '210987654321');
  const policy = [
    allow('ec2:*'),
    statement('Deny', 'ec2:*', {
      Resource: onResources('traffic-mirror-target'),
      Condition: { Null: { 'aws:ResourceTag/mirror-target': 'true' } },
    }),
  ];
  const [owner, other] = await Promise.all(
    ['123456789012', '210987654321'].map(async (accountId) =>
      clientOf(subject.emulator.url, credentialsIn((await assume(policy, accountId)).body)),
    ),
  );
  await owner?.send(session({}));
  expect(await refusal(other?.send(session({})) ?? Promise.resolve())).toEqual(denied);
});

test('every action that can tag what it creates says what that is', () => {
  const creates = Object.keys(ec2Actions).filter((action) => /^Create(?!Tags)|^Run|^Authorize/.test(action));
  expect(Object.keys(createdTypes).sort()).toEqual(creates.sort());
});

test.each<[string, object, string]>([
  ['a value of Null', { Null: { 'aws:ResourceTag/a': 'yes' } }, 'Null condition must be true or false'],
  ['no value of Null', { Null: { 'aws:ResourceTag/a': [] } }, 'Null condition must be true or false'],
  ['an empty operator', { Null: {} }, 'Syntax errors'],
  ['a text for keys', { StringEquals: 'aws:ResourceTag/a' }, 'Syntax errors'],
  ['a list of keys', { StringEquals: ['aws:ResourceTag/a'] }, 'Syntax errors'],
  ['another key', { Null: { 'aws:TagKeys': 'true' } }, 'not evaluate aws:TagKeys'],
  ['a variable', { StringEquals: { 'aws:ResourceTag/a': '$' + '{aws:username}' } }, 'policy variables'],
  ['a number', { StringEquals: { 'aws:ResourceTag/a': 1 } }, 'Syntax errors'],
])('a condition with %s is rejected', async (_, Condition, message) => {
  const { status, body } = await assume([allow('ec2:*', { Condition })]);
  expect([status, element(body, 'Code')]).toEqual([400, 'MalformedPolicyDocument']);
  expect(element(body, 'Message')).toContain(message);
});

test('a condition on the tags of the request judges the create and the tags that it adds', async () => {
  const ec2 = await narrowed(
    allow(['ec2:CreateTrafficMirrorFilter', 'ec2:CreateTags'], present('aws:RequestTag/team')),
  );
  const create = (Key: string) =>
    ec2.send(
      new CreateTrafficMirrorFilterCommand({
        TagSpecifications: [{ ResourceType: 'traffic-mirror-filter', Tags: [{ Key, Value: 'x' }] }],
      }),
    );
  await create('team');
  expect(await refusal(create('other'))).toEqual(denied);
});
