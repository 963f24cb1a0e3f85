import {
  CreateTagsCommand,
  CreateTrafficMirrorFilterCommand,
  CreateTrafficMirrorSessionCommand,
  CreateTrafficMirrorTargetCommand,
  DeleteTagsCommand,
  DeleteTrafficMirrorFilterCommand,
  DeleteTrafficMirrorSessionCommand,
  DescribeSecurityGroupsCommand,
  DescribeTrafficMirrorSessionsCommand,
  type EC2Client,
  ModifyTrafficMirrorSessionCommand,
} from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { noAudit } from '../../src/audit/audit.ts';
import { loopCaller, type Permission } from '../../src/caller.ts';
import { createMutex } from '../../src/ec2/changes/mutex.ts';
import type { Ec2Scope } from '../../src/ec2/scope.ts';
import { createLog } from '../../src/log.ts';
import { createSweep } from '../../src/policies/sweep.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { clientOf, refusal } from '../support/emulatorClient.ts';
import { ours, type RoleGateway, roleOf, startRoleGateway } from '../support/roleGateway.ts';

const accounts = { [ours]: { regions: ['us-east-1'], roleArn: roleOf(ours) } };

let gateway: RoleGateway;
beforeAll(async () => {
  gateway = await startRoleGateway({ accounts });
});

const read = 'traffic-mirror:read';
const tags = [{ key: 'owner', value: 'x' }];

/** Operations, each with the scope that it needs besides the one for reading its answer. */
const allowed: [scope: string, field: string, input: object, answer: string][] = [
  [
    'traffic-mirror:session:write',
    'createTrafficMirrorSession',
    {
      networkInterfaceId: networkInterfaceId(10),
      trafficMirrorTargetId: targetId(1),
      trafficMirrorFilterId: filterId(1),
      sessionNumber: 5,
      tags,
    },
    'trafficMirrorSession { tags { key } }',
  ],
  [
    'traffic-mirror:session:write',
    'modifyTrafficMirrorSession',
    { trafficMirrorSessionId: sessionId(1), packetLength: 99 },
    'changes { field }',
  ],
  [
    'traffic-mirror:target:write',
    'createTrafficMirrorTarget',
    { networkInterfaceId: networkInterfaceId(11), tags },
    'trafficMirrorTarget { tags { key } }',
  ],
  [
    'traffic-mirror:filter:write',
    'createTrafficMirrorFilter',
    { description: 'x', tags },
    'trafficMirrorFilter { tags { key } }',
  ],
  [
    'traffic-mirror:filter:write',
    'modifyTrafficMirrorFilterNetworkServices',
    { trafficMirrorFilterId: filterId(2), addNetworkServices: ['AMAZON_DNS'] },
    'trafficMirrorFilter { networkServices }',
  ],
  [
    'traffic-mirror:tag:write',
    'tagTrafficMirrorResources',
    { resourceIds: [sessionId(1)], add: tags, removeKeys: ['nothing'] },
    'resources { id }',
  ],
  [
    'traffic-mirror:delete',
    'deleteTrafficMirrorSession',
    { trafficMirrorSessionId: sessionId(2) },
    'deletedTrafficMirrorSessionId',
  ],
];

describe.each([
  ['alone', ''],
  ['and for reading', ` ${read}`],
])('with the scope for it %s', (_, more) => {
  test.each(allowed)('%s: %s goes through', async (scope, field, input, answer) => {
    const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${more ? answer : 'awsRequestId'} userErrors { code message } } }`;
    const { data, errors } = await gateway.ask(query, {
      scopes: scope + more,
      variables: { input: { ...input, dryRun: more === '' } },
    });
    expect(errors).toBeUndefined();
    expect(data?.[field]).toMatchObject({ userErrors: [] });
  });
});

test("a reader sees everything, and a plan shows EC2's verdict", async () => {
  const query = `{ trafficMirrorSessions { nodes { target { type } networkInterface { trafficMirrorSurroundings { instanceId } } filter { ingressRules { ruleNumber } } } }
    planTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(3)}", packetLength: 98 }) { changes { field } dryRun { verdict } userErrors { code } } }`;
  const { data, errors } = await gateway.ask(query, { scopes: read });
  expect(errors).toBeUndefined();
  expect(data?.planTrafficMirrorSession).toEqual({
    changes: [{ field: 'packetLength' }],
    dryRun: { verdict: 'UNAUTHORIZED' },
    userErrors: [{ code: 'UNAUTHORIZED' }],
  });
});

/** A client with the credentials that the gateway would use for a caller, to send EC2 what the gateway would refuse. */
async function credentialsFor(scopes: string): Promise<EC2Client> {
  const subject = `caller-${scopes.replaceAll(/\W/g, '')}`;
  await gateway.ask('{ trafficMirrorSessions { nodes { id } } }', { scopes: `${read} ${scopes}`, subject });
  const sent = gateway.emulator.requests.findLast(
    ({ action, params }) => action === 'AssumeRole' && params.RoleSessionName === subject,
  );
  const sts = new STSClient({
    endpoint: gateway.emulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAGATEWAY', secretAccessKey: 'gateway' },
  });
  cleanUp(() => sts.destroy());
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: roleOf(ours), RoleSessionName: subject, Policy: sent?.params.Policy }),
  );
  return clientOf(gateway.emulator.url, {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
}

/** What only captures may do, others may do too: a test of its own is below. Approving plans allows nothing in EC2: the gateway makes them. */
type AttemptedPermission = Exclude<
  Permission,
  | 'traffic-mirror:read'
  | 'traffic-mirror:introspect'
  | 'traffic-mirror:capture'
  | 'traffic-mirror:policy:apply'
>;

const attempts: Record<AttemptedPermission, (ec2: EC2Client) => Promise<unknown>> = {
  'traffic-mirror:insight': (ec2) => ec2.send(new DescribeSecurityGroupsCommand({})),
  'traffic-mirror:session:write': (ec2) =>
    ec2.send(
      new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId: sessionId(4), PacketLength: 97 }),
    ),
  'traffic-mirror:target:write': (ec2) =>
    ec2.send(new CreateTrafficMirrorTargetCommand({ NetworkInterfaceId: networkInterfaceId(12) })),
  'traffic-mirror:filter:write': (ec2) => ec2.send(new CreateTrafficMirrorFilterCommand({})),
  'traffic-mirror:tag:write': (ec2) =>
    ec2.send(new DeleteTagsCommand({ Resources: [sessionId(4)], Tags: [{ Key: 'x' }] })),
  'traffic-mirror:delete': (ec2) =>
    ec2.send(new DeleteTrafficMirrorFilterCommand({ TrafficMirrorFilterId: filterId(4) })),
};

test.each(['', 'traffic-mirror:capture', ...Object.keys(attempts)])(
  'the credentials of a caller who may read and "%s" are refused everything else by EC2 itself',
  async (scope) => {
    const ec2 = await credentialsFor(scope);
    await ec2.send(new DescribeTrafficMirrorSessionsCommand({}));
    const refused: string[] = [];
    for (const [needed, attempt] of Object.entries(attempts)) {
      const answer = await attempt(ec2).then(
        () => 'done',
        (error: Error) => error.name,
      );
      if (answer === 'UnauthorizedOperation') refused.push(needed);
    }
    expect(refused).toEqual(Object.keys(attempts).filter((needed) => needed !== scope));
  },
);

test('without the scope for tags, a new resource can be tagged while it is created, but an existing one cannot', async () => {
  const ec2 = await credentialsFor('traffic-mirror:target:write');
  const change = new CreateTagsCommand({
    Resources: [targetId(1)],
    Tags: [{ Key: 'mirror-target', Value: 'approved' }],
  });
  expect(await refusal(ec2.send(change))).toMatchObject({ code: 'UnauthorizedOperation' });
});

test('the credentials of a caller who may only capture create, change and delete only what has both tags of a capture', async () => {
  const ec2 = await credentialsFor('traffic-mirror:capture');
  const create = (...keys: string[]) =>
    ec2.send(
      new CreateTrafficMirrorSessionCommand({
        NetworkInterfaceId: networkInterfaceId(9),
        TrafficMirrorTargetId: targetId(2),
        TrafficMirrorFilterId: filterId(1),
        SessionNumber: 32_766,
        TagSpecifications: [
          { ResourceType: 'traffic-mirror-session', Tags: keys.map((Key) => ({ Key, Value: 'x' })) },
        ],
      }),
    );
  const end = (id: string) =>
    ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'tmgw:expires-at', Value: 'y' }] }));
  const remove = (id: string) =>
    ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId: id }));
  for (const denied of [create('tmgw:capture'), create('name'), end(sessionId(4)), remove(sessionId(4))])
    expect(await refusal(denied)).toMatchObject({ code: 'UnauthorizedOperation' });
  const { TrafficMirrorSession: made } = await create('tmgw:capture', 'tmgw:expires-at', 'managed-by');
  await end(made?.TrafficMirrorSessionId ?? '');
  await remove(made?.TrafficMirrorSessionId ?? '');
});

test('a caller who may only capture captures through the gateway, which ends it as a caller of its own', async () => {
  const scopes = 'traffic-mirror:capture';
  const input = {
    networkInterfaceIds: [networkInterfaceId(9)],
    trafficMirrorTargetId: targetId(2),
    trafficMirrorFilterId: filterId(1),
    minutes: 1,
    reason: 'x',
    precedence: 'AFTER_OTHERS',
  };
  const start = `mutation ($input: StartTrafficMirrorCaptureInput!) { startTrafficMirrorCapture(input: $input) {
    trafficMirrorCapture { id sessions { trafficMirrorSessionId } } userErrors { code message } } }`;
  const { data, errors } = await gateway.ask(start, { scopes, variables: { input } });
  expect(errors).toBeUndefined();
  expect(data?.startTrafficMirrorCapture).toMatchObject({ userErrors: [] });
  const [id = ''] = JSON.stringify(data).match(/tms-\w+/) ?? [];
  const owner = await credentialsFor('traffic-mirror:tag:write');
  const scope = gateway.access.now().scopesFor(loopCaller)?.home as Ec2Scope;
  const log = createLog('silent');
  const onRead = () => {};
  const sweep = createSweep({ audit: noAudit, mutex: createMutex(), deletes: true, onRead, log });
  await owner.send(
    new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'tmgw:expires-at', Value: 'x' }] }),
  );
  await sweep.run(scope, new AbortController().signal);
  expect([sweep.overdue([scope]), sweep.overdue([])]).toEqual([1, 0]);

  await owner.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: 'tmgw:expires-at' }] }));
  const [captureId] = JSON.stringify(data).match(/(?<="id":")[^"]+/) ?? [];
  const extend = `mutation ($input: ExtendTrafficMirrorCaptureInput!) { extendTrafficMirrorCapture(input: $input) { userErrors { code } } }`;
  expect(
    (await gateway.ask(extend, { scopes, variables: { input: { captureId, minutes: 9 } } })).data,
  ).toEqual({
    extendTrafficMirrorCapture: { userErrors: [{ code: 'FORBIDDEN_BY_POLICY' }] },
  });
  const both = `${scopes} traffic-mirror:tag:write`;
  expect(
    (await gateway.ask(extend, { scopes: both, variables: { input: { captureId, minutes: 9 } } })).data,
  ).toEqual({ extendTrafficMirrorCapture: { userErrors: [] } });

  const past = { Key: 'tmgw:expires-at', Value: '2020-01-01T00:00:00Z' };
  await owner.send(new CreateTagsCommand({ Resources: [id], Tags: [past] }));
  await sweep.run(scope, new AbortController().signal);
  const sent = gateway.emulator.requests.filter(({ action }) => action === 'DeleteTrafficMirrorSession');
  expect(sent.map(({ params }) => params.TrafficMirrorSessionId)).toContain(id);
  expect(gateway.emulator.requests.some(({ params }) => params.RoleSessionName === 'tmgw-loop')).toBe(true);
  expect(sweep.overdue([scope])).toBe(0);
});

test('a token whose subject begins as those of the gateway itself is refused', async () => {
  expect(
    await gateway.ask('{ trafficMirrorScopes { region } }', { scopes: read, subject: 'tmgw-loop' }),
  ).toMatchObject({
    status: 401,
  });
});

test('where an account does not name the gateway itself, nobody would end a capture, so none is started', async () => {
  const closed = await startRoleGateway({
    accounts: { [ours]: { ...accounts[ours], access: { subjects: ['alice@example.com'], groups: [] } } },
  });
  const query = `mutation { startTrafficMirrorCapture(input: {
    networkInterfaceIds: ["${networkInterfaceId(10)}"], trafficMirrorTargetId: "${targetId(2)}", trafficMirrorFilterId: "${filterId(1)}",
    minutes: 1, reason: "x" }) { userErrors { code message } } }`;
  const { data } = await closed.ask(query, { scopes: 'traffic-mirror:capture' });
  expect(data?.startTrafficMirrorCapture).toMatchObject({
    userErrors: [{ code: 'FORBIDDEN_BY_POLICY', message: expect.stringContaining('tmgw-loop') }],
  });
});
