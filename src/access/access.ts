/** Which accounts and Regions a caller may use. */
import { LRUCache } from 'lru-cache';
import type { Caller } from '../caller.ts';
import type { Allows, Ec2Action } from '../ec2/actions.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import { createScopes, type Scopes } from '../ec2/scopes.ts';
import { ec2PermissionsOf } from './sessionPolicy.ts';

/** How many callers' scopes are kept, with their credentials, lanes and connections. */
export const maxCallers = 1_000;

export interface Access {
  /** @returns undefined when the caller may not use any account. */
  scopesFor(caller: Pick<Caller, 'subject' | 'permissions'>): Scopes | undefined;
  /** Whether the gateway serves an account, to whichever callers. */
  serves(accountId: string): boolean;
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
export function createSharedAccess(home: Ec2Scope, ...others: readonly Ec2Scope[]): Access {
  const known = new LRUCache<string, Scopes>({ max: maxCallers });
  return {
    scopesFor: ({ permissions }) => {
      const relevant = ec2PermissionsOf(permissions);
      const key = JSON.stringify(relevant);
      const allows: Allows = (permission) => relevant.includes(permission);
      // The copy uses the client of the original, which all callers share.
      const forCaller = (scope: Ec2Scope) => ({ ...scope, allows, lanes: new Map() });
      const scopes = known.get(key) ?? createScopes(forCaller(home), ...others.map(forCaller));
      known.set(key, scopes);
      return scopes;
    },
    serves: (accountId) => [home, ...others].some((scope) => scope.accountId === accountId),
    waiting: () => waitingIn(known.values()),
    stop: () => {
      for (const scope of [home, ...others]) scope.close();
    },
  };
}

/** Sums over scopes: metrics show how long the queues are, not whose they are. */
export function waitingIn(all: Iterable<Scopes>): Iterable<readonly [Ec2Action, number]> {
  const counts = new Map<Ec2Action, number>();
  for (const scopes of all)
    for (const scope of scopes.all)
      for (const [action, lane] of scope.lanes) counts.set(action, (counts.get(action) ?? 0) + lane.waiting);
  return counts;
}
