/** Many accounts by their number alone, for tests and trials of installations with hundreds of them. */
import type { AccessKey } from './callers.ts';

/** More would need a second look at the memory of their estates. */
export const maxAccounts = 1_000;

/**
 * The first one is the account that AWS's documentation uses in examples; the others are 100000000002, 100000000003 and so on.
 *
 * @param count from 1 to `maxAccounts`.
 */
export const numberedAccountIds = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => (i === 0 ? '123456789012' : String(100_000_000_001 + i)));

/** The access key of each account: its signatures are not checked. */
export const numberedKeys = (accountIds: readonly string[]): Record<string, AccessKey> =>
  Object.fromEntries(accountIds.map((accountId) => [`AKIA${accountId}DEMO`, { accountId }]));
