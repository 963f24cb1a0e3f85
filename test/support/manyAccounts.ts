/** Many accounts: the accounts file for them, and gateways over an embedded EC2 that has a small estate in each. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../src/config/accountsFile.ts';
import { numberedAccountIds, numberedKeys } from '../../src/emulator/identity/numberedAccounts.ts';
import { newFolder } from './cleanUp.ts';
import type { EmulatorOptions } from './emulator.ts';
import { type RoleGateway, roleOf, startRoleGateway } from './roleGateway.ts';

/** How many accounts an organization has with which the gateway must get along. */
export const manyAccounts = 201;
export const bothRegions = ['eu-west-1', 'us-east-1'] as const;

interface Many {
  /** Default: 201. */
  readonly accounts?: number;
  /** Default: two. */
  readonly regions?: readonly string[];
}

/** An embedded EC2 in which every one of the accounts has a small estate, the first one included. The others are as with `--accounts 201`. */
export function emulatorOf({ accounts = manyAccounts, regions = bothRegions }: Many = {}): EmulatorOptions {
  const accountIds = numberedAccountIds(accounts);
  return { seed: 'empty', accounts: numberedKeys(accountIds), smallEstates: { accountIds, regions } };
}

/** The accounts file, with a role for each account. */
export function accountsFileOf({ accounts = manyAccounts, regions = bothRegions }: Many = {}) {
  const entries = numberedAccountIds(accounts).map((id): [string, Entry] => [
    id,
    { regions: [...regions], roleArn: roleOf(id) },
  ]);
  return { accounts: Object.fromEntries(entries) };
}

/** @returns the path of an accounts file, for a gateway that runs as a program. */
export function writeAccountsFile(many: Many = {}): string {
  const path = join(newFolder(), 'accounts.json');
  writeFileSync(path, JSON.stringify(accountsFileOf(many)));
  return path;
}

/** @param env settings of the gateway. */
export function startManyAccounts({
  emulator,
  env,
  ...many
}: Many & { emulator?: EmulatorOptions; env?: Record<string, string> } = {}): Promise<RoleGateway> {
  return startRoleGateway(accountsFileOf(many), { ...emulatorOf(many), ...emulator }, { env });
}
