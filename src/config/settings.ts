/** All settings, with format and default. `auditFile` here is `AUDIT_FILE` in the environment. */
import * as z from 'zod';
import { defaultHost, defaultPort } from './address.ts';
import { limits } from './limits.ts';
import { type Provider, providers } from './providers.ts';
import { storeUrls } from './storeUrls.ts';
import { isSafeUrl, notSafeUrl, plainUrl, safeUrl } from './urls.ts';

const port = z.coerce.number().int().min(0).max(65_535);
/** A whole number of seconds, at most an hour. */
const seconds = z.coerce.number().int().max(3_600);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const regionCode = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a Region code, for example eu-west-1');

/** Origins with commas between them, each as browsers send it (Fetch standard, "Origin header"). */
const origins = z
  .string()
  .default('')
  .transform((text, check): ReadonlySet<string> => {
    const given = text.split(',').map((part) => part.trim());
    const named = given.filter((part) => part !== '');
    for (const origin of named) {
      const problem = problemOf(origin);
      if (problem !== undefined) check.addIssue(`${JSON.stringify(origin)} ${problem}`);
    }
    return new Set(named);
  });

function problemOf(origin: string): string | undefined {
  // A URL may have an asterisk in its host.
  if (!URL.canParse(origin) || origin.includes('*'))
    return 'must be an exact origin, for example https://app.example.com';
  if (!isSafeUrl(origin)) return notSafeUrl;
  const exact = new URL(origin).origin;
  return origin === exact ? undefined : `must be an origin as browsers send it: ${exact}`;
}

/** As requests of OAuth have them (RFC 6749, section 3.3). */
const scopes = z
  .string()
  .transform((text) => text.split(/[\s]+/).filter((scope) => scope !== ''))
  .refine(
    (all) => all.every((scope) => /^[!#-[\]-~]+$/.test(scope)),
    'must be scopes with blanks between them',
  );

/**
 * The parameters of authorization requests that the pages set themselves (OpenID Connect Core, section 3.1.2.1; RFC 7636), and the two that
 * would replace all others (section 6).
 */
const ownParameters: ReadonlySet<string> = new Set([
  'client_id',
  'code_challenge',
  'code_challenge_method',
  'id_token_hint',
  'nonce',
  'prompt',
  'redirect_uri',
  'request',
  'request_uri',
  'response_mode',
  'response_type',
  'scope',
  'state',
]);

/** Further parameters, as in a URL. */
const authorizationParameters = z
  .string()
  .transform((text): Readonly<Record<string, string>> => Object.fromEntries(new URLSearchParams(text)))
  .refine(
    (all) => Object.entries(all).every(([name, value]) => name !== '' && value !== ''),
    'must be name=value, with & between several, as in URLs',
  )
  .refine(
    (all) => !Object.keys(all).some((name) => ownParameters.has(name)),
    `must not have any of ${[...ownParameters].join(', ')}: the pages set these, or they would replace what the pages set`,
  );

/** The one table of settings. `Config` is inferred from it; a test compares it with docs/settings.md. */
export const settings = z.object({
  host: z.string().default(defaultHost),
  port: port.default(defaultPort),
  adminPort: port.optional(),
  metricsAccounts: z.coerce.number().int().min(0).max(10_000).default(500),
  keepAliveSeconds: seconds.min(1).optional(),
  drainSeconds: seconds.min(0).optional(),
  graceSeconds: seconds.min(27, 'must be at least 27, because one change may take 25.8 s').default(30),
  playground: flag.optional(),
  corsOrigins: origins,
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  cursorSecret: z.string().min(32, 'must have at least 32 characters').optional(),
  cursorSecretFile: z.string().optional(),
  auditFile: z
    .string()
    .refine((text) => !/\{(?!hostname\})[^}]*\}/.test(text), 'may have {hostname} in it, and no other {…}')
    // Its lines would be among those of the log, and it cannot be locked or checked.
    .refine((text) => !text.startsWith('/dev/'), 'must be a file, or - for standard output')
    .optional(),
  auditLock: z.enum(['flock', 'none']).default('flock'),
  readyFor: z.enum(['changes', 'reads']).default('changes'),
  operations: z.enum(['any', 'trusted']).default('any'),
  operationsManifest: z.string().optional(),
  ec2Mode: z.enum(['embedded', 'aws']).default('embedded'),
  awsRegion: regionCode.optional(),
  awsEndpointUrlEc2: plainUrl.optional(),
  awsEndpointUrlElasticLoadBalancingV2: plainUrl.optional(),
  awsEndpointUrlOrganizations: plainUrl.optional(),
  allowEndpointOverride: flag.default(false),
  ec2BudgetPercent: z.coerce.number().min(1).max(100).optional(),
  replicas: z.coerce.number().int().min(1).max(1_000).default(1),
  redisUrl: storeUrls.optional(),
  redisTopology: z.enum(['single', 'sentinel', 'cluster']).default('single'),
  redisSentinelName: z.string().optional(),
  redisUsername: z.string().optional(),
  redisPasswordFile: z.string().optional(),
  redisCaFile: z.string().optional(),
  redisPrefix: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'must have 1 to 64 letters, digits or _.-')
    .default('tmgw'),
  allowPlaintextRedis: flag.default(false),
  emulatorPort: port.default(0),
  emulatorSeed: z.string().default('demo'),
  emulatorStateFile: z.string().optional(),
  limits,
  findingsEveryMinutes: z.coerce.number().int().min(0).max(1_440).optional(),
  authMode: z.enum(['jwt', 'none']).optional(),
  authIssuer: z.string().min(1).optional(),
  authAudience: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .refine((all) => all.every((one) => one !== ''), 'must be names with commas between them')
    .optional(),
  authProvider: z.enum(Object.keys(providers) as [Provider, ...Provider[]]).default('standard'),
  authJwksUrl: safeUrl.optional(),
  authJwksFile: z.string().min(1).optional(),
  authIssuersFile: z.string().min(1).optional(),
  authClientId: z.string().min(1).optional(),
  authClientIssuer: z.string().min(1).optional(),
  authClientScopes: scopes.optional(),
  authClientParameters: authorizationParameters.optional(),
  authClientOrigins: origins,
  readyIssuers: z.enum(['all', 'any']).default('all'),
  readOnly: flag.default(false),
  awsAccountsFile: z.string().optional(),
  policyFile: z.string().optional(),
  policyIntervalSeconds: seconds.min(1).default(60),
  policyShard: z
    .string()
    .regex(
      /^[1-9]\d{0,3}\/[1-9]\d{0,3}$/,
      'must be a number, a slash and how many there are, for example 2/8',
    )
    .transform((text) => {
      const [number = 1, of = 1] = text.split('/').map(Number);
      return { number, of };
    })
    .refine(({ number, of }) => number <= of, 'must not have a number above how many there are')
    .optional(),
  accountsRefreshSeconds: seconds.min(0).default(30),
  stsRate: z.coerce.number().int().min(1).max(1_000).default(50),
  otelExporterOtlpEndpoint: z.string().optional(),
  otelExporterOtlpTracesEndpoint: z.string().optional(),
  otelExporterOtlpProtocol: z.string().default('http/json'),
  otelExporterOtlpHeaders: z.string().optional(),
  allowPlaintextOtlp: flag.default(false),
  otelSdkDisabled: z.string().toLowerCase().pipe(flag).default(false),
  otelServiceName: z.string().optional(),
  otelResourceAttributes: z.string().optional(),
  otelTracesSampler: z.string().default('parentbased_traceidratio'),
  otelTracesSamplerArg: z.string().default('0.1'),
  insecureNoAuth: z.enum(['i-understand'], 'must be i-understand, or absent').optional(),
});

export type Settings = z.infer<typeof settings>;

/** The name of a setting's environment variable. */
export const toVariable = (setting: string) => setting.replace(/[A-Z]/g, '_$&').toUpperCase();
