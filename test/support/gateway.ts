/** A gateway over an embedded EC2 of its own, driven through HTTP as a client would. */
import { existsSync, readFileSync } from 'node:fs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import { createSharedAccess } from '../../src/access/access.ts';
import type { ApprovedTargets } from '../../src/config/accounts.ts';
import { parseConfig } from '../../src/config/config.ts';
import { createBudget, type Paced } from '../../src/ec2/budget.ts';
import type { Mutex } from '../../src/ec2/changes/mutex.ts';
import { createEc2Client } from '../../src/ec2/clients.ts';
import { createScope, type Ec2Scope } from '../../src/ec2/scope.ts';
import { numberedKeys } from '../../src/emulator/identity/numberedAccounts.ts';
import { startGateway } from '../../src/gateway.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import type { Logger } from '../../src/log.ts';
import { cleanUp } from './cleanUp.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from './emulator.ts';
import { createLeakWatch, secretAccessKey } from './leaks.ts';
import { withTestLimits } from './limits.ts';

export interface GraphqlAnswer<Data = Record<string, unknown>> {
  data?: Data | null;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

export interface TestGateway {
  readonly url: string;
  readonly adminUrl: string;
  readonly emulator: Emulator;
  /** A client of the embedded EC2 itself. */
  readonly ec2: EC2Client;
  /** Sends an operation and fails the test unless the answer has no errors. */
  query<Data = Record<string, unknown>>(document: string, variables?: object): Promise<Data>;
  /** Sends an operation and fails the test unless the answer has errors. */
  queryErrors(document: string, variables?: object): Promise<NonNullable<GraphqlAnswer['errors']>>;
  /** Sends an operation and returns the answer, with or without errors. */
  send<Data = Record<string, unknown>>(document: string, variables?: object): Promise<GraphqlAnswer<Data>>;
  /** EC2 calls since the start or the last `resetCalls()`, by action. */
  ec2Calls(): Record<string, number>;
  /**
   * Called after the test anyway. Fails the test if an answer or a log line contained a secret.
   *
   * @param graceMs how long running requests may take; default: a second, so that a failing test ends soon.
   */
  stop(graceMs?: number): Promise<void>;
}

interface Options {
  readonly seed?: EmulatorOptions['seed'];
  readonly emulator?: EmulatorOptions;
  readonly env?: Record<string, string>;
  readonly log?: Logger;
  /** Regions besides us-east-1. */
  readonly moreRegions?: readonly string[];
  /** Accounts besides 123456789012, in us-east-1. */
  readonly moreAccounts?: readonly string[];
  readonly approvedTargets?: ApprovedTargets;
  /** Default: there are no other replicas. */
  readonly mutex?: Mutex;
  /** How often it looks for captures that are over. Default: never, so that a test can count calls. */
  readonly sweepEveryMs?: number;
  /** How often it compares EC2 with the policies. Default: only when a plan is approved. */
  readonly policiesEveryMs?: number;
}

export async function startTestGateway({
  seed = 'demo',
  emulator: emulatorOptions,
  env,
  log,
  moreRegions = [],
  moreAccounts = [],
  approvedTargets,
  mutex,
  sweepEveryMs = 0,
  policiesEveryMs = 0,
}: Options = {}): Promise<TestGateway> {
  const accounts = numberedKeys(moreAccounts);
  const emulator = await startEmulator({ seed, accounts, ...emulatorOptions });
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey };
  const leaks = createLeakWatch();
  const config = parseConfig({ PORT: '0', ...withTestLimits(env) });
  const { ec2BudgetShare: budgetShare } = config;
  const metrics = createMetrics(config);
  const places = [
    ...['us-east-1', ...moreRegions].map((region) => ({ accountId: '123456789012', region })),
    ...moreAccounts.map((accountId) => ({ accountId, region: 'us-east-1' })),
  ];
  const keyOf = new Map(Object.entries(accounts).map(([key, { accountId }]) => [accountId, key]));
  const scopes = places.map((place) => {
    const { accountId } = place;
    const onPaced = (paced: Paced, seconds: number) => metrics.paced(paced, seconds, place);
    const budget = budgetShare === undefined ? undefined : createBudget(budgetShare, onPaced);
    return createScope({
      ...place,
      endpoint: emulator.url,
      credentials: { ...credentials, accessKeyId: keyOf.get(accountId) ?? credentials.accessKeyId },
      budget,
      observer: metrics,
    });
  });
  const [home, ...others] = scopes as [Ec2Scope, ...Ec2Scope[]];
  const gateway = await startGateway(
    config,
    { access: createSharedAccess([home, ...others], approvedTargets) },
    log ?? leaks.log,
    metrics,
    { sweepEveryMs, policiesEveryMs, ...(mutex === undefined ? {} : { mutex }) },
  );
  const ec2 = createEc2Client({ region: 'us-east-1', endpoint: emulator.url, credentials });

  const stop = cleanUp(async (graceMs: number | undefined = 1_000) => {
    const metrics = await fetch(`${gateway.adminUrl}/metrics`).catch(() => undefined);
    leaks.see((await metrics?.text()) ?? '');
    await gateway.stop(graceMs);
    ec2.destroy();
    await emulator.stop();
    const { auditFile = '' } = config;
    if (existsSync(auditFile)) leaks.see(readFileSync(auditFile, 'utf8'));
    leaks.report();
  });

  async function post(document: string, variables: object | undefined) {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: document, variables }),
    });
    const text = await response.text();
    leaks.see(text);
    const explain = () =>
      `HTTP ${response.status}, request ${response.headers.get('x-request-id')}\n${document}\n${JSON.stringify(variables)}\n${text}`;
    return { answer: JSON.parse(text) as GraphqlAnswer, explain };
  }

  return {
    url: gateway.url,
    adminUrl: gateway.adminUrl,
    emulator,
    ec2,
    async query<Data>(document: string, variables?: object) {
      const { answer, explain } = await post(document, variables);
      if (answer.errors || !answer.data) throw new Error(`errors were not expected: ${explain()}`);
      return answer.data as Data;
    },
    async queryErrors(document, variables) {
      const { answer, explain } = await post(document, variables);
      if (!answer.errors) throw new Error(`errors were expected: ${explain()}`);
      return answer.errors;
    },
    async send<Data>(document: string, variables?: object) {
      return (await post(document, variables)).answer as GraphqlAnswer<Data>;
    },
    ec2Calls: () => Object.fromEntries(emulator.calls),
    stop,
  };
}
