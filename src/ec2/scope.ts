/** An account and Region as one caller sees it. */
import type { Allows } from './actions.ts';
import { type Budget, unlimited } from './budget.ts';
import { createRecent, type Recent } from './changes/recent.ts';
import type { Ec2ClientOptions } from './clients.ts';
import { type Connection, createConnection } from './connection.ts';
import { type Ec2Observer, nobody } from './observer.ts';
import type { Place } from './place.ts';

export type { Place };

/**
 * One account and Region with one set of credentials. Queued reads and their answers belong to its connection, so they cannot reach a
 * caller with other credentials.
 */
export interface Ec2Scope extends Place {
  /** Made when it is first used. It may be another one each time, so it must not be kept. */
  connection(): Connection;
  /** The request rates of the account and Region, shared by all of its scopes. */
  readonly budget: Budget;
  readonly allows: Allows;
  /** A larger answer of EC2 is not read. */
  readonly maxAnswerBytes: number;
  readonly observer: Ec2Observer;
  /** What was created and deleted in this account and Region, shared by all of its scopes. */
  readonly recent: Recent;
}

/**
 * The name of an account and Region. Names are in the order of the accounts, and of their Regions in each: all account IDs have 12 digits.
 */
export const nameOf = ({ accountId, region }: Place): string => `${accountId}/${region}`;

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
export type SharedPartsOf = (place: Place) => SharedParts;

/** Creates a scope with a connection of its own. */
export function createScope({
  accountId,
  maxAnswerBytes = defaultAnswerBytes,
  budget = unlimited,
  recent = createRecent(),
  observer = nobody,
  allows = () => false,
  ...options
}: Ec2ScopeOptions): Ec2Scope {
  const connection = createConnection(options);
  const { region } = options;
  return {
    accountId,
    region,
    connection: () => connection,
    budget,
    observer,
    allows,
    maxAnswerBytes,
    recent,
  };
}
