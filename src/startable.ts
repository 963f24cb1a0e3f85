/** What a start refuses because of the settings and the files that they name. Found before anything is started: nothing is asked or written. */
import { type Config, ConfigError, type Environment, readConfig } from './config/config.ts';
import { checkEmbedded } from './embedded.ts';
import { defaultPlace } from './emulator/server.ts';
import { checkManifests } from './endpoint.ts';
import { checkAudit } from './gateway.ts';
import { createRefuse, openGivenAccounts, throwProblems } from './givenAccounts.ts';
import { checkGivenPolicies } from './givenPolicies.ts';
import { checkKeyFiles } from './identity/keyFiles.ts';
import { createLog } from './log.ts';

/**
 * @param readsAudit whether to look at what is in the audit file. A start need not: it does when it opens the file, which may be long.
 * @throws ConfigError with every problem of the settings and of the files.
 */
export async function parseStartable(env: Environment, readsAudit = false): Promise<Config> {
  const { config, problems } = readConfig(env);
  const found = [
    ...problems,
    // Not while it is not known whose accounts they are.
    ...(problems.some((line) => line.startsWith('EC2_MODE:')) ? [] : await checkAccounts(config)),
    ...(await problemsIn(checkManifests(config))),
    ...(await problemsIn(checkKeyFiles(config))),
  ];
  // Says nothing: a start says it again.
  const silent = createLog('silent');
  found.push(...(await problemsIn(checkAudit(config, silent, readsAudit || found.length > 0))));
  if (found.length > 0) throw new ConfigError(found);
  return config;
}

/** The accounts file, the policies for its accounts, and the embedded EC2, which has them. */
async function checkAccounts(config: Config): Promise<readonly string[]> {
  const isEmbedded = config.ec2Mode === 'embedded';
  const refuse = createRefuse(config, isEmbedded ? defaultPlace.accountId : undefined);
  let accounts: Awaited<ReturnType<typeof openGivenAccounts>>;
  const ofFile = async () => {
    accounts = await openGivenAccounts(config);
    if (accounts !== undefined) throwProblems(refuse(accounts.accounts));
  };
  const ofAccounts = await problemsIn(ofFile());
  return [
    ...ofAccounts,
    // Not while it is not known which accounts and targets there are.
    ...(ofAccounts.length > 0 ? [] : await problemsIn(checkGivenPolicies(config, accounts))),
    ...(isEmbedded ? await problemsIn(checkEmbedded(config, accounts?.accounts)) : []),
  ];
}

async function problemsIn(check: Promise<void>): Promise<readonly string[]> {
  try {
    await check;
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
