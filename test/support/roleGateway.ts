/** A gateway with an accounts file and tokens: each caller works through a role of the account, at an embedded STS and EC2. */

import { createRoleAccess, type RoleAccess } from '../../src/access/roles.ts';
import type { Accounts } from '../../src/config/accounts.ts';
import { parseConfig } from '../../src/config/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import type { Logger } from '../../src/log.ts';
import { accountsOf, type WrittenFile } from './accounts.ts';
import { cleanUp } from './cleanUp.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from './emulator.ts';
import type { GraphqlAnswer } from './gateway.ts';
import { createLeakWatch } from './leaks.ts';
import { withTestLimits } from './limits.ts';
import { startTokenIssuer, type TokenIssuer } from './tokens.ts';

export const [ours, theirs] = ['123456789012', '210987654321'] as const;
export const roleOf = (account: string) => `arn:aws:iam::${account}:role/traffic-mirror-gateway`;

/** The account of the gateway's own credentials. */
const own = '555555555555';

interface Asked {
  /** Of the token; default alice@example.com. */
  readonly subject?: string;
  /** Of the token, separated by spaces. */
  readonly scopes: string;
  readonly variables?: object;
  readonly method?: 'POST' | 'GET';
}

export interface RoleGateway {
  readonly url: string;
  readonly emulator: Emulator;
  readonly tokens: TokenIssuer;
  readonly access: RoleAccess;
  /** What the accounts file came to. */
  readonly accounts: Accounts;
  ask(query: string, asked: Asked): Promise<GraphqlAnswer & { status: number }>;
  stop(): Promise<void>;
}

interface More {
  /** Default: one that is searched for secrets. */
  readonly log?: Logger | undefined;
  /** Settings of the gateway. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** How often it looks for captures that are over. Default: never, so that a test can count calls. */
  readonly sweepEveryMs?: number;
}

/** @param file the accounts file. The demo data are in `ours`. */
export async function startRoleGateway(
  file: WrittenFile,
  options: EmulatorOptions = {},
  { log, env, sweepEveryMs = 0 }: More = {},
): Promise<RoleGateway> {
  const accounts = await accountsOf(file);
  const tokens = await startTokenIssuer();
  const emulator = await startEmulator({
    seed: 'demo',
    accountId: ours,
    ...options,
    accounts: { AKIAGATEWAY: { accountId: own, secretAccessKey: 'gateway' }, ...options.accounts },
  });
  const config = parseConfig({ PORT: '0', ...withTestLimits({ ...tokens.env, ...env }) });
  const metrics = createMetrics(config);
  const access = createRoleAccess(accounts, {
    stsRate: config.stsRate,
    endpoint: emulator.url,
    credentials: { accessKeyId: 'AKIAGATEWAY', secretAccessKey: 'gateway' },
    observer: metrics,
  });
  const leaks = createLeakWatch();
  const gateway = await startGateway(config, { access }, log ?? leaks.log, metrics, {
    sweepEveryMs,
    policiesEveryMs: 0,
  });
  const stop = cleanUp(async () => {
    await gateway.stop(1_000);
    await emulator.stop();
    await tokens.stop();
    leaks.report();
  });
  return {
    url: gateway.url,
    emulator,
    tokens,
    access,
    accounts,
    async ask(query, { subject = 'alice@example.com', scopes, variables = {}, method = 'POST' }) {
      const authorization = `Bearer ${await tokens.token(scopes, { sub: subject })}`;
      const headers = { 'content-type': 'application/json', authorization };
      const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
      const response =
        method === 'GET'
          ? await fetch(`${gateway.url}/graphql?${search}`, { headers })
          : await fetch(`${gateway.url}/graphql`, {
              method,
              headers,
              body: JSON.stringify({ query, variables }),
            });
      const text = await response.text();
      leaks.see(text);
      return { status: response.status, ...(JSON.parse(text) as GraphqlAnswer) };
    },
    stop,
  };
}
