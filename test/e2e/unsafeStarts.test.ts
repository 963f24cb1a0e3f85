import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ConfigError } from '../../src/config/config.ts';
import { parseStartable } from '../../src/startable.ts';
import { newFolder } from '../support/cleanUp.ts';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { startProgram } from '../support/process.ts';

const folder = newFolder();

function fileOf(name: string, content: string | object): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

mkdirSync(join(folder, 'locked.lock'));

const accountsFile = (name: string, accounts: object) => fileOf(`${name}.json`, { accounts });

const jwt = {
  AUTH_ISSUER: 'https://issuer.example.com/',
  AUTH_AUDIENCE: 'a',
  AUTH_JWKS_URL: 'https://issuer.example.com/jwks',
};
const audit = { AUDIT_FILE: join(folder, 'audit.jsonl') };
const aws = { EC2_MODE: 'aws', AWS_REGION: 'eu-west-1', ...jwt, ...audit };
const store = { CURSOR_SECRET: 'x'.repeat(32), REDIS_URL: 'rediss://redis.example.com' };
const issuerWith = (jwksFile: string) => ({
  ...{ name: 'corp', issuer: 'https://issuer.example.com/', audiences: ['a'] },
  jwksFile,
});
const without = (env: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(env).filter(([key]) => key !== name));

/** What is wrong, the settings, and the one that is named. */
const unsafe: readonly (readonly [what: string, env: Record<string, string>, setting: string])[] = [
  [
    'the real EC2 for everybody',
    { EC2_MODE: 'aws', AWS_REGION: 'eu-west-1', AUTH_MODE: 'none' },
    'AUTH_MODE',
  ],
  ['the embedded EC2 for everybody in the network', { HOST: '0.0.0.0' }, 'AUTH_MODE'],
  ['tokens of any issuer', without(aws, 'AUTH_ISSUER'), 'AUTH_ISSUER'],
  ['tokens for any audience', without(aws, 'AUTH_AUDIENCE'), 'AUTH_AUDIENCE'],
  ['tokens without keys', without(aws, 'AUTH_JWKS_URL'), 'AUTH_JWKS_URL'],
  ['keys over plain HTTP', { ...aws, AUTH_JWKS_URL: 'http://issuer.example.com/jwks' }, 'AUTH_JWKS_URL'],
  ['tokens and no tokens at once', { ...aws, INSECURE_NO_AUTH: 'i-understand' }, 'INSECURE_NO_AUTH'],
  [
    'no authentication without the acknowledgement',
    { HOST: '0.0.0.0', INSECURE_NO_AUTH: 'yes' },
    'INSECURE_NO_AUTH',
  ],
  ...['AWS_ENDPOINT_URL_EC2', 'AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2'].map(
    (name): [string, Record<string, string>, string] => [
      `another endpoint by accident, ${name}`,
      { ...aws, [name]: 'http://127.0.0.1:1' },
      name,
    ],
  ),
  ...['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS'].map((name): [string, Record<string, string>, string] => [
    `another endpoint by the SDK's own setting ${name}`,
    { ...aws, [name]: 'http://127.0.0.1:1' },
    name,
  ]),
  ['no Region', without(aws, 'AWS_REGION'), 'AWS_REGION'],
  [
    'a store in plain text',
    { ...aws, CURSOR_SECRET: 'x'.repeat(32), REDIS_URL: 'redis://redis.example.com' },
    'REDIS_URL',
  ],
  [
    'traces in plain text',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example.com:4318' },
    'OTEL_EXPORTER_OTLP_ENDPOINT',
  ],
  [
    'traces in a protocol that is not sent',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    'OTEL_EXPORTER_OTLP_PROTOCOL',
  ],
  [
    'a policy file that is wrong',
    { POLICY_FILE: fileOf('policies.yaml', 'owner: soc\npolicies: [{name: pci}]\n') },
    'POLICY_FILE',
  ],
  ['replicas whose cursors differ', { ...aws, REPLICAS: '2' }, 'CURSOR_SECRET'],
  ['a manifest that is not there', { OPERATIONS_MANIFEST: join(folder, 'nothing') }, 'OPERATIONS_MANIFEST'],
  [
    'a state that cannot be kept',
    { EMULATOR_STATE_FILE: join(folder, 'no', 'state') },
    'EMULATOR_STATE_FILE',
  ],
  ['a seed that there is not', { EMULATOR_SEED: 'wide:0' }, 'EMULATOR_SEED'],
  [
    'a network description that is not there',
    { EMULATOR_SEED: `file:${join(folder, 'network.json')}` },
    'EMULATOR_SEED',
  ],
  [
    'an accounts file that is wrong',
    { ...aws, AWS_ACCOUNTS_FILE: accountsFile('empty', {}) },
    'AWS_ACCOUNTS_FILE',
  ],
  [
    'an accounts file that is not there',
    { ...aws, AWS_ACCOUNTS_FILE: join(folder, 'none.json') },
    'AWS_ACCOUNTS_FILE',
  ],
  ['changes without an audit file', without(aws, 'AUDIT_FILE'), 'AUDIT_FILE'],
  ['audit lines among those of the log', { AUDIT_FILE: '/dev/stdout' }, 'AUDIT_FILE'],
  ['one port for everything', { PORT: '45678', ADMIN_PORT: '45678' }, 'ADMIN_PORT'],
  ['an audit file that cannot be written', { AUDIT_FILE: folder }, 'AUDIT_FILE'],
  ['an audit file in a folder that is not there', { AUDIT_FILE: join(folder, 'no', 'audit') }, 'AUDIT_FILE'],
  [
    'an audit file that is not intact',
    { AUDIT_FILE: fileOf('broken.jsonl', '{"v":1,"seq":2}\n') },
    'AUDIT_FILE',
  ],
  ['a secret that can be guessed', { CURSOR_SECRET: 'secret' }, 'CURSOR_SECRET'],
  [
    'a state that is none',
    { EMULATOR_STATE_FILE: fileOf('state.json', '{"schema":0}') },
    'EMULATOR_STATE_FILE',
  ],
  ['a state whose lock is a folder', { EMULATOR_STATE_FILE: join(folder, 'locked') }, 'EMULATOR_STATE_FILE'],
  [
    'a manifest that is none',
    { OPERATIONS_MANIFEST: fileOf('manifest.json', '{"id":1}') },
    'OPERATIONS_MANIFEST',
  ],
  [
    'keys in a file that is not there',
    { ...without(aws, 'AUTH_JWKS_URL'), AUTH_JWKS_FILE: join(folder, 'keys.json') },
    'AUTH_JWKS_FILE',
  ],
  [
    'an issuer whose file has no keys',
    { AUTH_ISSUERS_FILE: fileOf('issuers.json', { issuers: [issuerWith(fileOf('no.json', { keys: [] }))] }) },
    'AUTH_ISSUERS_FILE',
  ],
  [
    'issuers that are wrong',
    { AUTH_ISSUERS_FILE: fileOf('none.json', { issuers: [] }) },
    'AUTH_ISSUERS_FILE',
  ],
  [
    'an external ID that is not there',
    {
      ...aws,
      AWS_ACCOUNTS_FILE: accountsFile('ids', {
        '123456789012': {
          regions: ['eu-west-1'],
          roleArn: 'arn:aws:iam::123456789012:role/gateway',
          externalIdFile: 'nothing',
        },
      }),
    },
    'AWS_ACCOUNTS_FILE',
  ],
  [
    'certificates of the store that are none',
    { ...aws, ...store, REDIS_CA_FILE: fileOf('ca.pem', 'none') },
    'REDIS_CA_FILE',
  ],
];

test.each(unsafe)('%s does not start, and the setting is named', async (_, env, setting) => {
  const wrong = await parseStartable({ PORT: '0', ...env }, true).catch((error: ConfigError) => error);
  expect((wrong as ConfigError).problems.map((line) => line.split(':')[0])).toEqual(
    expect.arrayContaining([setting]),
  );
});

// A program of its own for each takes long. The settings that are left out are parsed at one place; the files are opened later.
test.each(
  unsafe.filter(
    ([what, , setting]) => what === unsafe[0]?.[0] || /^(AUDIT|EMULATOR_STATE)_FILE$/.test(setting),
  ),
)(
  '%s: the program ends with exit code 78 and one line that names the setting. The check says the same',
  async (_, env, setting) => {
    const [{ code, problems, stdout, stderr }, checked] = await Promise.all([
      startAndEnd(env),
      checkAndEnd(env),
    ]);
    expect(code).toBe(78);
    expect(problems.map((line) => line.split(':')[0])).toEqual(expect.arrayContaining([setting]));
    expect(stdout).not.toContain('"msg":"ready"');
    expect(checked).toMatchObject({ code: 78, stderr, stdout: '' });
  },
);

test('all problems are named at once, whether they are in the settings or in files', async () => {
  const env = {
    PORT: 'x',
    AUTH_JWKS_FILE: join(folder, 'nothing'),
    AUTH_ISSUER: 'https://issuer.example.com/',
    AUTH_AUDIENCE: 'a',
    AWS_ACCOUNTS_FILE: join(folder, 'nothing'),
    OPERATIONS_MANIFEST: join(folder, 'nothing'),
    EMULATOR_STATE_FILE: join(folder, 'no', 'state'),
    AUDIT_FILE: fileOf('broken.jsonl', '{"v":1,"seq":2}\n'),
  };
  const { code, problems, stderr } = await startAndEnd(env);
  expect([code, problems.map((line) => line.split(':')[0])]).toEqual([
    78,
    [
      'PORT',
      'AWS_ACCOUNTS_FILE',
      'EMULATOR_STATE_FILE',
      'OPERATIONS_MANIFEST',
      'AUTH_JWKS_FILE',
      'AUDIT_FILE',
    ],
  ]);
  expect(await checkAndEnd(env)).toMatchObject({ code: 78, stderr });
});

describe("the gateway's own credentials", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    const accounts = { AKIAGATEWAY: { accountId: '555555555555', secretAccessKey: 'gateway' } };
    emulator = await startEmulator({ accounts });
  });

  const roleArn = 'arn:aws:iam::210987654321:role/traffic-mirror-gateway';
  /** Settings with an accounts file, and credentials of account 555555555555. */
  const settings = (name: string, accounts: object) => ({
    ...aws,
    AWS_ENDPOINT_URL_EC2: emulator.url,
    ALLOW_ENDPOINT_OVERRIDE: 'true',
    AWS_ACCESS_KEY_ID: 'AKIAGATEWAY',
    AWS_SECRET_ACCESS_KEY: 'gateway',
    AWS_ACCOUNTS_FILE: accountsFile(name, accounts),
    // There is no issuer to fetch keys from.
    ...{ AUTH_MODE: 'none', INSECURE_NO_AUTH: 'i-understand', AUTH_ISSUER: '', AUTH_JWKS_URL: '' },
  });

  test('of an account other than the one they would be used for do not start: exit code 78, and what to do', async () => {
    const accounts = {
      '123456789012': { regions: ['us-east-1'] },
      '210987654321': { regions: ['us-east-1'], roleArn },
    };
    const { code, problems } = await startAndEnd(settings('stranger', accounts));
    expect([code, problems]).toEqual([
      78,
      [
        "AWS_ACCOUNTS_FILE: accounts.123456789012: has no roleArn, so the gateway's own credentials would be used, which belong to account 555555555555; add a roleArn, or run the gateway with credentials of 123456789012",
      ],
    ]);
  });

  test('that STS rejects do not start, even if all accounts have roles: one line says why and what to do', async () => {
    const accounts = { '210987654321': { regions: ['us-east-1'], roleArn } };
    const { code, stderr } = await startAndEnd({
      ...settings('guessed', accounts),
      AWS_SECRET_ACCESS_KEY: 'guess',
    });
    expect(code).toBe(1);
    const lines = stderr.split('\n').filter((line) => line.startsWith('cannot start'));
    expect(lines).toEqual([
      expect.stringMatching(
        /\(sts:GetCallerIdentity\): SignatureDoesNotMatch: .+; check that the process has valid AWS credentials/,
      ),
    ]);
    expect(stderr).not.toContain('guess');
  });

  test.each<[string, Record<string, object>]>([
    ['of the account that has no role', { '555555555555': { regions: ['us-east-1'] } }],
    [
      'of an account that is not listed, if all listed accounts have roles',
      { '210987654321': { regions: ['us-east-1'], roleArn } },
    ],
  ])('%s start, even without AWS_REGION, with a warning if they do not expire', async (name, accounts) => {
    const program = startProgram({ ...settings(name, accounts), AWS_REGION: '' });
    await program.ready();
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
    expect(program.output().stdout).toMatch(
      /"msg":"the AWS credentials are an access key that does not expire/,
    );
  });

  test('in the embedded mode are always those of its one account', async () => {
    const file = accountsFile('embedded', { '210987654321': { regions: ['us-east-1'] } });
    const { code, problems, stderr } = await startAndEnd({ AWS_ACCOUNTS_FILE: file });
    expect([code, problems]).toEqual([78, [expect.stringContaining('which belong to account 123456789012')]]);
    expect(await checkAndEnd({ AWS_ACCOUNTS_FILE: file })).toMatchObject({ code: 78, stderr });
  });
});

const checkAndEnd = (env: Record<string, string>) => startAndEnd(env, ['--check-config']);

async function startAndEnd(env: Record<string, string>, args: readonly string[] = []) {
  const program = startProgram(env, [process.execPath, 'dist/main.js', ...args]);
  const code = await program.ended();
  const { stdout, stderr } = program.output();
  const lines = stderr.split('\n').filter((line) => line.startsWith('  '));
  return { code, problems: lines.map((line) => line.trim()), stdout, stderr };
}
