/** Which accounts and Regions a caller may use. */
import { LRUCache } from 'lru-cache';
import type { Caller, Right } from '../caller.ts';
import type { ApprovedTargets } from '../config/accounts.ts';
import type { Allows, Ec2Action } from '../ec2/actions.ts';
import { type Connection, createLanes } from '../ec2/connection.ts';
import type { Ec2Scope, Place } from '../ec2/scope.ts';
import { createScopes, inOrder, type Scopes } from '../ec2/scopes.ts';
import { ec2RightsOf } from './sessionPolicy.ts';

/** For how many callers it is kept what they may use. */
export const maxCallers = 1_000;

/** What the gateway serves, as one state of its accounts file says. A request keeps to the one that it began with. */
export interface Served {
  /** @returns undefined when the caller may not use any account. */
  scopesFor(caller: Pick<Caller, 'subject' | 'issuerName' | 'groups' | 'permissions'>): Scopes | undefined;
  /** All accounts and Regions that the gateway serves, to whichever callers. */
  readonly places: readonly Place[];
  /** The accounts that the gateway serves. */
  readonly accountIds: readonly string[];
  /** Whether the gateway serves an account, to whichever callers. */
  serves(accountId: string): boolean;
  /** Where packets may be sent. Undefined: wherever EC2 and IAM allow. */
  readonly approvedTargets: ApprovedTargets | undefined;
}

export interface Access {
  /** What is served now. */
  now(): Served;
  /** How many reads wait in the lanes of all scopes, by action. */
  waiting(): Iterable<readonly [action: Ec2Action, count: number]>;
  /** Closes every connection. */
  stop(): void;
}

/**
 * Serves every caller with the gateway's own credentials: what a caller may do depends on permissions alone.
 *
 * Only callers with equal permissions share lanes, because a lane reads on behalf of all callers that wait in it.
 */
export function createSharedAccess(
  own: readonly [Ec2Scope, ...Ec2Scope[]],
  approvedTargets?: ApprovedTargets | undefined,
): Access {
  const [home] = own;
  const all = inOrder(own);
  const known = new LRUCache<string, { scopes: Scopes; connections: readonly Connection[] }>({
    max: maxCallers,
  });
  const accountIds = [...new Set(own.map((scope) => scope.accountId))];

  function open(relevant: readonly Right[]) {
    const allows: Allows = (right) => relevant.includes(right);
    const copies = own.map((scope) => {
      // The copy uses the clients of the original, which all callers share.
      const connection = { ...scope.connection(), ...createLanes() };
      return { ...scope, allows, connection: () => connection };
    });
    const scopes = createScopes(home, all, (accountId, region) =>
      copies.find((scope) => scope.accountId === accountId && scope.region === region),
    );
    return { scopes, connections: copies.map(({ connection }) => connection()) };
  }

  const served: Served = {
    scopesFor: ({ permissions }) => {
      const relevant = ec2RightsOf(permissions);
      const key = JSON.stringify(relevant);
      const opened = known.get(key) ?? open(relevant);
      known.set(key, opened);
      return opened.scopes;
    },
    places: all,
    accountIds,
    serves: (accountId) => accountIds.includes(accountId),
    approvedTargets,
  };
  return {
    now: () => served,
    waiting: () => waitingIn([...known.values()].flatMap(({ connections }) => connections)),
    stop: () => {
      for (const scope of own) scope.connection().close();
    },
  };
}

/** Sums over connections: metrics show how long the queues are, not whose they are. */
export function waitingIn(all: Iterable<Pick<Connection, 'lanes'>>): Iterable<readonly [Ec2Action, number]> {
  const counts = new Map<Ec2Action, number>();
  for (const { lanes } of all)
    for (const [action, lane] of lanes()) counts.set(action, (counts.get(action) ?? 0) + lane.waiting);
  return counts;
}
