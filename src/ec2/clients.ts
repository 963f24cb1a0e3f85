/** Makes the EC2 clients: one a (account, Region), with time-outs that the SDK leaves off, and errors projected at the door. */
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type Budget, unlimited } from './budget.ts';
import { currentCost } from './cost.ts';
import { classify, fromSdkError, isThrottle, notText } from './failure.ts';
import { type Ec2Observer, nobody } from './observer.ts';
import type { DescribeInput, Page } from './reads/describe.ts';
import type { Lane } from './reads/lanes.ts';
import { hasOnlyText } from './text.ts';

/**
 * One account and Region as one set of credentials sees them, and what must not be shared beyond these credentials.
 * Everything that is kept of EC2's answers, or waits for them, hangs on a scope; so it cannot reach another one.
 */
export interface Ec2Scope {
  readonly accountId: string;
  readonly region: string;
  /** Made when it is first read. Rejects with an `Ec2Failure`, never with an error of the SDK's. */
  readonly client: EC2Client;
  /** The request rates of the account and Region: the same for all of its scopes. */
  readonly budget: Budget;
  /** Whether the caller holds a scope, for example `traffic-mirror:read`. */
  readonly allows: (scope: string) => boolean;
  readonly observer: Ec2Observer;
  /** The lanes by action; filled as they are needed. */
  readonly lanes: Map<string, AnyLane>;
  /** Closes the client's connections, if it was made. */
  close(): void;
}

/** What a lane holds is known where it was made. */
type AnyLane = Lane<DescribeInput, ReadonlyMap<string, unknown>, Page<unknown>>;

export interface Ec2ScopeOptions extends Ec2ClientOptions {
  readonly accountId: string;
  /** Default: no limits. */
  readonly budget?: Budget | undefined;
  /** Default: nobody. */
  readonly observer?: Ec2Observer;
  /** Default: nothing is allowed, until the scope is given to a caller. */
  readonly allows?: Ec2Scope['allows'];
}

/**
 * Creates a scope without any call, and without a client: most callers use few of the accounts and Regions open to them, and a client
 * takes some 30 KB.
 */
export function createScope({
  accountId,
  budget = unlimited,
  observer = nobody,
  allows = () => false,
  ...options
}: Ec2ScopeOptions): Ec2Scope {
  let client: EC2Client | undefined;
  return {
    accountId,
    region: options.region,
    get client() {
      if (client === undefined) {
        client = createEc2Client(options);
        paceAttempts(client, budget, observer);
      }
      return client;
    },
    budget,
    observer,
    allows,
    lanes: new Map(),
    close: () => client?.destroy(),
  };
}

export interface Ec2ClientOptions {
  readonly region: string;
  /** Where EC2 is; undefined: the Region's public endpoint. */
  readonly endpoint?: string | undefined;
  /** Undefined: the SDK's default chain. */
  readonly credentials?: EC2ClientConfig['credentials'];
  /** Default: one of its own. */
  readonly retries?: StandardRetryStrategy | undefined;
}

const maxAttempts = 3;

/**
 * Decides what is sent again, and stops when too much of it fails. It belongs to an account and Region: with one a caller, many
 * callers would send a multiple to an EC2 that is overloaded already.
 */
export const createRetries = () => new StandardRetryStrategy(maxAttempts);

/** Creates a client without any call. Its sockets are kept alive until `destroy()`. */
export function createEc2Client(options: Ec2ClientOptions): EC2Client {
  const client = new EC2Client({
    region: options.region,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    maxAttempts,
    retryStrategy: options.retries ?? createRetries(),
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: 5_000,
      // Without it the SDK only warns and goes on waiting.
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 50 },
      httpsAgent: { keepAlive: true, maxSockets: 50 },
    }),
  });
  // It copies every answer for a log that nobody keeps.
  client.middlewareStack.remove('loggerMiddleware');
  projectErrors(client);
  refuseOddText(client);
  return client;
}

/**
 * Turns every error of the client into an `Ec2Failure` that knows whether some attempt may have been carried out.
 *
 * The SDK reports only its last attempt. A first one that was applied and whose answer was lost, followed by one that
 * could not connect, would look as if nothing had happened; so each attempt is judged inside the retry loop.
 */
function projectErrors(client: EC2Client): void {
  const doubtful = new WeakSet<object>();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (classify(error) !== 'refused' && classify(error) !== 'unreachable') doubtful.add(context);
        throw error;
      }
    },
    // The retry loop stands first in this step, so whatever follows runs once an attempt.
    { name: 'judgeAttempt', step: 'finalizeRequest', priority: 'low' },
  );
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw fromSdkError(error, doubtful.has(context));
      }
    },
    { name: 'projectErrors', step: 'initialize', priority: 'high' },
  );
}

/**
 * Refuses what cannot be written into a query. The SDK (client-ec2 3.1169) fails in the middle of it, at half of a surrogate pair, and
 * sends what it has written so far with the next call of the client, whoever makes that.
 */
function refuseOddText(client: EC2Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      if (!hasOnlyText(args.input)) throw notText();
      return next(args);
    },
    { name: 'refuseOddText', step: 'initialize', priority: 'low' },
  );
}

/** Lets every attempt of every call wait for the budget, and tells of it. */
function paceAttempts(client: EC2Client, budget: Budget, observer: Ec2Observer): void {
  const repeated = new WeakSet<object>();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const action = (context.commandName ?? '').replace(/Command$/, '');
      const askedAtMs = performance.now();
      await budget.take(action, 'DryRun' in args.input && args.input.DryRun === true);
      const sentAtMs = performance.now();
      charge(sentAtMs - askedAtMs, repeated.has(context));
      repeated.add(context);
      let result = 'ok';
      try {
        return await next(args);
      } catch (error) {
        result = isThrottle(error) ? 'throttled' : classify(error);
        if (result === 'throttled') budget.drain(action);
        throw error;
      } finally {
        observer.called(action, result, (performance.now() - sentAtMs) / 1_000);
      }
    },
    { name: 'paceAttempts', step: 'finalizeRequest', priority: 'low' },
  );
}

function charge(waitedMs: number, isRetry: boolean): void {
  const cost = currentCost();
  if (cost === undefined) return;
  cost.calls++;
  cost.waitedMs += waitedMs;
  if (isRetry) cost.retries++;
}
