/** The session policies of AssumeRole. */
import { CreateTagsCommand, CreateTrafficMirrorFilterCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { refusal } from '../support/emulatorClient.ts';
import {
  credentialsIn,
  element,
  role,
  sessionsOf,
  startTwoAccounts,
  type TwoAccounts,
} from './twoAccounts.ts';

let accounts: TwoAccounts;
beforeEach(async () => {
  accounts = await startTwoAccounts();
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
    accounts.sts(
      `Action=AssumeRole&ExternalId=x-1&RoleArn=${encodeURIComponent(role)}&RoleSessionName=gateway&Policy=${encodeURIComponent(policy)}${more}`,
    );
  /** A client whose session policy has these statements. */
  async function narrowed(...statements: object[]): Promise<EC2Client> {
    const { body } = await assumeWith(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
    return accounts.client(credentialsIn(body));
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
    expect((await accounts.sts('Action=GetCallerIdentity', temporary)).status).toBe(200);
    const chained = `Action=AssumeRole&ExternalId=x-1&RoleArn=${encodeURIComponent(role)}&RoleSessionName=again`;
    expect((await accounts.sts(chained, temporary)).body).toContain('<Code>AccessDenied</Code>');
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
      'must be in ARN format',
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
