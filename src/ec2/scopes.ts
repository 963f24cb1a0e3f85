/** The accounts and Regions that the gateway serves. */
import type { Ec2Scope } from './scope.ts';

export interface Scopes {
  /** Where a request goes that names no place. */
  readonly home: Ec2Scope;
  /** Every scope, `home` first. */
  readonly all: readonly Ec2Scope[];
  /** @returns undefined when the gateway does not serve this account in this Region. */
  find(accountId: string, region: string): Ec2Scope | undefined;
}

export function createScopes(home: Ec2Scope, ...others: readonly Ec2Scope[]): Scopes {
  const all = [home, ...others];
  return {
    home,
    all,
    find: (accountId, region) =>
      all.find((scope) => scope.accountId === accountId && scope.region === region),
  };
}
