/** The accounts that are served: what the accounts file says of each, with the templates filled in and the external IDs read. */
import { isAbsolute, join } from 'node:path';
import { ownSubjects } from '../caller.ts';
import {
  type AccountsFile,
  type ApprovedTargets,
  type Entry,
  externalIdPattern,
  notExternalId,
  placeholder,
} from './accountsFile.ts';
import type { Problems } from './json.ts';

export type { ApprovedTargets };

/** With several issuers, the name of the issuer stands in front of each. */
export interface AccountAccess {
  readonly subjects: readonly string[];
  readonly groups: readonly string[];
}

export interface Account {
  readonly regions: readonly string[];
  /** Absent: the gateway uses its own credentials, which must belong to this account. */
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
  /** Who may use the account; absent: every caller. */
  readonly access?: AccountAccess | undefined;
}

export interface Accounts {
  /** Where requests go that name no account and Region; absent: to the first Region of the first account. */
  readonly home?: { readonly accountId: string; readonly region: string } | undefined;
  /** By account ID. */
  readonly accounts: Readonly<Record<string, Account>>;
  readonly approvedTargets?: ApprovedTargets | undefined;
}

/** The content of a file with an external ID, or why it cannot be used. */
export type Secret = { readonly text: string } | { readonly problem: string };

/** An account with its template filled in. Its external ID may still be in a file. */
type Described = Omit<Account, 'externalId'> & Pick<Entry, 'externalId' | 'externalIdFile'>;

/**
 * @param found the accounts that were found in the organization. Those that the file names are as it says.
 * @returns by account ID, those of the file first.
 */
export function describeAccounts(file: AccountsFile, found: readonly string[]): Record<string, Described> {
  const { accounts, organization, templates } = file;
  const entries = Object.entries(accounts);
  for (const id of found)
    if (organization !== undefined && !organization.exclude.includes(id) && !Object.hasOwn(accounts, id))
      entries.push([id, { use: organization.use }]);
  return Object.fromEntries(entries.map(([id, entry]) => [id, describe(id, entry, templates)]));
}

function describe(id: string, entry: Entry, templates: AccountsFile['templates']): Described {
  const { use = '', callers, externalId, ...own } = entry;
  const base = Object.hasOwn(templates, use) ? templates[use] : undefined;
  const { regions = [], roleArn, externalIdFile, access } = { ...base, ...own };
  const fill = (text: string | undefined) => text?.replaceAll(placeholder, id);
  return {
    regions,
    roleArn: fill(roleArn),
    externalId,
    externalIdFile: externalId === undefined ? fill(externalIdFile) : undefined,
    access: callers === undefined ? access : { subjects: callers, groups: [] },
  };
}

/** The paths of the files with external IDs. @param folder of the accounts file. */
export const secretPaths = (described: Readonly<Record<string, Described>>, folder: string): string[] =>
  Object.values(described).flatMap(({ externalIdFile }) =>
    externalIdFile === undefined ? [] : [toPath(externalIdFile, folder)],
  );

const toPath = (path: string, folder: string) => (isAbsolute(path) ? path : join(folder, path));

/** The accounts of the file, and those found in the organization that cannot be served: a line for each. */
export interface Resolved extends Accounts {
  readonly leftOut: readonly string[];
}

interface Where {
  /** Of the accounts file. */
  readonly folder: string;
  /** False while the accounts of the organization are not known. */
  readonly isWhole: boolean;
}

/** @returns the accounts, or every problem. What is wrong with an account that was only found leaves that one out. */
export function resolveAccounts(
  file: AccountsFile,
  described: Readonly<Record<string, Described>>,
  secrets: ReadonlyMap<string, Secret>,
  { folder, isWhole }: Where,
): Resolved | Problems {
  const accounts: Record<string, Account> = {};
  const problems: string[] = [];
  const leftOut: string[] = [];
  for (const [id, { externalIdFile, ...account }] of Object.entries(described)) {
    const path = externalIdFile === undefined ? undefined : toPath(externalIdFile, folder);
    const secret = path === undefined ? { text: account.externalId } : check(path, secrets.get(path));
    const problem = 'problem' in secret ? `externalIdFile: ${secret.problem}` : problemOf(id, account);
    if (problem !== undefined)
      (Object.hasOwn(file.accounts, id) ? problems : leftOut).push(`accounts.${id}.${problem}`);
    else if ('text' in secret) accounts[id] = { ...account, externalId: secret.text };
  }
  const { home, approvedTargets } = file;
  if (home !== undefined && isWhole && problems.length === 0 && !isServed(home, accounts))
    problems.push(
      `home: ${home.accountId} in ${home.region} is not among the accounts; add it, or name another one`,
    );
  return problems.length > 0 ? { problems } : { home, accounts, approvedTargets, leftOut };
}

const isServed = (home: NonNullable<Accounts['home']>, accounts: Accounts['accounts']) =>
  accounts[home.accountId]?.regions.includes(home.region) ?? false;

const problemOf = (id: string, { roleArn }: Account): string | undefined =>
  roleArn !== undefined && !roleArn.includes(`::${id}:`)
    ? `roleArn: must be a role of account ${id}`
    : undefined;

/** Its problem never shows the secret. */
function check(path: string, secret: Secret = { problem: 'was not read' }): Secret {
  if ('problem' in secret) return { problem: `${path} ${secret.problem}` };
  const text = secret.text.trim();
  return externalIdPattern.test(text) ? { text } : { problem: `the content of ${path} ${notExternalId}` };
}

/** One line for each account that needs a role, because the gateway's own credentials belong to `ownAccountId`, but has none. */
export function accountsWithoutRole(
  ownAccountId: string,
  { accounts }: Pick<Accounts, 'accounts'>,
): string[] {
  return Object.entries(accounts)
    .filter(([id, { roleArn }]) => roleArn === undefined && id !== ownAccountId)
    .map(
      ([id]) =>
        `accounts.${id}: has no roleArn, so the gateway's own credentials would be used, which belong to account ${ownAccountId}; add a roleArn, or run the gateway with credentials of ${id}`,
    );
}

/**
 * One line for each caller and group that no token can have, because with several issuers the name of theirs stands in front.
 *
 * @param issuers their names; with only one issuer, callers have no name in front.
 */
export function namedByNobody(
  issuers: readonly (string | undefined)[],
  { accounts }: Pick<Accounts, 'accounts'>,
): string[] {
  if (issuers.length < 2) return [];
  const isNamed = (text: string) =>
    ownSubjects.has(text) || issuers.some((name) => text.startsWith(`${name}:`));
  return Object.entries(accounts).flatMap(([id, { access = { subjects: [], groups: [] } }]) =>
    [...access.subjects, ...access.groups]
      .filter((text) => !isNamed(text))
      .map(
        (text) =>
          `accounts.${id}.access: ${JSON.stringify(text)} has no issuer in front; with several issuers, write ${issuers.map((name) => JSON.stringify(`${name}:${text}`)).join(' or ')}`,
      ),
  );
}
