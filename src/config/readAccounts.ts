/** Reads the accounts file, and the files with external IDs that it names. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describeAccounts, type Resolved, resolveAccounts, type Secret, secretPaths } from './accounts.ts';
import { type AccountsFile, parseAccountsFile } from './accountsFile.ts';
import type { Problems } from './json.ts';

/** @returns what the file says, or every problem. */
export async function readAccountsFile(path: string): Promise<AccountsFile | Problems> {
  try {
    return parseAccountsFile(await readFile(path, 'utf8'));
  } catch (error) {
    return { problems: [`cannot be read: ${(error as Error).message}`] };
  }
}

/** What an accounts file comes to, a fingerprint that is equal only if everything that it comes from is, and whether external IDs in files are a part of that. */
export type Opened = { readonly fingerprint: string; readonly hasSecrets: boolean } & (Resolved | Problems);

/** @param found the accounts that were found in the organization; undefined: not known yet. */
export async function openAccounts(
  path: string,
  file: AccountsFile,
  found: readonly string[] | undefined,
): Promise<Opened> {
  const folder = dirname(path);
  const described = describeAccounts(file, found ?? []);
  const paths = [...new Set(secretPaths(described, folder))];
  const secrets = new Map(await Promise.all(paths.map(async (one) => [one, await readSecret(one)] as const)));
  const read = [...secrets.values()];
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([file, described, read]))
    .digest('hex');
  return {
    fingerprint,
    hasSecrets: paths.length > 0,
    ...resolveAccounts(file, described, secrets, { folder, isWhole: found !== undefined }),
  };
}

const readSecret = (path: string): Promise<Secret> =>
  readFile(path, 'utf8').then(
    (text) => ({ text }),
    ({ message }: Error) => ({ problem: `cannot be read: ${message}` }),
  );
