/** Accounts, Regions, signatures, STS and shared targets. */
import {
  CreateTagsCommand,
  CreateTrafficMirrorFilterCommand,
  CreateTrafficMirrorSessionCommand,
  CreateTrafficMirrorTargetCommand,
  DeleteTrafficMirrorTargetCommand,
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  type EC2Client,
  ModifyTrafficMirrorSessionCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../../src/emulator/server.ts';
import { clientOf, demo, refusal } from '../support/emulatorClient.ts';
import { headerSets, presign, type Signing, send, sign } from '../support/emulatorWire.ts';

const ours = { accessKeyId: 'AKIAOURS', secretAccessKey: 'our secret/+' };
const theirs = { accessKeyId: 'AKIATHEIRS', secretAccessKey: 'their secret' };
const [ourAccount, theirAccount] = ['123456789012', '210987654321'];
const role = `arn:aws:iam::${theirAccount}:role/mirroring/admin`;

let emulator: Emulator;
let clients: EC2Client[] = [];
let clock = Date.now();
beforeEach(async () => {
  clock = Date.now();
  emulator = await startEmulator({
    seed: 'demo',
    accounts: {
      [ours.accessKeyId]: { accountId: ourAccount, secretAccessKey: ours.secretAccessKey },
      [theirs.accessKeyId]: { accountId: theirAccount, secretAccessKey: theirs.secretAccessKey },
    },
    roles: { [role]: { externalId: 'x-1' } },
    now: () => clock,
  });
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  clients = [];
  await emulator.stop();
});

function client(options: Parameters<typeof clientOf>[1]): EC2Client {
  const made = clientOf(emulator.url, options);
  clients.push(made);
  return made;
}
const sessionsOf = async (ec2: EC2Client) =>
  (await ec2.send(new DescribeTrafficMirrorSessionsCommand({}))).TrafficMirrorSessions ?? [];
const list = 'Action=DescribeTrafficMirrorSessions&Version=2016-11-15';

describe('accounts and Regions', () => {
  test('each account and Region has an estate of its own', async () => {
    expect(await sessionsOf(client(ours))).toHaveLength(10);
    expect(await sessionsOf(client(theirs))).toEqual([]);
    expect(await sessionsOf(client({ ...ours, region: 'eu-west-1' }))).toEqual([]);
    const made = await client(theirs).send(new CreateTrafficMirrorFilterCommand({}));
    const command = new DescribeTrafficMirrorFiltersCommand({
      TrafficMirrorFilterIds: [made.TrafficMirrorFilter?.TrafficMirrorFilterId ?? ''],
    });
    expect(await refusal(client(ours).send(command))).toMatchObject({
      code: 'InvalidTrafficMirrorFilterId.NotFound',
    });
  });

  test('a client token is remembered per account and Region', async () => {
    const create = async (options: Parameters<typeof clientOf>[1]) =>
      (await client(options).send(new CreateTrafficMirrorFilterCommand({ ClientToken: 't' })))
        .TrafficMirrorFilter?.TrafficMirrorFilterId;
    const ids = [
      await create(ours),
      await create(ours),
      await create(theirs),
      await create({ ...ours, region: 'eu-west-1' }),
    ];
    expect(new Set(ids).size).toBe(3);
  });

  test('a client token is remembered for a day', async () => {
    const body = 'Action=CreateTrafficMirrorFilter&Version=2016-11-15&ClientToken=t';
    const create = async () => {
      const answer = await send(emulator.url, sign(emulator.url, body, { ...ours, at: clock }));
      return /tmf-[0-9a-f]{17}/.exec(answer.body)?.[0];
    };
    const first = await create();
    clock += 24 * 3_600_000 - 1000;
    expect(await create()).toBe(first);
    clock += 1000;
    expect(await create()).not.toBe(first);
  });

  test('an access key that is not configured belongs to the default account', async () => {
    expect(await sessionsOf(client({ accessKeyId: 'AKIAANY' }))).toHaveLength(10);
  });
});

describe('signatures', () => {
  test.each(Object.entries(headerSets))(
    'the header set of %s is verified',
    async (_client, signedHeaders) => {
      const good = await send(emulator.url, sign(emulator.url, list, { ...ours, signedHeaders }));
      expect(good.status).toBe(200);
      const bad = await send(
        emulator.url,
        sign(emulator.url, list, { ...ours, secretAccessKey: 'guess', signedHeaders }),
      );
      expect(bad.status).toBe(401);
      expect(bad.body).toContain('<Code>AuthFailure</Code>');
    },
  );

  test('the SDK succeeds with the right secret, and fails with a wrong one', async () => {
    await sessionsOf(client(ours));
    expect(await refusal(sessionsOf(client({ ...ours, secretAccessKey: 'guess' })))).toEqual({
      code: 'AuthFailure',
      status: 401,
      message: 'AWS was not able to validate the provided access credentials',
    });
  });

  test('a presigned GET is verified', async () => {
    const query = { Action: 'DescribeTrafficMirrorSessions', Version: '2016-11-15', MaxResults: '5' };
    const good = await send(emulator.url, presign(emulator.url, query, ours));
    expect(good.status).toBe(200);
    expect(good.body.match(/<trafficMirrorSessionId>/g)).toHaveLength(5);
    const signed = presign(emulator.url, query, ours);
    const tampered = { ...signed, path: signed.path?.replace('MaxResults=5', 'MaxResults=6') ?? '' };
    expect((await send(emulator.url, tampered)).status).toBe(401);
    clock += 61_000;
    expect((await send(emulator.url, signed)).body).toContain('<Code>RequestExpired</Code>');
  });

  test.each<[string, (signed: ReturnType<typeof sign>) => ReturnType<typeof sign>, number, string]>([
    ['another body', (signed) => ({ ...signed, body: `${list}&MaxResults=5` }), 401, 'AuthFailure'],
    ['no signature at all', () => ({ body: list }), 401, 'AuthFailure'],
    ['no date', (signed) => without(signed, 'x-amz-date'), 400, 'IncompleteSignature'],
    [
      'an unknown Region',
      () => sign(emulator.url, list, { ...ours, region: 'mars-east-1' }),
      401,
      'AuthFailure',
    ],
    [
      'a signature for another service',
      () => sign(emulator.url, list, { ...ours, service: 'sts' }),
      401,
      'AuthFailure',
    ],
    [
      'another algorithm',
      (signed) => authorized(signed, (text) => text.replace('SHA256', 'SHA1')),
      400,
      'IncompleteSignature',
    ],
    [
      'a short signature',
      (signed) => authorized(signed, (text) => text.slice(0, -1)),
      400,
      'IncompleteSignature',
    ],
    [
      'no signed headers',
      (signed) => authorized(signed, (text) => text.replace(/SignedHeaders=[^,]*/, '')),
      400,
      'IncompleteSignature',
    ],
    [
      'another Region in the scope',
      (signed) => authorized(signed, (text) => text.replace('us-east-1', 'us-east-2')),
      401,
      'AuthFailure',
    ],
  ])('%s is rejected', async (_name, change, status, code) => {
    const answer = await send(emulator.url, change(sign(emulator.url, list, ours)));
    expect(answer.body).toContain(`<Code>${code}</Code>`);
    expect(answer.status).toBe(status);
  });

  test.each<[string, (signed: Signed) => Signed, string]>([
    [
      'a malformed date',
      (signed) => authorized(signed, (text) => text.replace(/\/20\d{6}\//, '/2026/')),
      'IncompleteSignature',
    ],
    [
      'the date of another day',
      (signed) => authorized(signed, (text) => text.replace(/\/20\d{6}\//, '/20250101/')),
      'AuthFailure',
    ],
    [
      'the digest of another body',
      (signed) => ({ ...signed, headers: { ...signed.headers, 'x-amz-content-sha256': '0'.repeat(64) } }),
      'AuthFailure',
    ],
  ])('%s in an otherwise valid signature is rejected', async (_name, change, code) => {
    const answer = await send(emulator.url, change(sign(emulator.url, list, ours)));
    expect(answer.body).toContain(`<Code>${code}</Code>`);
  });

  test('the host must be signed', async () => {
    const signedHeaders = ['content-type', 'x-amz-date'];
    expect((await send(emulator.url, sign(emulator.url, list, { ...ours, signedHeaders }))).status).toBe(401);
  });

  test('a presigned GET must say for how many seconds it is valid', async () => {
    const query = { Action: 'DescribeTrafficMirrorSessions', Version: '2016-11-15' };
    const answer = await send(emulator.url, presign(emulator.url, query, ours, Number.NaN));
    expect(answer.body).toContain('<Code>IncompleteSignature</Code>');
  });

  test.each([-16, 16])(
    'a clock that is %i minutes off is rejected, with the right time in the Date header',
    async (minutes) => {
      const signing: Signing = { ...ours, at: clock + minutes * 60_000 };
      const answer = await send(emulator.url, sign(emulator.url, list, signing));
      expect(answer.body).toContain('<Code>RequestExpired</Code>');
      expect(Math.abs(Date.parse(answer.headers.date ?? '') - clock)).toBeLessThan(1000);
    },
  );

  test('a clock that is 14 minutes off is tolerated', async () => {
    const signing: Signing = { ...ours, at: clock - 14 * 60_000 };
    expect((await send(emulator.url, sign(emulator.url, list, signing))).status).toBe(200);
  });

  test('the SDK corrects its clock by the Date header', async () => {
    clock += 3_600_000;
    expect(await sessionsOf(client({ ...ours, maxAttempts: 3 }))).toHaveLength(10);
  });
});

const sts = (query: string, signing: Signing = ours) =>
  send(emulator.url, sign(emulator.url, `Version=2011-06-15&${query}`, { ...signing, service: 'sts' }));
const element = (body: string, name: string) =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? '';
const credentialsIn = (body: string) => ({
  accessKeyId: element(body, 'AccessKeyId'),
  secretAccessKey: element(body, 'SecretAccessKey'),
  sessionToken: element(body, 'SessionToken'),
});

describe('STS', () => {
  const assume = (more = '&ExternalId=x-1') =>
    sts(`Action=AssumeRole&RoleArn=${encodeURIComponent(role)}&RoleSessionName=gateway${more}`);

  test('GetCallerIdentity returns the account of the access key', async () => {
    const { body, status } = await sts('Action=GetCallerIdentity', theirs);
    expect(status).toBe(200);
    expect(body).toContain('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">');
    expect(element(body, 'Account')).toBe(theirAccount);
    expect(element(body, 'Arn')).toBe(`arn:aws:iam::${theirAccount}:root`);
  });

  test('AssumeRole issues credentials in the account of the role, which expire', async () => {
    const { body } = await assume('&ExternalId=x-1&DurationSeconds=900');
    const temporary = credentialsIn(body);
    expect(Date.parse(element(body, 'Expiration'))).toBe(clock + 900_000);
    const identity = (await sts('Action=GetCallerIdentity', temporary)).body;
    expect(element(identity, 'Arn')).toBe(`arn:aws:sts::${theirAccount}:assumed-role/admin/gateway`);

    await client(theirs).send(new CreateTrafficMirrorFilterCommand({}));
    const filters = async (credentials: Parameters<typeof clientOf>[1]) =>
      (await client(credentials).send(new DescribeTrafficMirrorFiltersCommand({}))).TrafficMirrorFilters;
    expect(await filters(temporary)).toHaveLength(1);
    expect(await refusal(filters({ ...temporary, sessionToken: 'other' }))).toMatchObject({
      code: 'AuthFailure',
    });
    expect(await refusal(filters({ ...temporary, secretAccessKey: 'guess' }))).toMatchObject({
      code: 'AuthFailure',
    });
    clock += 900_000;
    const late = await send(emulator.url, sign(emulator.url, list, { ...temporary, at: clock }));
    expect(late.body).toContain('<Code>RequestExpired</Code>');
  });

  test.each<[string, string, number, string]>([
    ['another external id', '&ExternalId=x-2', 403, 'AccessDenied'],
    ['no external id', '', 403, 'AccessDenied'],
    ['899 seconds', '&ExternalId=x-1&DurationSeconds=899', 400, 'ValidationError'],
  ])('AssumeRole with %s fails with an STS error document', async (_name, more, status, code) => {
    const answer = await assume(more);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain('<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">');
    expect(answer.body).toContain(`<Type>Sender</Type><Code>${code}</Code>`);
  });

  test('any role can be assumed by default, and with `roles` only those', async () => {
    const other = encodeURIComponent(`arn:aws:iam::${theirAccount}:role/other`);
    const query = `Action=AssumeRole&RoleArn=${other}&RoleSessionName=gateway`;
    expect((await sts(query)).status).toBe(403);
    const open = await startEmulator();
    const body = `Version=2011-06-15&${query}`;
    const answer = await send(open.url, sign(open.url, body, { ...ours, service: 'sts' }));
    await open.stop();
    expect(element(answer.body, 'Arn')).toBe(`arn:aws:sts::${theirAccount}:assumed-role/other/gateway`);
  });

  test.each([
    `RoleArn=${encodeURIComponent(role)}&RoleSessionName=a%20b`,
    `RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx&RoleSessionName=gateway`,
    `RoleArn=${encodeURIComponent(role)}&RoleSessionName=gateway&DurationSeconds=forever`,
  ])('AssumeRole with a malformed parameter is rejected: %s', async (parameters) => {
    const answer = await sts(`Action=AssumeRole&ExternalId=x-1&${parameters}`);
    expect([answer.status, element(answer.body, 'Code')]).toEqual([400, 'ValidationError']);
  });

  test('AssumeRole needs a role and a session name', async () => {
    const answers = await Promise.all([
      sts('Action=AssumeRole'),
      sts(`Action=AssumeRole&RoleArn=${encodeURIComponent(role)}`),
    ]);
    expect(answers.map(({ body }) => element(body, 'Message'))).toEqual([
      'The request must contain the parameter RoleArn',
      'The request must contain the parameter RoleSessionName',
    ]);
  });

  test('AssumeRole can be denied and given faults like any action', async () => {
    emulator.deny('AssumeRole');
    const denied = await assume();
    expect([denied.status, element(denied.body, 'Code')]).toEqual([403, 'AccessDenied']);
    emulator.allow('AssumeRole');
    emulator.faults('AssumeRole', [{ error: { code: 'Throttling', message: 'Rate exceeded' } }]);
    expect((await assume()).body).toContain('<Code>Throttling</Code>');
    expect((await assume()).status).toBe(200);
  });
});

describe('session policies', () => {
  const allow = (Action: string | string[], more: object = {}) => ({
    Effect: 'Allow',
    Action,
    Resource: '*',
    ...more,
  });
  const onCreate = { Condition: { StringEquals: { 'ec2:CreateAction': 'CreateTrafficMirrorFilter' } } };

  const assumeWith = (policy: string, more = '') =>
    sts(
      `Action=AssumeRole&ExternalId=x-1&RoleArn=${encodeURIComponent(role)}&RoleSessionName=gateway&Policy=${encodeURIComponent(policy)}${more}`,
    );
  /** A client whose session policy has these statements. */
  async function narrowed(...statements: object[]): Promise<EC2Client> {
    const { body } = await assumeWith(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
    return client(credentialsIn(body));
  }
  const create = (ec2: EC2Client, tagged = false, DryRun = false) =>
    ec2.send(
      new CreateTrafficMirrorFilterCommand({
        DryRun,
        ...(tagged && {
          TagSpecifications: [{ ResourceType: 'traffic-mirror-filter', Tags: [{ Key: 'k', Value: 'v' }] }],
        }),
      }),
    );
  const denied = expect.objectContaining({ code: 'UnauthorizedOperation', status: 403 });

  test('allow what they name and nothing else, not even as a dry run', async () => {
    const reader = await narrowed(allow('ec2:describetraffic*'));
    expect(await sessionsOf(reader)).toEqual([]);
    expect(await refusal(create(reader))).toEqual(denied);
    expect(await refusal(create(reader, false, true))).toEqual(denied);
    const writer = await narrowed(allow(['ec2:CreateTrafficMirrorFilte?', 'sts:*']));
    await create(writer);
    expect(await refusal(sessionsOf(writer))).toEqual(denied);
  });

  test('deny what one statement denies, even if another allows it', async () => {
    const ec2 = await narrowed(allow('*'), { Effect: 'Deny', Action: 'ec2:Create*', Resource: ['*'] });
    await sessionsOf(ec2);
    expect(await refusal(create(ec2))).toEqual(denied);
  });

  test('allow tagging on creation separately from the create', async () => {
    const plain = await narrowed(allow('ec2:CreateTrafficMirrorFilter'));
    await create(plain);
    expect(await refusal(create(plain, true))).toEqual(denied);
    const tagging = await narrowed(allow('ec2:CreateTrafficMirrorFilter'), allow('ec2:CreateTags', onCreate));
    const { TrafficMirrorFilter: made } = await create(tagging, true);
    const tags = new CreateTagsCommand({
      Resources: [made?.TrafficMirrorFilterId ?? ''],
      Tags: [{ Key: 'k', Value: 'w' }],
    });
    expect(await refusal(tagging.send(tags))).toEqual(denied);
  });

  test('apply to STS too, except to GetCallerIdentity', async () => {
    const temporary = credentialsIn(
      (await assumeWith('{"Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}}')).body,
    );
    expect((await sts('Action=GetCallerIdentity', temporary)).status).toBe(200);
    const chained = `Action=AssumeRole&ExternalId=x-1&RoleArn=${encodeURIComponent(role)}&RoleSessionName=again`;
    expect((await sts(chained, temporary)).body).toContain('<Code>AccessDenied</Code>');
  });

  test.each<[string, string, string]>([
    ['invalid JSON', '{', 'invalid Json'],
    ['a list in place of an object', '[]', 'Syntax errors'],
    ['no statements', '{"Statement":[]}', 'Syntax errors'],
    ['another version', '{"Version":"2020-01-01","Statement":[]}', 'Syntax errors'],
    ['no effect', '{"Statement":{"Action":"*","Resource":"*"}}', 'Syntax errors'],
    ['no resource', '{"Statement":{"Effect":"Allow","Action":"*"}}', 'Syntax errors'],
    ['no actions', '{"Statement":{"Effect":"Allow","Action":[],"Resource":"*"}}', 'Syntax errors'],
    [
      'an action without a service',
      JSON.stringify({ Statement: allow('Describe*') }),
      'prefaced by a vendor',
    ],
    [
      'NotAction',
      '{"Statement":{"Effect":"Allow","NotAction":"*","Resource":"*"}}',
      'not evaluate NotAction',
    ],
    [
      'a resource',
      JSON.stringify({ Statement: { ...allow('*'), Resource: 'arn:aws:ec2:*' } }),
      'a Resource other',
    ],
    [
      'another operator',
      JSON.stringify({ Statement: allow('*', { Condition: { StringLike: {} } }) }),
      'not evaluate StringLike',
    ],
    [
      'another key',
      JSON.stringify({ Statement: allow('*', { Condition: { StringEquals: { 'ec2:Region': 'x' } } }) }),
      'not evaluate ec2:Region',
    ],
  ])('with %s are rejected', async (_, policy, message) => {
    const { status, body } = await assumeWith(policy);
    expect([status, element(body, 'Code')]).toEqual([400, 'MalformedPolicyDocument']);
    expect(element(body, 'Message')).toContain(message);
  });

  test('that are longer than 2,048 characters, or managed, are rejected', async () => {
    const long = await assumeWith(`{"Statement":${JSON.stringify(allow('*'))}${' '.repeat(2_000)}}`);
    expect([long.status, element(long.body, 'Code')]).toEqual([400, 'ValidationError']);
    const managed = await assumeWith(
      JSON.stringify({ Statement: allow('*') }),
      `&PolicyArns.member.1.arn=${encodeURIComponent('arn:aws:iam::aws:policy/ReadOnlyAccess')}`,
    );
    expect([managed.status, element(managed.body, 'Code')]).toEqual([400, 'MalformedPolicyDocument']);
  });
});

describe('shared targets', () => {
  const shared = demo.target(2);
  const targets = async (ec2: EC2Client) =>
    (await ec2.send(new DescribeTrafficMirrorTargetsCommand({}))).TrafficMirrorTargets ?? [];

  /** A session of the other account on our target. */
  async function theirSession() {
    const ec2 = client(theirs);
    const NetworkInterfaceId = emulator.surroundings(theirAccount).addNetworkInterface();
    const filter = await ec2.send(new CreateTrafficMirrorFilterCommand({}));
    const made = await ec2.send(
      new CreateTrafficMirrorSessionCommand({
        NetworkInterfaceId,
        TrafficMirrorTargetId: shared,
        TrafficMirrorFilterId: filter.TrafficMirrorFilter?.TrafficMirrorFilterId,
        SessionNumber: 1,
      }),
    );
    return made.TrafficMirrorSession;
  }

  test('the other account sees a shared target with its owner, and can use it', async () => {
    expect(await refusal(theirSession())).toMatchObject({ code: 'InvalidTrafficMirrorTargetId.NotFound' });
    emulator.surroundings().shareTarget(shared, theirAccount);
    expect(await targets(client(theirs))).toEqual([
      expect.objectContaining({ TrafficMirrorTargetId: shared, OwnerId: ourAccount, Tags: [] }),
    ]);
    const session = await theirSession();
    expect(session).toMatchObject({ OwnerId: theirAccount, PacketLength: 8500 });
    expect(await targets(client({ ...theirs, region: 'eu-west-1' }))).toEqual([]);
  });

  test('the owner sees the sessions of other accounts on it, but cannot change them', async () => {
    emulator.surroundings().shareTarget(shared, theirAccount);
    const session = await theirSession();
    const seen = await client(ours).send(
      new DescribeTrafficMirrorSessionsCommand({ Filters: [{ Name: 'owner-id', Values: [theirAccount] }] }),
    );
    expect(seen.TrafficMirrorSessions).toEqual([session]);
    const modify = new ModifyTrafficMirrorSessionCommand({
      TrafficMirrorSessionId: session?.TrafficMirrorSessionId,
    });
    expect(await refusal(client(ours).send(modify))).toMatchObject({
      code: 'InvalidTrafficMirrorSessionId.NotFound',
    });
  });

  test('only the owner can delete it, even while sessions of other accounts use it', async () => {
    const { TrafficMirrorTarget: own } = await client(ours).send(
      new CreateTrafficMirrorTargetCommand({ GatewayLoadBalancerEndpointId: demo.vpcEndpoint(1) }),
    );
    const TrafficMirrorTargetId = own?.TrafficMirrorTargetId ?? '';
    emulator.surroundings().shareTarget(TrafficMirrorTargetId, theirAccount);
    const remove = new DeleteTrafficMirrorTargetCommand({ TrafficMirrorTargetId });
    expect(await refusal(client(theirs).send(remove))).toMatchObject({
      code: 'InvalidTrafficMirrorTargetId.NotFound',
    });
    emulator.surroundings().shareTarget(shared, theirAccount);
    const session = await theirSession();
    const move = { TrafficMirrorSessionId: session?.TrafficMirrorSessionId, TrafficMirrorTargetId };
    await client(theirs).send(new ModifyTrafficMirrorSessionCommand(move));
    await client(ours).send(remove);
    // The session is now inactive. No response shows that, and it can still be changed.
    const change = { TrafficMirrorSessionId: session?.TrafficMirrorSessionId, Description: 'orphan' };
    const changed = await client(theirs).send(new ModifyTrafficMirrorSessionCommand(change));
    expect(changed.TrafficMirrorSession).toMatchObject({ Description: 'orphan', TrafficMirrorTargetId });
  });
});

type Signed = ReturnType<typeof sign>;
const authorized = (signed: Signed, change: (text: string) => string): Signed => ({
  ...signed,
  headers: { ...signed.headers, authorization: change(signed.headers?.authorization ?? '') },
});
function without(signed: Signed, name: string): Signed {
  const { [name]: _gone, ...headers } = signed.headers ?? {};
  return { ...signed, headers };
}
