/** The label of an account. Account numbers are not for the public port, and each of them is some series. */
import type { Config } from '../../config/config.ts';
import { createBoundedNames } from '../boundedNames.ts';

export type AccountLabelSettings = Pick<Config, 'adminPort' | 'metricsAccounts'>;

/** @returns a function that gives the first accounts labels of their own, and all further ones `other`; or none of them any. */
export function createAccountLabels({
  adminPort,
  metricsAccounts,
}: AccountLabelSettings): (accountId: string) => { readonly account?: string } {
  if (adminPort === undefined || metricsAccounts === 0) return () => ({});
  const toAccount = createBoundedNames(metricsAccounts);
  return (accountId) => ({ account: toAccount(accountId) });
}
