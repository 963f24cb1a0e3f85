/** Signatures: the header sets of real clients, presigned queries, clocks, and what is rejected. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { refusal } from '../support/emulatorClient.ts';
import { headerSets, presign, type Signing, send, sign } from '../support/emulatorWire.ts';
import { ours, sessionsOf, startTwoAccounts, type TwoAccounts } from './twoAccounts.ts';

let accounts: TwoAccounts;
beforeEach(async () => {
  accounts = await startTwoAccounts();
});

const list = 'Action=DescribeTrafficMirrorSessions&Version=2016-11-15';

type Signed = ReturnType<typeof sign>;
const authorized = (signed: Signed, change: (text: string) => string): Signed => ({
  ...signed,
  headers: { ...signed.headers, authorization: change(signed.headers?.authorization ?? '') },
});
function without(signed: Signed, name: string): Signed {
  const { [name]: _gone, ...headers } = signed.headers ?? {};
  return { ...signed, headers };
}

describe('signatures', () => {
  test.each(Object.entries(headerSets))(
    'the header set of %s is verified',
    async (_client, signedHeaders) => {
      const good = await send(
        accounts.emulator.url,
        sign(accounts.emulator.url, list, { ...ours, signedHeaders }),
      );
      expect(good.status).toBe(200);
      const bad = await send(
        accounts.emulator.url,
        sign(accounts.emulator.url, list, { ...ours, secretAccessKey: 'guess', signedHeaders }),
      );
      expect(bad.status).toBe(401);
      expect(bad.body).toContain('<Code>AuthFailure</Code>');
    },
  );

  test('the SDK succeeds with the right secret, and fails with a wrong one', async () => {
    await sessionsOf(accounts.client(ours));
    expect(await refusal(sessionsOf(accounts.client({ ...ours, secretAccessKey: 'guess' })))).toEqual({
      code: 'AuthFailure',
      status: 401,
      message: 'AWS was not able to validate the provided access credentials',
    });
  });

  test('a presigned GET is verified', async () => {
    const query = { Action: 'DescribeTrafficMirrorSessions', Version: '2016-11-15', MaxResults: '5' };
    const good = await send(accounts.emulator.url, presign(accounts.emulator.url, query, ours));
    expect(good.status).toBe(200);
    expect(good.body.match(/<trafficMirrorSessionId>/g)).toHaveLength(5);
    const signed = presign(accounts.emulator.url, query, ours);
    const tampered = { ...signed, path: signed.path?.replace('MaxResults=5', 'MaxResults=6') ?? '' };
    expect((await send(accounts.emulator.url, tampered)).status).toBe(401);
    accounts.clock += 61_000;
    expect((await send(accounts.emulator.url, signed)).body).toContain('<Code>RequestExpired</Code>');
  });

  test.each<[string, (signed: ReturnType<typeof sign>) => ReturnType<typeof sign>, number, string]>([
    ['another body', (signed) => ({ ...signed, body: `${list}&MaxResults=5` }), 401, 'AuthFailure'],
    ['no signature at all', () => ({ body: list }), 401, 'AuthFailure'],
    ['no date', (signed) => without(signed, 'x-amz-date'), 400, 'IncompleteSignature'],
    [
      'an unknown Region',
      () => sign(accounts.emulator.url, list, { ...ours, region: 'mars-east-1' }),
      401,
      'AuthFailure',
    ],
    [
      'a signature for another service',
      () => sign(accounts.emulator.url, list, { ...ours, service: 'sts' }),
      401,
      'AuthFailure',
    ],
    [
      'a signature for a service with a long name',
      () => sign(accounts.emulator.url, list, { ...ours, service: 'marketplacecommerceanalytics' }),
      401,
      'AuthFailure',
    ],
    [
      'a signature for a service with a hyphen in its name',
      () => sign(accounts.emulator.url, list, { ...ours, service: 'application-autoscaling' }),
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
    const answer = await send(accounts.emulator.url, change(sign(accounts.emulator.url, list, ours)));
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
    const answer = await send(accounts.emulator.url, change(sign(accounts.emulator.url, list, ours)));
    expect(answer.body).toContain(`<Code>${code}</Code>`);
  });

  test('the host must be signed', async () => {
    const signedHeaders = ['content-type', 'x-amz-date'];
    expect(
      (await send(accounts.emulator.url, sign(accounts.emulator.url, list, { ...ours, signedHeaders })))
        .status,
    ).toBe(401);
  });

  test('a presigned GET must say for how many seconds it is valid', async () => {
    const query = { Action: 'DescribeTrafficMirrorSessions', Version: '2016-11-15' };
    const answer = await send(accounts.emulator.url, presign(accounts.emulator.url, query, ours, Number.NaN));
    expect(answer.body).toContain('<Code>IncompleteSignature</Code>');
  });

  test.each([-16, 16])(
    'a clock that is %i minutes off is rejected, with the right time in the Date header',
    async (minutes) => {
      const signing: Signing = { ...ours, at: accounts.clock + minutes * 60_000 };
      const answer = await send(accounts.emulator.url, sign(accounts.emulator.url, list, signing));
      expect(answer.body).toContain('<Code>RequestExpired</Code>');
      expect(Math.abs(Date.parse(answer.headers.date ?? '') - accounts.clock)).toBeLessThan(1000);
    },
  );

  test('a clock that is 14 minutes off is tolerated', async () => {
    const signing: Signing = { ...ours, at: accounts.clock - 14 * 60_000 };
    expect((await send(accounts.emulator.url, sign(accounts.emulator.url, list, signing))).status).toBe(200);
  });

  test('the SDK corrects its clock by the Date header', async () => {
    accounts.clock += 3_600_000;
    expect(await sessionsOf(accounts.client({ ...ours, maxAttempts: 3 }))).toHaveLength(10);
  });
});
