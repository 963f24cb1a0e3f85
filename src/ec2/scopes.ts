/** The scopes that a caller may use. */
import type { Ec2Scope } from './scope.ts';

export interface Scopes {
  /** The scope of requests that do not name one. */
  readonly home: Ec2Scope;
  /** Every scope, `home` first. */
  readonly all: readonly Ec2Scope[];
  /** @returns undefined when the caller may not use this account and Region, or the gateway does not serve them. */
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
