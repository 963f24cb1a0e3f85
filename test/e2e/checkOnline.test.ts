/** What `--check-config` shows, and what `--online` asks beyond it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { numberedAccountIds } from '../../src/emulator/identity/numberedAccounts.ts';
import { openAudit } from '../support/audit.ts';
import { freePort } from '../support/balancer.ts';
import { newFolder } from '../support/cleanUp.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../support/emulator.ts';
import { accountsFileOf, emulatorOf } from '../support/manyAccounts.ts';
import { startProgram } from '../support/process.ts';
import { startRedis, testWithRedis } from '../support/redis.ts';
import { roleOf } from '../support/roleGateway.ts';
import { startTokenIssuer } from '../support/tokens.ts';

const noTokens = { INSECURE_NO_AUTH: 'i-understand' };

async function check(env: Record<string, string>, ...more: string[]) {
  const command = [process.execPath, 'dist/main.js', '--check-config', ...more];
  // The SDK warns of Node.js 20 on standard error.
  const program = startProgram({ AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env }, command);
  const code = await program.ended();
  const { stdout, stderr } = program.output();
  const settings = stdout === '' ? undefined : (JSON.parse(stdout) as Record<string, unknown>);
  return { code, settings, stderr, lines: stderr.split('\n').slice(0, -1).sort() };
}

const checkOnline = (env: Record<string, string>) => check(env, '--online');

/** @param file of accounts; default: there is none. */
function settingsAt({ url }: Emulator, file?: object): Record<string, string> {
  const path = join(newFolder(), 'accounts.json');
  if (file !== undefined) writeFileSync(path, JSON.stringify(file));
  return {
    EC2_MODE: 'aws',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_EC2: url,
    AWS_ENDPOINT_URL_ORGANIZATIONS: url,
    ALLOW_ENDPOINT_OVERRIDE: 'true',
    AWS_ACCESS_KEY_ID: 'ASIAGATEWAY',
    AWS_SECRET_ACCESS_KEY: 'gateway',
    READ_ONLY: 'true',
    ...(file !== undefined && { AWS_ACCOUNTS_FILE: path }),
  };
}

const [first = '', second = '', third = ''] = numberedAccountIds(3);
const start = (options: EmulatorOptions = {}) =>
  startEmulator({ ...emulatorOf({ accounts: 3 }), ...options });

describe('--check-config', () => {
  test('shows the settings in effect as JSON, without secrets', async () => {
    const secret = 'a secret that nobody may ever see in any output';
    const { code, settings, stderr } = await check({ CURSOR_SECRET: secret, PORT: '4001' });
    expect([code, stderr]).toEqual([0, '']);
    expect(settings).toMatchObject({
      PORT: 4001,
      CURSOR_SECRET: 'set',
      EC2_MODE: 'embedded',
      DRAIN_SECONDS: 0,
    });
    expect(JSON.stringify(settings)).not.toContain('nobody');
  });

  test('asks nobody, writes nothing and listens nowhere', async () => {
    const issuer = await startTokenIssuer();
    const emulator = await start();
    const folder = newFolder();
    const port = new URL(emulator.url).port;
    const env = {
      ...settingsAt(emulator, accountsFileOf({ accounts: 3 })),
      ...issuer.env,
      // In use, by the emulator.
      PORT: port,
      AUDIT_FILE: join(folder, 'audit.jsonl'),
    };
    expect(await check(env)).toMatchObject({ code: 0, stderr: '' });
    const embedded = { PORT: port, EMULATOR_STATE_FILE: join(folder, 'state.json') };
    expect(await check(embedded)).toMatchObject({ code: 0, stderr: '' });
    expect([issuer.fetches(), emulator.calls.size, readdirSync(folder)]).toEqual([0, 0, []]);
  });

  test('leaves an audit file as it is, also while a gateway writes to it, and one that was cut off', async () => {
    const file = join(newFolder(), 'audit.jsonl');
    const { trail } = await openAudit(file);
    trail.append({ event: 'denied' });
    const held = readFileSync(file, 'utf8');
    expect(await check({ AUDIT_FILE: file })).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(file, 'utf8')).toBe(held);
    trail.close();
    writeFileSync(file, `${held}{"v":1,"se`);
    expect(await check({ AUDIT_FILE: file })).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(file, 'utf8')).toBe(`${held}{"v":1,"se`);
  });

  test('keeps no state file from a gateway that has it', async () => {
    const stateFile = join(newFolder(), 'state.json');
    const emulator = await startEmulator({ stateFile, seed: 'demo' });
    expect(await check({ EMULATOR_STATE_FILE: stateFile })).toMatchObject({ code: 0, stderr: '' });
    await emulator.stop();
    expect(existsSync(stateFile)).toBe(true);
    expect(await check({ EMULATOR_STATE_FILE: stateFile })).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('--online', () => {
  test('in embedded mode has nothing to ask, except the issuer', async () => {
    const nothing = 'ok      AWS: there is nothing to ask, because EC2_MODE is embedded';
    expect(await checkOnline({})).toMatchObject({ code: 0, lines: [nothing] });
    const issuer = await startTokenIssuer();
    const { code, lines } = await checkOnline(issuer.env);
    expect([code, lines]).toEqual([
      0,
      [nothing, `ok      keys of https://issuer.example.com/: ${issuer.env.AUTH_JWKS_URL}`],
    ]);
  });

  test('asks nobody with settings that a start would refuse', async () => {
    const issuer = await startTokenIssuer();
    expect(await checkOnline({ ...issuer.env, PORT: 'x' })).toMatchObject({ code: 78, settings: undefined });
    expect(issuer.fetches()).toBe(0);
  });

  test('says that each answers, and assumes every role for nothing', async () => {
    const issuer = await startTokenIssuer();
    const emulator = await start();
    const file = {
      home: { accountId: first, region: 'us-east-1' },
      templates: { standard: { regions: ['us-east-1'], roleArn: 'arn:aws:iam::{accountId}:role/gateway' } },
      accounts: { [first]: { use: 'standard' } },
      organization: { roleArn: `arn:aws:iam::${first}:role/discovery`, use: 'standard' },
    };
    const { code, settings, lines } = await checkOnline({ ...settingsAt(emulator, file), ...issuer.env });
    expect(lines).toEqual(
      [
        ...[first, second, third].map((id) => `ok      account ${id}: arn:aws:iam::${id}:role/gateway`),
        `ok      keys of https://issuer.example.com/: ${issuer.env.AUTH_JWKS_URL}`,
        'ok      organization: 3 active accounts',
        `ok      the gateway's own credentials: account ${first}, STS in us-east-1`,
      ].sort(),
    );
    expect([code, settings]).toMatchObject([0, { EC2_MODE: 'aws' }]);
    const assumed = emulator.requests.filter(({ params }) => params.RoleArn?.endsWith('role/gateway'));
    const forNothing = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';
    expect(assumed.map(({ params }) => params.Policy)).toEqual([forNothing, forNothing, forNothing]);
    expect([...emulator.calls.keys()].sort()).toEqual(['AssumeRole', 'GetCallerIdentity', 'ListAccounts']);
  });

  test('names what does not answer, with what to do, and exits with 1', async () => {
    const issuer = await startTokenIssuer();
    issuer.breakDown();
    // The role of the second account needs an external ID, and there is none of the third.
    const emulator = await start({
      roles: { [roleOf(first)]: {}, [roleOf(second)]: { externalId: 'expected' } },
    });
    const file = accountsFileOf({ accounts: 3, regions: ['us-east-1'] });
    const { code, lines } = await checkOnline({ ...settingsAt(emulator, file), ...issuer.env });
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(`^failed {2}account ${second}: .* \\(AccessDenied\\); check .*trust policy`),
      ),
      expect.stringMatching(
        new RegExp(`^failed {2}account ${third}: .* \\(AccessDenied\\); check .*trust policy`),
      ),
      expect.stringMatching(
        /^failed {2}keys of https:\/\/issuer\.example\.com\/: .*: HTTP 503; check this address/,
      ),
      `ok      account ${first}: ${roleOf(first)}`,
      `ok      the gateway's own credentials: account ${first}, STS in us-east-1`,
    ]);
    expect(code).toBe(1);
  });

  test('names credentials that do not work, accounts without a role, and an organization that may not be listed', async () => {
    const keys = { AKIASTRANGER: { accountId: third, secretAccessKey: 'right' } };
    const emulator = await start({ accounts: keys });
    const file = {
      home: { accountId: first, region: 'us-east-1' },
      templates: { standard: { regions: ['us-east-1'], roleArn: 'arn:aws:iam::{accountId}:role/gateway' } },
      accounts: { [first]: { regions: ['us-east-1'] } },
      organization: { use: 'standard' },
    };
    const env = { ...settingsAt(emulator, file), ...noTokens, AWS_ACCESS_KEY_ID: 'AKIASTRANGER' };
    expect(await checkOnline(env)).toMatchObject({
      code: 1,
      lines: [
        expect.stringMatching(
          /^failed {2}the gateway's own credentials: .*SignatureDoesNotMatch.*check that the process has valid AWS credentials/,
        ),
      ],
    });
    emulator.deny('ListAccounts');
    expect(await checkOnline({ ...env, AWS_SECRET_ACCESS_KEY: 'right' })).toMatchObject({
      code: 1,
      lines: [
        expect.stringMatching(new RegExp(`^failed {2}AWS_ACCOUNTS_FILE: accounts.${first}: has no roleArn`)),
        expect.stringMatching(/^failed {2}organization: .*discovery\.json/),
        `ok      the gateway's own credentials: account ${third}, STS in us-east-1; the AWS credentials are an access key that does not expire; credentials of a role are safer`,
      ],
    });
  });

  test('names accounts of the organization that cannot be served', async () => {
    const emulator = await start();
    const folder = newFolder();
    const standard = {
      regions: ['us-east-1'],
      roleArn: 'arn:aws:iam::{accountId}:role/gateway',
      externalIdFile: join(folder, '{accountId}'),
    };
    const file = {
      home: { accountId: first, region: 'us-east-1' },
      templates: { standard },
      organization: { use: 'standard', exclude: [third] },
    };
    writeFileSync(join(folder, first), 'an-external-id');
    expect(await checkOnline({ ...settingsAt(emulator, file), ...noTokens })).toMatchObject({
      code: 1,
      lines: [
        expect.stringMatching(
          new RegExp(`^failed {2}AWS_ACCOUNTS_FILE: accounts.${second}.externalIdFile: .*ENOENT`),
        ),
        `ok      account ${first}: arn:aws:iam::${first}:role/gateway`,
        'ok      organization: 3 active accounts',
        `ok      the gateway's own credentials: account ${first}, STS in us-east-1`,
      ],
    });
  });

  test('waits some seconds at most for accounts that hang, all together', async () => {
    const emulator = await startEmulator(emulatorOf({ accounts: 20 }));
    emulator.faults('AssumeRole', [{ times: 100, delayMs: 60_000 }]);
    const startedAt = performance.now();
    const file = accountsFileOf({ accounts: 20, regions: ['us-east-1'] });
    const { code, lines } = await checkOnline({ ...settingsAt(emulator, file), ...noTokens });
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    expect(code).toBe(1);
    expect(lines.filter((line) => line.includes('no answer within 5 s; check'))).toHaveLength(20);
  });

  test('assumes no more roles in a second than STS_RATE', async () => {
    const emulator = await startEmulator(emulatorOf({ accounts: 8 }));
    const file = accountsFileOf({ accounts: 8, regions: ['us-east-1'] });
    const env = { ...settingsAt(emulator, file), ...noTokens };
    const startedAt = performance.now();
    expect(await checkOnline({ ...env, STS_RATE: '2' })).toMatchObject({ code: 0 });
    // Two at once, and six more.
    expect(performance.now() - startedAt).toBeGreaterThan(2_900);
    expect(emulator.calls.get('AssumeRole')).toBe(8);
  });

  const withStore = (port: number, more: object = {}) => ({
    CURSOR_SECRET: 'x'.repeat(32),
    REDIS_URL: `redis://127.0.0.1:${port}`,
    ...noTokens,
    ...more,
  });

  testWithRedis('asks the store, with its password', async () => {
    const emulator = await start();
    const { port, pause } = await startRedis({ password: 'swordfish' });
    const passwordFile = join(newFolder(), 'password');
    writeFileSync(passwordFile, 'swordfish\n');
    const env = { ...settingsAt(emulator), ...withStore(port, { REDIS_PASSWORD_FILE: passwordFile }) };
    const about = `store at 127.0.0.1:${port}`;
    expect(await checkOnline(env)).toMatchObject({ code: 0, lines: [`ok      ${about}`, expect.anything()] });
    writeFileSync(passwordFile, 'guess');
    const { code, lines } = await checkOnline(env);
    expect([code, lines[0]]).toEqual([
      1,
      expect.stringMatching(
        new RegExp(
          `^failed {2}${about}: WRONGPASS .*; check REDIS_URL, the user, the password and the certificates`,
        ),
      ),
    ]);
    expect(lines.join()).not.toMatch(/guess|swordfish/);
    pause();
    expect((await checkOnline(env)).lines[0]).toContain(`failed  ${about}: no answer within 3000 ms; check`);
  });

  test('says that the store is down', async () => {
    const emulator = await start();
    const port = await freePort();
    const { code, lines } = await checkOnline({ ...settingsAt(emulator), ...withStore(port) });
    expect([code, lines[0]]).toEqual([
      1,
      expect.stringMatching(/^failed {2}store at .*: connect ECONNREFUSED.*; check REDIS_URL/),
    ]);
  });
});
