/** The accounts of an organization, as it has named them last: an empty or failed answer never replaces a good one. */
import type { Organization } from '../config/accountsFile.ts';
import type { Logger } from '../log.ts';
import { createFailure } from './failure.ts';

/** Lists the accounts of an organization. */
export type List = (organization: Organization, signal: AbortSignal) => Promise<readonly string[]>;

export interface Listing {
  /**
   * Asks the organization if it is time to, or if `isAsked`.
   *
   * @returns what it has named last; undefined when it has not named any account yet.
   */
  accountsOf(organization: Organization, isAsked: boolean): Promise<readonly string[] | undefined>;
  /** How long until it is time to ask again, in milliseconds. */
  dueInMs(): number;
  /** Whether the last answer could not be used. */
  isFailed(): boolean;
  /** When it last named accounts, in milliseconds since 1970; 0: never. */
  listedAtMs(): number;
}

/** How long after a failure it is asked again: twice as long after each. */
const retryMs = { first: 1_000, most: 60_000 };

export function createListing(list: List, log: Logger, signal: AbortSignal): Listing {
  const failure = createFailure(log);
  let latest: { readonly key: string; readonly accountIds: readonly string[] } | undefined;
  let [tries, dueAtMs, listedAtMs] = [0, 0, 0];

  async function ask(organization: Organization, key: string): Promise<void> {
    try {
      const accountIds = await list(organization, signal);
      // Nobody closes all accounts of an organization at once: it is a wrong parent, or an answer that is not to be believed.
      if (accountIds.length === 0) throw new Error('it named no active account; check its parents');
      latest = { key, accountIds };
      [tries, listedAtMs] = [0, Date.now()];
      dueAtMs = listedAtMs + organization.refreshMinutes * 60_000;
      failure.clear();
    } catch (error) {
      dueAtMs = Date.now() + Math.min(retryMs.first * 2 ** tries++, retryMs.most);
      if (!signal.aborted) failure.set([`organization: ${(error as Error).message}`]);
    }
  }

  return {
    async accountsOf(organization, isAsked) {
      // Another role or other parents are another list.
      const key = JSON.stringify([organization.roleArn, organization.parents]);
      if (latest?.key !== key || Date.now() >= dueAtMs || isAsked) await ask(organization, key);
      return latest?.key === key ? latest.accountIds : undefined;
    },
    dueInMs: () => Math.max(retryMs.first, dueAtMs - Date.now()),
    isFailed: failure.is,
    listedAtMs: () => listedAtMs,
  };
}
