/** The policy file that the settings give: opens it, and says what in it cannot be used. */
import type { Access } from './access/access.ts';
import type { AccountsWatch } from './accounts/watch.ts';
import type { Accounts } from './config/accounts.ts';
import type { AccountsFile } from './config/accountsFile.ts';
import { type Config, ConfigError } from './config/config.ts';
import type { Problems } from './config/json.ts';
import type { PolicySurroundings } from './config/policies.ts';
import { openPolicyFile, type PolicyFile, readPolicyFile } from './config/readPolicies.ts';
import { defaultPlace } from './emulator/server.ts';

interface Served {
  readonly access: Pick<Access, 'now'>;
  readonly accounts?: Pick<AccountsWatch, 'isListed'> | undefined;
}

/** @returns undefined without a policy file. @throws ConfigError with every problem in the file. */
export async function openGivenPolicies(
  { policyFile: path }: Config,
  { access, accounts }: Served,
): Promise<PolicyFile | undefined> {
  if (path === undefined) return undefined;
  const surroundings = (): PolicySurroundings => {
    const { places, approvedTargets } = access.now();
    return { places: accounts?.isListed() === false ? undefined : places, approvedTargets };
  };
  const opened = await openPolicyFile({ path, surroundings });
  if ('problems' in opened) throw toConfigError(opened);
  return opened;
}

/** @throws ConfigError when a start could not use the policy file. */
export async function checkGivenPolicies(
  { policyFile: path, ec2Mode }: Config,
  accounts: { readonly file: AccountsFile; readonly accounts: Accounts } | undefined,
): Promise<void> {
  if (path === undefined) return;
  const places =
    accounts !== undefined ? placesOf(accounts) : ec2Mode === 'embedded' ? [defaultPlace] : undefined;
  const read = await readPolicyFile(path, { places, approvedTargets: accounts?.accounts.approvedTargets });
  if ('problems' in read) throw toConfigError(read);
}

/** Those of an organization are not known before it is asked. */
const placesOf = ({ file, accounts }: { readonly file: AccountsFile; readonly accounts: Accounts }) =>
  file.organization !== undefined
    ? undefined
    : Object.entries(accounts.accounts).flatMap(([accountId, { regions }]) =>
        regions.map((region) => ({ accountId, region })),
      );

const toConfigError = ({ problems }: Problems) =>
  new ConfigError(problems.map((line) => `POLICY_FILE: ${line}`));
