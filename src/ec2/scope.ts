/** An account and Region as one caller sees it. */
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Allows, Ec2Action } from './actions.ts';
import { type Budget, unlimited } from './budget.ts';
import { createRecent, type Recent } from './changes/recent.ts';
import { createEc2Client, createLoadBalancingClient, type Ec2ClientOptions } from './clients.ts';
import { type Ec2Observer, nobody } from './observer.ts';
import type { Lane } from './reads/lanes.ts';

/**
 * One account and Region with one set of credentials. Queued reads and their answers belong to a scope, so they cannot reach a caller
 * with other credentials.
 */
export interface Ec2Scope {
  readonly accountId: string;
  readonly region: string;
  /** Created on first use. Send commands through `sender` in `call.ts`, which converts the SDK's errors. */
  readonly client: EC2Client;
  /** The same for Elastic Load Balancing. */
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  /** The request rates of the account and Region, shared by all of its scopes. */
  readonly budget: Budget;
  readonly allows: Allows;
  /** A larger answer of EC2 is not read. */
  readonly maxAnswerBytes: number;
  readonly observer: Ec2Observer;
  /** By Describe action; lanes are added on first use. */
  readonly lanes: Map<Ec2Action, Lane<unknown>>;
  /** What was created and deleted in this account and Region, shared by all of its scopes. */
  readonly recent: Recent;
  /** Closes the connections of the clients that were created. */
  close(): void;
}

/**
 * The name of an account and Region. Names are in the order of the accounts, and of their Regions in each: all account IDs have 12 digits.
 */
export const nameOf = ({ accountId, region }: Pick<Ec2Scope, 'accountId' | 'region'>): string =>
  `${accountId}/${region}`;

/** Whether a resource belongs to the scope's account. EC2 does not always say who owns one. */
export const isOwnedHere = (
  { ownerId }: { readonly ownerId: string | undefined },
  { accountId }: Ec2Scope,
): boolean => ownerId === undefined || ownerId === accountId;

/** 16 MiB. */
export const defaultAnswerBytes = 16_777_216;

export interface Ec2ScopeOptions extends Ec2ClientOptions {
  readonly accountId: string;
  /** Default: 16 MiB. */
  readonly maxAnswerBytes?: number | undefined;
  /** Default: unlimited. */
  readonly budget?: Budget | undefined;
  /** Default: one of its own. */
  readonly recent?: Recent;
  /** Default: none. */
  readonly observer?: Ec2Observer | undefined;
  /** Default: nothing is allowed, until the scope is copied for a caller. */
  readonly allows?: Allows;
}

/** What all callers share in an account and Region. */
export type SharedParts = Required<Pick<Ec2ScopeOptions, 'budget' | 'recent'>>;

/** Makes what is shared in an account and Region; called once for each. */
export type SharedPartsOf = (place: Pick<Ec2Scope, 'accountId' | 'region'>) => SharedParts;

/** Creates a scope. Its clients are created on first use, because most callers use few of their scopes and a client takes about 30 KB. */
export function createScope({
  accountId,
  maxAnswerBytes = defaultAnswerBytes,
  budget = unlimited,
  recent = createRecent(),
  observer = nobody,
  allows = () => false,
  ...options
}: Ec2ScopeOptions): Ec2Scope {
  let client: EC2Client | undefined;
  let loadBalancing: ElasticLoadBalancingV2Client | undefined;
  return {
    accountId,
    region: options.region,
    get client() {
      client ??= createEc2Client(options);
      return client;
    },
    get loadBalancing() {
      loadBalancing ??= createLoadBalancingClient(options);
      return loadBalancing;
    },
    budget,
    observer,
    allows,
    maxAnswerBytes,
    lanes: new Map(),
    recent,
    close() {
      client?.destroy();
      loadBalancing?.destroy();
    },
  };
}
