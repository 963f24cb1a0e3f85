/** The accounts file: which credentials each service accepts, how it refuses the others, and what is wrong with a file. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { readAccounts } from '../../src/emulator/identity/accountsFile.ts';
import { newFolder } from '../support/cleanUp.ts';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { runEmulator, spawnEmulator } from '../support/emulatorProcess.ts';
import { type Signing, send, shapeOnly, sign } from '../support/emulatorWire.ts';
import { projectRoot } from '../support/process.ts';
import { credentialsIn, element } from './twoAccounts.ts';

const example = join(projectRoot, 'examples/network/accounts.json');
const alice = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const role = 'arn:aws:iam::210987654321:role/mirroring';
const requests = {
  ec2: 'Action=DescribeTrafficMirrorSessions&Version=2016-11-15',
  sts: 'Action=GetCallerIdentity&Version=2011-06-15',
  elasticloadbalancing: 'Action=DescribeLoadBalancers&Version=2015-12-01',
};
/** The services that share the codes of the AWS Query protocol. */
const queryServices = ['sts', 'elasticloadbalancing'] as const;

async function ask(url: string, service: keyof typeof requests, signing: Signing, body = requests[service]) {
  const answer = await send(url, sign(url, body, { ...signing, service }));
  return {
    ...answer,
    refusal: [answer.status, element(answer.body, 'Code'), element(answer.body, 'Message')],
  };
}

const assumeRole = (url: string, signing: Signing, externalId = '7c1f0d6a-example') =>
  ask(
    url,
    'sts',
    signing,
    `Action=AssumeRole&Version=2011-06-15&RoleArn=${encodeURIComponent(role)}&RoleSessionName=gateway&ExternalId=${externalId}&DurationSeconds=900`,
  );

describe('with an accounts file', () => {
  let emulator: Emulator;
  let clock: number;
  beforeEach(async () => {
    clock = Date.now();
    emulator = await startEmulator({
      seed: 'demo',
      ...readAccounts(example),
      onlyAccounts: true,
      now: () => clock,
    });
  });

  test('its access keys are who it says', async () => {
    expect((await ask(emulator.url, 'ec2', alice)).body).toContain('<ownerId>123456789012</ownerId>');
    const { body } = await ask(emulator.url, 'sts', alice);
    expect(element(body, 'Arn')).toBe('arn:aws:iam::123456789012:user/alice');
  });

  const authFailure = [401, 'AuthFailure', 'AWS was not able to validate the provided access credentials'];
  const expired = [400, 'RequestExpired', 'Request has expired.'];
  const invalidToken = [
    403,
    'InvalidClientTokenId',
    'The security token included in the request is invalid.',
  ];
  const wrongSignature = [
    403,
    'SignatureDoesNotMatch',
    expect.stringMatching(/^The request signature we calculated does not match/),
  ];

  test.each<[string, Signing, unknown[], unknown[]]>([
    ['an unknown key', { ...alice, accessKeyId: 'AKIAI44QH8DHBEXAMPLE' }, authFailure, invalidToken],
    ['a session token of nobody', { ...alice, sessionToken: 'guess' }, authFailure, invalidToken],
    ['a wrong secret', { ...alice, secretAccessKey: 'guess' }, authFailure, wrongSignature],
  ])('%s is refused as each service does', async (_name, signing, ec2, others) => {
    expect((await ask(emulator.url, 'ec2', signing)).refusal).toEqual(ec2);
    for (const service of queryServices) {
      const answer = await ask(emulator.url, service, signing);
      expect(answer.refusal).toEqual(others);
      expect(answer.body).toMatch(
        new RegExp(`<ErrorResponse xmlns="https?://${service}\\.amazonaws\\.com/doc/`),
      );
    }
  });

  test.each([
    [
      -16,
      /^Signature expired: (\d{8}T\d{6}Z) is now earlier than (\d{8}T\d{6}Z) \((\d{8}T\d{6}Z) - 15 min\.\)$/,
    ],
    [
      16,
      /^Signature not yet current: (\d{8}T\d{6}Z) is still later than (\d{8}T\d{6}Z) \((\d{8}T\d{6}Z) \+ 15 min\.\)$/,
    ],
  ])('a clock that is %i minutes off is refused as each service does', async (minutes, message) => {
    clock = Date.parse('2026-03-02T08:00:00Z');
    const signing = { ...alice, at: clock + minutes * 60_000 };
    expect((await ask(emulator.url, 'ec2', signing)).refusal).toEqual(expired);
    for (const service of queryServices) {
      const { refusal } = await ask(emulator.url, service, signing);
      expect(refusal).toEqual([403, 'SignatureDoesNotMatch', expect.stringMatching(message)]);
      const times = message.exec(String(refusal[2]))?.slice(1);
      expect(times).toEqual(
        minutes < 0
          ? ['20260302T074400Z', '20260302T074500Z', '20260302T080000Z']
          : ['20260302T081600Z', '20260302T081500Z', '20260302T080000Z'],
      );
    }
  });

  test('a date that does not exist is refused and is not a failure of the emulator', async () => {
    const signed = sign(emulator.url, requests.sts, { ...alice, service: 'sts' });
    const headers = { ...signed.headers, 'x-amz-date': '20269999T999999Z' };
    expect((await send(emulator.url, { ...signed, headers })).status).toBe(403);
  });

  test('credentials of a role work until they expire, and are refused as each service does', async () => {
    const { body } = await assumeRole(emulator.url, alice);
    const temporary = credentialsIn(body);
    const identity = await ask(emulator.url, 'sts', temporary);
    expect(element(identity.body, 'Account')).toBe('210987654321');
    expect((await ask(emulator.url, 'ec2', temporary)).status).toBe(200);
    const { sessionToken: _token, ...without } = temporary;
    for (const wrong of [{ ...temporary, sessionToken: 'other' }, without]) {
      expect((await ask(emulator.url, 'ec2', wrong)).refusal).toEqual(authFailure);
      expect((await ask(emulator.url, 'sts', wrong)).refusal).toEqual(invalidToken);
    }
    const guess = { ...temporary, secretAccessKey: 'guess' };
    expect((await ask(emulator.url, 'ec2', guess)).refusal).toEqual(authFailure);
    expect((await ask(emulator.url, 'sts', guess)).refusal).toEqual(wrongSignature);
    clock += 900_000;
    const late = { ...temporary, at: clock };
    expect((await ask(emulator.url, 'ec2', late)).refusal).toEqual(expired);
    for (const service of queryServices)
      expect((await ask(emulator.url, service, late)).refusal).toEqual([
        403,
        'ExpiredToken',
        'The security token included in the request is expired',
      ]);
  });

  test('a role needs its external id, and other roles cannot be assumed', async () => {
    expect((await assumeRole(emulator.url, alice, 'other')).refusal.slice(0, 2)).toEqual([
      403,
      'AccessDenied',
    ]);
    const other = `Action=AssumeRole&Version=2011-06-15&RoleArn=${encodeURIComponent(`${role}s`)}&RoleSessionName=gateway`;
    expect((await ask(emulator.url, 'sts', alice, other)).refusal.slice(0, 2)).toEqual([403, 'AccessDenied']);
  });
});

test('the program with an accounts file accepts its keys and no others', async () => {
  const { url } = await spawnEmulator(['--port', '0', '--accounts', example]);
  expect((await ask(url, 'ec2', alice)).status).toBe(200);
  const unsigned = await send(url, { headers: shapeOnly(), body: requests.ec2 });
  expect(element(unsigned.body, 'Code')).toBe('AuthFailure');
});

describe('a wrong accounts file', () => {
  const folder = newFolder();
  const path = join(folder, 'accounts.json');
  const key = { id: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'hidden-1', accountId: '123456789012' };
  const start = (text: string) => {
    writeFileSync(path, text);
    return runEmulator(['--port', '0', '--accounts', path]);
  };

  test('is refused with every problem at its place, and without its secrets', async () => {
    const file = {
      accessKeys: [
        { ...key, arn: 'arn:aws:iam::210987654321:user/alice' },
        { ...key, secret: 'hidden-2' },
        { id: 'AKIA', secretAccessKey: ['hidden-3'], accountId: 'hidden-4', arn: 'hidden-5' },
      ],
      roles: [{ arn: 'arn:aws:iam::123456789012:user/alice', externalId: 'hidden-6' }],
      keys: 'hidden-7',
    };
    const exit = await start(JSON.stringify(file));
    expect([exit.code, exit.stdout]).toEqual([78, '']);
    expect(exit.stderr.trimEnd().split('\n').sort()).toEqual([
      `${path}: accessKeys[1].secret: is not a field that is known here`,
      `${path}: accessKeys[2].accountId: must be 12 digits`,
      `${path}: accessKeys[2].arn: must be an ARN such as arn:aws:iam::123456789012:user/alice`,
      `${path}: accessKeys[2].id: must be 16 to 128 letters and digits`,
      `${path}: accessKeys[2].secretAccessKey: Invalid input: expected string, received array`,
      `${path}: keys: is not a field that is known here`,
      `${path}: roles[0].arn: must be an ARN such as arn:aws:iam::123456789012:role/mirroring`,
    ]);
  });

  test.each<[string, string, string]>([
    [
      'keys and roles that are there twice, and owners that differ',
      JSON.stringify({
        accessKeys: [{ ...key, arn: 'arn:aws:iam::210987654321:user/alice' }, key],
        roles: [{ arn: role }, { arn: role, externalId: 'x-1' }],
      }),
      [
        `${path}: accessKeys[0].arn: must be of the accountId beside it`,
        `${path}: accessKeys[1]: there is an access key AKIAIOSFODNN7EXAMPLE already`,
        `${path}: roles[1]: there is a role ${role} already\n`,
      ].join('\n'),
    ],
    ['no key', '{"accessKeys":[]}', `${path}: accessKeys: must have at least one access key\n`],
    ['text that is not JSON', '{"secretAccessKey":hidden-1}', `${path}: the file: must be JSON\n`],
  ])('%s', async (_name, text, stderr) => {
    expect(await start(text)).toMatchObject({ code: 78, stdout: '', stderr });
  });

  test('that cannot be read', async () => {
    const exit = await runEmulator(['--accounts', join(folder, 'missing.json')]);
    expect(exit).toMatchObject({ code: 78, stdout: '' });
    expect(exit.stderr).toMatch(/^The accounts file cannot be read: ENOENT[^\n]*\n$/);
  });
});
