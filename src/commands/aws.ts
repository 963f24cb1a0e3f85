/** Asks AWS who the gateway is, which accounts the organization has, and whether each role can be assumed. */
import { createStsTurns } from '../access/roleSessions.ts';
import { toSessionPolicy } from '../access/sessionPolicy.ts';
import type { Account, Accounts } from '../config/accounts.ts';
import type { Config } from '../config/config.ts';
import { openAccounts } from '../config/readAccounts.ts';
import type { Ec2Failure } from '../ec2/failure.ts';
import { assumeRole } from '../ec2/sts.ts';
import { createStsClients, type StsClients } from '../ec2/stsClients.ts';
import { createRefuse, type GivenAccounts, openGivenAccounts } from '../givenAccounts.ts';
import { createLister, endpointsOf, fetchOwn, userKeyAdvice } from '../reachable.ts';
import { noSpan } from '../trace.ts';
import { type Asker, eachOf } from './asking.ts';

/** STS is given 10 s for who the gateway is. */
const identityMs = 11_000;
/** An organization with many units needs some calls for each. */
const organizationMs = 30_000;
const roleMs = 5_000;
/** So that accounts that hang cost `roleMs` together. */
const rolesAtOnce = 20;

/** As CloudTrail names these role sessions. */
const sessionName = 'traffic-mirror-gateway-check';

export async function checkAws(config: Config, asker: Asker): Promise<void> {
  if (config.ec2Mode === 'embedded') {
    asker.ok('AWS', 'there is nothing to ask, because EC2_MODE is embedded');
    return;
  }
  const given = await openGivenAccounts(config);
  const own = await asker.ask({
    about: "the gateway's own credentials",
    withinMs: identityMs,
    ask: () => fetchOwn(config, given?.accounts),
    show: ({ accountId, region, hasUserKey }) =>
      `account ${accountId}, STS in ${region}${hasUserKey ? `; ${userKeyAdvice}` : ''}`,
  });
  // Without credentials of its own, it can neither assume a role nor ask the organization.
  if (own === undefined || given === undefined) return;
  const accounts = await withOrganization(config, given, own.region, asker);
  for (const problem of createRefuse(config, own.accountId)(accounts))
    asker.fail('AWS_ACCOUNTS_FILE', problem);
  await checkRoles(config, accounts, asker);
}

/** @returns the accounts to be served; only those of the file if the organization does not answer. */
async function withOrganization(
  config: Config,
  { path, file, accounts }: GivenAccounts,
  region: string,
  asker: Asker,
): Promise<Accounts> {
  const { organization } = file;
  if (organization === undefined) return accounts;
  const list = createLister(config, { endpoint: endpointsOf(config) }, region);
  const found = await asker.ask({
    about: 'organization',
    withinMs: organizationMs,
    async ask(signal) {
      const ids = await list(organization, signal);
      if (ids.length === 0) throw new Error('it named no active account; check its parents');
      return ids;
    },
    show: ({ length }) => `${length} active accounts`,
  });
  if (found === undefined) return accounts;
  const opened = await openAccounts(path, file, found);
  const problems = 'problems' in opened ? opened.problems : opened.leftOut;
  for (const problem of problems) asker.fail('AWS_ACCOUNTS_FILE', problem);
  return 'problems' in opened ? accounts : opened;
}

/** Assumes the role of each account as for a caller, with a session policy that allows nothing. */
async function checkRoles(config: Config, { accounts }: Accounts, { ask }: Asker): Promise<void> {
  const turns = createStsTurns(config.stsRate);
  const clients = createStsClients({ endpoint: endpointsOf(config), credentials: undefined });
  const withRole = Object.entries(accounts).flatMap(([id, account]) =>
    account.roleArn === undefined ? [] : [{ id, account, roleArn: account.roleArn }],
  );
  await eachOf(withRole, rolesAtOnce, async ({ id, account, roleArn }) => {
    await turns.take({ callers: [sessionName] }, Number.POSITIVE_INFINITY);
    await ask({
      about: `account ${id}`,
      withinMs: roleMs,
      ask: () => assume(id, roleArn, account, clients),
      show: () => roleArn,
    });
  });
}

async function assume(
  accountId: string,
  roleArn: string,
  account: Account,
  clients: StsClients,
): Promise<void> {
  const { externalId, regions } = account;
  await assumeRole(() => clients.in(regions[0] ?? ''), {
    accountId,
    roleArn,
    externalId,
    callerName: sessionName,
    policy: () => toSessionPolicy(() => false),
    onAssumed: () => {},
  })(() => noSpan).catch((error: unknown) => {
    const { kind, awsCode = 'no answer' } = error as Ec2Failure;
    throw new Error(
      kind === 'credentialsDenied'
        ? `${roleArn} cannot be assumed (${awsCode}); check that the role exists, its trust policy and external ID, and that the gateway's own role may assume it, tag the session and set its source identity`
        : `STS in ${regions[0]} gave no credentials of ${roleArn} (${awsCode}); check that it can be reached from here, and try again`,
    );
  });
}
