import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startProgram } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'unsafe-'));
const badAccounts = join(folder, 'accounts.json');
writeFileSync(badAccounts, '{"accounts":{}}');

const jwt = {
  AUTH_ISSUER: 'https://issuer.example.com/',
  AUTH_AUDIENCE: 'a',
  AUTH_JWKS_URL: 'https://issuer.example.com/jwks',
};
const aws = { EC2_MODE: 'aws', AWS_REGION: 'eu-west-1', ...jwt };
const without = (env: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(env).filter(([key]) => key !== name));

test.each<[string, Record<string, string>, string]>([
  [
    'the real EC2 for everybody',
    { EC2_MODE: 'aws', AWS_REGION: 'eu-west-1', AUTH_MODE: 'none' },
    'AUTH_MODE',
  ],
  ['the embedded EC2 for everybody in the network', { HOST: '0.0.0.0' }, 'AUTH_MODE'],
  ['tokens of any issuer', without(aws, 'AUTH_ISSUER'), 'AUTH_ISSUER'],
  ['tokens for any audience', without(aws, 'AUTH_AUDIENCE'), 'AUTH_AUDIENCE'],
  ['tokens without keys', without(aws, 'AUTH_JWKS_URL'), 'AUTH_JWKS_URL'],
  ['keys over an open line', { ...aws, AUTH_JWKS_URL: 'http://issuer.example.com/jwks' }, 'AUTH_JWKS_URL'],
  ['tokens and no tokens at once', { ...aws, INSECURE_NO_AUTH: 'i-understand' }, 'INSECURE_NO_AUTH'],
  [
    'no word on what it means to ask nobody',
    { HOST: '0.0.0.0', INSECURE_NO_AUTH: 'yes' },
    'INSECURE_NO_AUTH',
  ],
  [
    'another endpoint by accident',
    { ...aws, AWS_ENDPOINT_URL_EC2: 'http://127.0.0.1:1' },
    'AWS_ENDPOINT_URL_EC2',
  ],
  ['no Region', without(aws, 'AWS_REGION'), 'AWS_REGION'],
  ['an accounts file that is wrong', { ...aws, AWS_ACCOUNTS_FILE: badAccounts }, 'AWS_ACCOUNTS_FILE'],
  [
    'an accounts file that is not there',
    { ...aws, AWS_ACCOUNTS_FILE: join(folder, 'none.json') },
    'AWS_ACCOUNTS_FILE',
  ],
  ['a secret that can be guessed', { CURSOR_SECRET: 'secret' }, 'CURSOR_SECRET'],
])('%s does not start: exit code 78 and one line that names the setting', async (_, env, setting) => {
  const program = startProgram({ PORT: '0', ...env });
  expect(await program.ended()).toBe(78);
  const lines = program
    .output()
    .stderr.split('\n')
    .filter((line) => line.startsWith('  '));
  expect(lines.map((line) => line.trim().split(':')[0])).toEqual(expect.arrayContaining([setting]));
  expect(program.output().stdout).not.toContain('"msg":"ready"');
});
