/** The built gateway with an accounts file that changes, and an embedded EC2 with many accounts as its AWS. */
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WrittenAccounts } from '../../src/config/accountsFile.ts';
import { newFolder } from './cleanUp.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from './emulator.ts';
import type { GraphqlAnswer } from './gateway.ts';
import { withTestLimits } from './limits.ts';
import { emulatorOf } from './manyAccounts.ts';
import { type Program, startProgram } from './process.ts';
import { startTokenIssuer } from './tokens.ts';

export type { WrittenAccounts };

export interface AccountsProgram {
  readonly emulator: Emulator;
  readonly program: Program;
  /** Replaces the accounts file, as Kubernetes replaces the files of a ConfigMap: a symbolic link into another folder. */
  write(file: WrittenAccounts | string): void;
  /** Replaces the issuers file, if there is one. */
  writeIssuers(text: string): void;
  /** Writes a file beside the accounts file. */
  writeSecret(name: string, text: string): void;
  ask(query: string, subject?: string): Promise<GraphqlAnswer & { status: number }>;
  /** The value of a metric, by its name and labels as they are served; undefined when it is not there. */
  metric(series: string): Promise<number | undefined>;
  /** Of the log, by their message. */
  logged(msg: string): Record<string, unknown>[];
  /** What `/health/ready` answers. */
  readiness(): Promise<{ status: number; body: { reasons?: string[] } }>;
}

interface Options {
  readonly file: WrittenAccounts;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly emulator?: EmulatorOptions;
  /** Of the tokens. Default: reading, and creating targets. */
  readonly scopes?: string;
  /** Whether the issuer of tokens is in an issuers file. */
  readonly hasIssuersFile?: boolean;
  /** Called before the gateway starts. */
  readonly prepare?: (emulator: Emulator) => void;
}

export async function startAccountsProgram(options: Options): Promise<AccountsProgram> {
  const { scopes = 'traffic-mirror:read traffic-mirror:target:write' } = options;
  const tokens = await startTokenIssuer();
  const emulator = await startEmulator({ ...emulatorOf({ accounts: 10 }), ...options.emulator });
  options.prepare?.(emulator);
  const folder = newFolder();
  let version = 0;
  const write: AccountsProgram['write'] = (file) => {
    const next = `..${++version}`;
    mkdirSync(join(folder, next));
    writeFileSync(
      join(folder, next, 'accounts.json'),
      typeof file === 'string' ? file : JSON.stringify(file),
    );
    symlinkSync(join(next, 'accounts.json'), join(folder, 'next'));
    renameSync(join(folder, 'next'), join(folder, 'accounts.json'));
  };
  const writeSecret = (name: string, text: string) => writeFileSync(join(folder, name), text);
  for (const [name, text] of Object.entries(options.secrets ?? {})) writeSecret(name, text);
  write(options.file);
  const issuersPath = join(folder, 'issuers.json');
  const writeIssuers = (text: string) => writeFileSync(issuersPath, text);
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience = '', AUTH_JWKS_URL: jwksUrl } = tokens.env;
  if (options.hasIssuersFile)
    writeIssuers(JSON.stringify({ issuers: [{ name: 'corp', issuer, audiences: [audience], jwksUrl }] }));
  const program = startProgram(
    withTestLimits({
      ...(options.hasIssuersFile ? { AUTH_ISSUERS_FILE: issuersPath } : tokens.env),
      EC2_MODE: 'aws',
      AWS_ENDPOINT_URL_EC2: emulator.url,
      AWS_ENDPOINT_URL_ORGANIZATIONS: emulator.url,
      ALLOW_ENDPOINT_OVERRIDE: 'true',
      AWS_ACCESS_KEY_ID: 'AKIAGATEWAY',
      AWS_SECRET_ACCESS_KEY: 'gateway',
      AWS_ACCOUNTS_FILE: join(folder, 'accounts.json'),
      ACCOUNTS_REFRESH_SECONDS: '1',
      AUDIT_FILE: join(folder, 'audit.jsonl'),
      ...options.env,
    }),
  );
  const { url, adminUrl } = await program.ready();
  return {
    emulator,
    program,
    write,
    writeIssuers,
    writeSecret,
    async ask(query, subject = 'alice') {
      const authorization = `Bearer ${await tokens.token(scopes, { sub: subject })}`;
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query }),
      });
      return { status: response.status, ...((await response.json()) as GraphqlAnswer) };
    },
    async metric(series) {
      const text = await (await fetch(`${adminUrl}/metrics`)).text();
      const line = text.split('\n').find((one) => one.startsWith(`${series} `));
      return line === undefined ? undefined : Number(line.split(' ').at(-1));
    },
    logged: (msg) =>
      program
        .output()
        .stdout.split('\n')
        .filter((line) => line.includes(JSON.stringify(msg)))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    async readiness() {
      const response = await fetch(`${adminUrl}/health/ready`);
      return { status: response.status, body: (await response.json()) as { reasons?: string[] } };
    },
  };
}
