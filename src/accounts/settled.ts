/** Reads the accounts file when nobody is writing it. */
import { setTimeout as wait } from 'node:timers/promises';
import type { AccountsFile, Problems } from '../config/accountsFile.ts';
import { readAccountsFile } from '../config/readAccounts.ts';

/** @returns what two readings in a row agree on, which are `settleMs` apart. */
export async function readSettled(path: string, settleMs: number): Promise<AccountsFile | Problems> {
  let before = await readAccountsFile(path);
  for (;;) {
    await wait(settleMs, undefined, { ref: false });
    const now = await readAccountsFile(path);
    if (JSON.stringify(now) === JSON.stringify(before)) return now;
    before = now;
  }
}
