/** The accounts and Regions that a caller may use, as one state of the accounts file says. */
import { type Ec2Scope, nameOf, type Place } from './scope.ts';

export interface Scopes {
  /** The scope of requests that do not name one. */
  readonly home: Ec2Scope;
  /** All of them, in the order of account and then Region. */
  readonly all: readonly Place[];
  /** @throws RangeError when the place is not among them. */
  at(place: Place): Ec2Scope;
  /** @returns undefined when the caller may not use this account and Region, or the gateway does not serve them. */
  find(accountId: string, region: string): Ec2Scope | undefined;
}

/** @param find always the same scope for the same place, because what is read names its scope. */
export function createScopes(home: Place, all: readonly Place[], find: Scopes['find']): Scopes {
  function at({ accountId, region }: Place): Ec2Scope {
    const scope = find(accountId, region);
    if (scope === undefined) throw new RangeError(`account ${accountId} in ${region} is not served`);
    return scope;
  }
  return {
    get home() {
      return at(home);
    },
    all,
    at,
    find,
  };
}

/** The order of lists over several accounts and Regions, which cursors rely on. */
export const inOrder = (places: readonly Place[]): Place[] =>
  places.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
