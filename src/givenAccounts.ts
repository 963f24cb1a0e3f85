/** The accounts that the settings give: opens the accounts file, and says what in it cannot be served. */
import { type Accounts, accountsWithoutRole, namedByNobody } from './config/accounts.ts';
import { type Config, ConfigError } from './config/config.ts';
import { openAccounts, readAccountsFile } from './config/readAccounts.ts';
import { createIssuerNames } from './config/trusted.ts';

export type GivenAccounts = NonNullable<Awaited<ReturnType<typeof openGivenAccounts>>>;

/** @returns undefined without an accounts file. @throws ConfigError with every problem in the file. */
export async function openGivenAccounts({ awsAccountsFile: path }: Config) {
  if (path === undefined) return undefined;
  const file = await readAccountsFile(path);
  if ('problems' in file) throw toConfigError(file.problems);
  const opened = await openAccounts(path, file, file.organization === undefined ? [] : undefined);
  if ('problems' in opened) throw toConfigError(opened.problems);
  return { path, file, accounts: opened, fingerprint: opened.fingerprint };
}

/**
 * @param ownAccountId of the gateway's own credentials; undefined: not known, so nothing is said about accounts without a role.
 * @returns what names why accounts cannot be served: a line for each reason.
 */
export function createRefuse({ auth }: Config, ownAccountId: string | undefined) {
  const issuerNames = auth.mode === 'jwt' ? createIssuerNames(auth) : () => [];
  return (accounts: Accounts): string[] => [
    ...(ownAccountId === undefined ? [] : accountsWithoutRole(ownAccountId, accounts)),
    ...namedByNobody(issuerNames(), accounts),
  ];
}

/** @param problems one line each. @throws ConfigError if there are any. */
export function throwProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw toConfigError(problems);
}

const toConfigError = (problems: readonly string[]) =>
  new ConfigError(problems.map((line) => `AWS_ACCOUNTS_FILE: ${line}`));
