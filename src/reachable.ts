/** Opens the accounts and Regions of the settings: at AWS, or in an embedded EC2 that it starts. */
import { createSharedAccess } from './access/access.ts';
import { createRoleAccess } from './access/roles.ts';
import { startAccountsWatch } from './accounts/watch.ts';
import type { Accounts } from './config/accounts.ts';
import type { Organization } from './config/accountsFile.ts';
import type { Config } from './config/config.ts';
import { addressOf, type Ec2ClientOptions, type Endpoint } from './ec2/clients.ts';
import type { Ec2Observer } from './ec2/observer.ts';
import { createScope, type SharedPartsOf } from './ec2/scope.ts';
import { fetchIdentity } from './ec2/sts.ts';
import { openProtocols } from './ec2/xmlCheck.ts';
import { startEmbedded } from './embedded.ts';
import { defaultPlace } from './emulator/server.ts';
import type { Reachable } from './endpoint.ts';
import { createRefuse, openGivenAccounts, throwProblems } from './givenAccounts.ts';
import type { Logger } from './log.ts';

/** What is started on the way. They wait no longer once the signal is aborted. */
export type Stops = ((now?: AbortSignal) => Promise<void>)[];

interface Surroundings {
  /** Is told of every call. */
  readonly watcher: Ec2Observer;
  readonly sharedOf: SharedPartsOf;
  readonly log: Logger;
  readonly stops: Stops;
}

/**
 * Connects to the real EC2, or starts the embedded one and connects to it. With an accounts file, callers are served through its roles.
 *
 * @throws ConfigError for settings that cannot be used; Error when the AWS credentials do not work, or a port or file is in use.
 */
export async function openReachable(
  config: Config,
  { watcher, sharedOf, log, stops }: Surroundings,
): Promise<Reachable> {
  const given = await openGivenAccounts(config);
  const isReal = config.ec2Mode === 'aws';
  const reached = isReal
    ? { endpoint: endpointsOf(config) }
    : await openEmbedded(config, given?.accounts, stops);
  const connection = { ...reached, protocols: await openProtocols(watcher, log) };
  const maxAnswerBytes = config.limits.ec2AnswerBytes;
  const own = isReal ? await ownScope(config, given?.accounts, log) : defaultPlace;
  if (given !== undefined) {
    const refuse = createRefuse(config, own.accountId);
    throwProblems(refuse(given.accounts));
    const { stsRate } = config;
    const options = { ...connection, sharedOf, maxAnswerBytes, stsRate, observer: watcher };
    const access = createRoleAccess(given.accounts, options);
    const list = createLister(config, connection, own.region);
    const { replace } = access;
    const { accountsRefreshSeconds: refreshSeconds } = config;
    const accounts = await startAccountsWatch({ ...given, refreshSeconds, list, refuse, replace, log });
    stops.push(async () => accounts.stop());
    return { access, accounts };
  }
  const scope = createScope({ ...connection, ...own, ...sharedOf(own), maxAnswerBytes, observer: watcher });
  return { access: createSharedAccess([scope]) };
}

interface EndpointAndCredentials {
  readonly endpoint: Endpoint;
  readonly credentials?: Ec2ClientOptions['credentials'];
}

/** The SDK's client of Organizations is loaded when it is needed: most installations have no use for it. */
export function createLister(
  config: Config,
  { endpoint, credentials }: EndpointAndCredentials,
  region: string,
) {
  return async ({ roleArn, parents }: Organization, signal: AbortSignal) => {
    const { listAccounts } = await import('./ec2/organization.ts');
    return listAccounts({
      roleArn,
      parents,
      region,
      endpoint: typeof endpoint === 'string' ? endpoint : config.awsEndpointUrlOrganizations,
      stsEndpoint: addressOf(endpoint, 'ec2'),
      credentials,
      signal,
    });
  };
}

/** The addresses that the settings give in place of the Region's. */
export const endpointsOf = (config: Config): Endpoint => ({
  ec2: config.awsEndpointUrlEc2,
  elasticloadbalancing: config.awsEndpointUrlElasticLoadBalancingV2,
});

export const userKeyAdvice =
  'the AWS credentials are an access key that does not expire; credentials of a role are safer';

/** The account of the gateway's own credentials, and the default Region. @throws Error when the credentials do not work. */
export async function fetchOwn(config: Config, file: Accounts | undefined) {
  const [first] = Object.values(file?.accounts ?? {});
  const region = config.awsRegion ?? file?.home?.region ?? first?.regions[0] ?? '';
  return { region, ...(await fetchIdentity({ region, endpoint: endpointsOf(config) })) };
}

async function ownScope(config: Config, file: Accounts | undefined, log: Logger) {
  const { accountId, region, hasUserKey } = await fetchOwn(config, file);
  if (hasUserKey) log.warn(userKeyAdvice);
  return { accountId, region };
}

/** @throws ConfigError and Error as `startEmbedded`. */
async function openEmbedded(config: Config, accounts: Accounts | undefined, stops: Stops) {
  const emulator = await startEmbedded(config, accounts);
  stops.push(emulator.stop);
  // Fixed example credentials, so the SDK never looks for the user's own.
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'embedded' };
  return { endpoint: emulator.url, credentials };
}
