/** The accounts and Regions that a caller may use, during one request. */
import { type Ec2Scope, nameOf, type Place } from './scope.ts';

export interface Scopes {
  /** The same object for callers who may use the same with the same credentials: their requests may share executions. */
  readonly key: object;
  /** The scope of requests that do not name one. */
  readonly home: Ec2Scope;
  /** All of them, in the order of account and then Region. */
  readonly all: readonly Place[];
  /** @throws RangeError when the place is not among them. */
  at(place: Place): Ec2Scope;
  /** @returns undefined when the caller may not use this account and Region, or the gateway does not serve them. */
  find(accountId: string, region: string): Ec2Scope | undefined;
}

interface ScopesOptions extends Pick<Scopes, 'key' | 'all'> {
  readonly home: Place;
  readonly isOpen: (place: Place) => boolean;
  /** Called once for a place, when it is first asked for. */
  readonly create: (place: Place) => Ec2Scope;
}

export function createScopes({ key, home, all, isOpen, create }: ScopesOptions): Scopes {
  const made = new Map<string, Ec2Scope>();
  function find(accountId: string, region: string): Ec2Scope | undefined {
    const name = nameOf({ accountId, region });
    const known = made.get(name);
    if (known !== undefined || !isOpen({ accountId, region })) return known;
    const scope = create({ accountId, region });
    made.set(name, scope);
    return scope;
  }
  function at({ accountId, region }: Place): Ec2Scope {
    const scope = find(accountId, region);
    if (scope === undefined) throw new RangeError(`account ${accountId} in ${region} is not served`);
    return scope;
  }
  return {
    key,
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
