/** What an accounts file comes to that has no files of its own with external IDs. */
import type { Accounts } from '../../src/config/accounts.ts';
import { type AccountsFile, type Entry, parseAccountsFile } from '../../src/config/accountsFile.ts';
import { openAccounts } from '../../src/config/readAccounts.ts';

/** An accounts file before it is written. */
export type WrittenFile = Partial<Omit<AccountsFile, 'accounts' | 'approvedTargets'>> & {
  readonly accounts: Readonly<Record<string, Entry>>;
  readonly approvedTargets?: object;
};

/** @throws with every problem. */
export async function accountsOf(file: WrittenFile): Promise<Accounts> {
  const parsed = parseAccountsFile(JSON.stringify(file));
  const opened = 'problems' in parsed ? parsed : await openAccounts('accounts.json', parsed, []);
  if ('problems' in opened) throw new Error(opened.problems.join('\n'));
  return opened;
}
