/** An account and Region as one caller sees it. */
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Allows, Ec2Action } from './actions.ts';
import { type Budget, unlimited } from './budget.ts';
import { createEc2Client, type Ec2ClientOptions } from './clients.ts';
import { type Ec2Observer, nobody } from './observer.ts';
import type { Lane } from './reads/lanes.ts';

/**
 * One account and Region with one set of credentials. Whatever is kept of EC2's answers, or waits for them, belongs to a scope, so it
 * cannot reach a caller with other credentials.
 */
export interface Ec2Scope {
  readonly accountId: string;
  readonly region: string;
  /** Made when it is first read. Send commands through `call`, which projects the SDK's errors. */
  readonly client: EC2Client;
  /** The request rates of the account and Region, shared by all of its scopes. */
  readonly budget: Budget;
  readonly allows: Allows;
  readonly observer: Ec2Observer;
  /** Filled as lanes are needed. */
  readonly lanes: Map<Ec2Action, Lane<unknown>>;
  /** Closes the client's connections, if it was made. */
  close(): void;
}

export interface Ec2ScopeOptions extends Ec2ClientOptions {
  readonly accountId: string;
  /** Default: no limits. */
  readonly budget?: Budget | undefined;
  /** Default: none. */
  readonly observer?: Ec2Observer | undefined;
  /** Default: nothing is allowed until the scope is given to a caller. */
  readonly allows?: Allows;
}

/** Creates a scope without a client: most callers use few of the scopes open to them, and a client takes about 30 KB. */
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
      client ??= createEc2Client(options);
      return client;
    },
    budget,
    observer,
    allows,
    lanes: new Map(),
    close: () => client?.destroy(),
  };
}
