/** STS: GetCallerIdentity and AssumeRole. */
import { CreateTrafficMirrorFilterCommand, DescribeTrafficMirrorFiltersCommand } from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { startEmulator } from '../support/emulator.ts';
import { type clientOf, refusal } from '../support/emulatorClient.ts';
import { send, sign } from '../support/emulatorWire.ts';
import {
  credentialsIn,
  element,
  ours,
  role,
  startTwoAccounts,
  type TwoAccounts,
  theirAccount,
  theirs,
} from './twoAccounts.ts';

let accounts: TwoAccounts;
beforeEach(async () => {
  accounts = await startTwoAccounts();
});

const list = 'Action=DescribeTrafficMirrorSessions&Version=2016-11-15';

describe('STS', () => {
  const assume = (more = '&ExternalId=x-1') =>
    accounts.sts(`Action=AssumeRole&RoleArn=${encodeURIComponent(role)}&RoleSessionName=gateway${more}`);

  test('GetCallerIdentity returns the account of the access key', async () => {
    const { body, status } = await accounts.sts('Action=GetCallerIdentity', theirs);
    expect(status).toBe(200);
    expect(body).toContain('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">');
    expect(element(body, 'Account')).toBe(theirAccount);
    expect(element(body, 'Arn')).toBe(`arn:aws:iam::${theirAccount}:root`);
  });

  test('AssumeRole issues credentials in the account of the role, which expire', async () => {
    const { body } = await assume('&ExternalId=x-1&DurationSeconds=900');
    const temporary = credentialsIn(body);
    expect(Date.parse(element(body, 'Expiration'))).toBe(accounts.clock + 900_000);
    const identity = (await accounts.sts('Action=GetCallerIdentity', temporary)).body;
    expect(element(identity, 'Arn')).toBe(`arn:aws:sts::${theirAccount}:assumed-role/admin/gateway`);

    await accounts.client(theirs).send(new CreateTrafficMirrorFilterCommand({}));
    const filters = async (credentials: Parameters<typeof clientOf>[1]) =>
      (await accounts.client(credentials).send(new DescribeTrafficMirrorFiltersCommand({})))
        .TrafficMirrorFilters;
    expect(await filters(temporary)).toHaveLength(1);
    expect(await refusal(filters({ ...temporary, sessionToken: 'other' }))).toMatchObject({
      code: 'AuthFailure',
    });
    expect(await refusal(filters({ ...temporary, secretAccessKey: 'guess' }))).toMatchObject({
      code: 'AuthFailure',
    });
    accounts.clock += 900_000;
    const late = await send(
      accounts.emulator.url,
      sign(accounts.emulator.url, list, { ...temporary, at: accounts.clock }),
    );
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
    expect((await accounts.sts(query)).status).toBe(403);
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
    const answer = await accounts.sts(`Action=AssumeRole&ExternalId=x-1&${parameters}`);
    expect([answer.status, element(answer.body, 'Code')]).toEqual([400, 'ValidationError']);
  });

  test('AssumeRole needs a role and a session name', async () => {
    const answers = await Promise.all([
      accounts.sts('Action=AssumeRole'),
      accounts.sts(`Action=AssumeRole&RoleArn=${encodeURIComponent(role)}`),
    ]);
    expect(answers.map(({ body }) => element(body, 'Message'))).toEqual([
      'The request must contain the parameter RoleArn',
      'The request must contain the parameter RoleSessionName',
    ]);
  });

  test('AssumeRole can be denied and given faults like any action', async () => {
    accounts.emulator.deny('AssumeRole');
    const denied = await assume();
    expect([denied.status, element(denied.body, 'Code')]).toEqual([403, 'AccessDenied']);
    accounts.emulator.allow('AssumeRole');
    accounts.emulator.faults('AssumeRole', [{ error: { code: 'Throttling', message: 'Rate exceeded' } }]);
    expect((await assume()).body).toContain('<Code>Throttling</Code>');
    expect((await assume()).status).toBe(200);
  });
});
