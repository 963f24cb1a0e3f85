/** Parses the settings in the environment, and reports all problems at once. */
import type * as z from 'zod';
import type { Issuer } from './issuers.ts';
import { readTracing } from './otlp.ts';
import { readSecret, readStoreFiles } from './secrets.ts';
import { type Settings, settings, toVariable } from './settings.ts';
import { readSignIn } from './signIn.ts';
import { trustedIssuers } from './trusted.ts';
import { effectiveAuthMode, unsafe } from './unsafe.ts';

/** Settings that cannot be used. The message has one line per problem. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** The variables of the environment; a value that is empty, or of blanks alone, counts as absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings, and values derived from several of them. */
export type Config = ReturnType<typeof readConfig>['config'];

/** Reads the settings. @throws ConfigError with every problem found. */
export function parseConfig(env: Environment): Config {
  const { config, problems } = readConfig(env);
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** @returns every problem found, and the settings as they would be without those that have one. */
export function readConfig(env: Environment) {
  const given = givenIn(env);
  const malformed = settings.safeParse(given).error?.issues ?? [];
  // Parse again without the malformed settings, so unsafe combinations of the others are reported in the same run.
  const rest = { ...given };
  for (const { path } of malformed) delete rest[String(path[0])];
  const values = settings.parse(rest);
  const cursorSecret = readSecret(values);
  const storeFiles = readStoreFiles(values);
  const traces = readTracing(values);
  const trusted = effectiveAuthMode(values) === 'jwt' ? trustedIssuers(values) : undefined;
  const { ec2Mode, operations, playground = ec2Mode === 'embedded' && operations === 'any' } = values;
  const signIn = readSignIn(values, trusted?.issuers, playground);
  const problems = [
    ...malformed.map((issue) => describe(issue, given)),
    ...cursorSecret.problems,
    ...storeFiles.problems,
    ...traces.problems,
    // What is malformed is not missing.
    ...(trusted?.problems ?? []).filter(
      (line) => !malformed.some(({ path }) => line.startsWith(`${toVariable(String(path[0]))}: is missing`)),
    ),
    ...signIn.problems,
    ...unsafe(
      values,
      Object.keys(env).filter((name) => env[name]),
    ),
  ];
  const ec2BudgetShare = toBudgetShare(values);
  const config = {
    ...values,
    playground,
    ...toTimes(values),
    auth: toAuth(values, trusted?.issuers),
    ec2BudgetShare,
    ...(signIn.signIn !== undefined && { signIn: signIn.signIn }),
    ...(traces.tracing !== undefined && { tracing: traces.tracing }),
    ...(cursorSecret.secret !== undefined && { cursorSecret: cursorSecret.secret }),
    ...(storeFiles.certificates !== undefined && { redisCa: storeFiles.certificates }),
  };
  return { config, problems };
}

/** The settings of a program that only reads EC2 and serves nobody. */
const ofReading: ReadonlySet<string> = new Set([
  'logLevel',
  'ec2Mode',
  'awsRegion',
  'awsEndpointUrlEc2',
  'awsEndpointUrlElasticLoadBalancingV2',
  'awsEndpointUrlOrganizations',
  'allowEndpointOverride',
  'ec2BudgetPercent',
  'emulatorSeed',
  'emulatorStateFile',
  'limits',
  'awsAccountsFile',
] satisfies (keyof Settings)[]);

/**
 * Reads the settings that say where EC2 is and how it may be asked. All others are ignored: no caller needs a token, nothing is recorded,
 * and a port may be in use.
 *
 * @throws ConfigError with every problem found.
 */
export function parseReaderConfig(env: Environment): Config {
  const unused = new Set(
    Object.keys(settings.shape)
      .filter((name) => !ofReading.has(name))
      .map(toVariable),
  );
  const kept = Object.entries(env).filter(([name]) => !unused.has(name));
  return parseConfig({
    ...Object.fromEntries(kept),
    READ_ONLY: 'true',
    AUTH_MODE: 'none',
    INSECURE_NO_AUTH: 'i-understand',
  });
}

/**
 * In aws mode there is a load balancer, which must not be surprised, and EC2's request rates belong to others too; in embedded mode there
 * is a developer, who must not wait.
 */
function toTimes({ ec2Mode, keepAliveSeconds, drainSeconds, findingsEveryMinutes }: Settings) {
  const defaults =
    ec2Mode === 'aws'
      ? { keepAlive: 75, drain: 15, findingsEvery: 0 }
      : { keepAlive: 5, drain: 0, findingsEvery: 10 };
  return {
    keepAliveSeconds: keepAliveSeconds ?? defaults.keepAlive,
    drainSeconds: drainSeconds ?? defaults.drain,
    findingsEveryMinutes: findingsEveryMinutes ?? defaults.findingsEvery,
  };
}

/** The settings that are present, by their names in the table. */
function givenIn(env: Environment): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(settings.shape)) {
    const text = env[toVariable(name)];
    // Blanks alone would be the number 0.
    if (text?.trim()) given[name] = text;
  }
  // The embedded EC2 ignores AWS settings, which a developer's shell may have for other programs.
  if (given.ec2Mode !== 'aws') {
    delete given.awsRegion;
    delete given.awsEndpointUrlEc2;
    delete given.awsEndpointUrlElasticLoadBalancingV2;
    delete given.awsEndpointUrlOrganizations;
  }
  return given;
}

/** How callers are identified. With `anybody` they are not, and may only read. */
type Auth =
  | { readonly mode: 'local' | 'anybody' }
  | { readonly mode: 'jwt'; readonly issuers: readonly Issuer[]; readonly issuersFile: string | undefined };

/** @param issuers undefined: callers need no token. */
function toAuth(values: Settings, issuers: readonly Issuer[] | undefined): Auth {
  if (issuers !== undefined) return { mode: 'jwt', issuers, issuersFile: values.authIssuersFile };
  return { mode: values.insecureNoAuth === undefined ? 'local' : 'anybody' };
}

/** The share of EC2's request rates that may be used, above 0 and at most 1; undefined for an EC2 without request rates. */
function toBudgetShare({ ec2Mode, ec2BudgetPercent }: Settings): number | undefined {
  const percent = ec2BudgetPercent ?? (ec2Mode === 'aws' ? 90 : undefined);
  return percent === undefined ? undefined : percent / 100;
}

function describe(issue: z.core.$ZodIssue, given: Readonly<Record<string, string>>): string {
  const variable = toVariable(String(issue.path[0]));
  const text = given[String(issue.path[0])] ?? '';
  // Never print a secret, not even a bad one. What comes before an @ in a URL may be one.
  const isSecret = /_SECRET$|^REDIS_URL$/.test(variable) || (/_URL/.test(variable) && text.includes('@'));
  return `${variable}: ${issue.message}${isSecret ? '' : ` (got ${JSON.stringify(text)})`}`;
}
