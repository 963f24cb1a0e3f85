/** The settings: the one reader of the environment. Pure, and it reports every problem at once. */
import * as z from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const loopbackHosts = new Set(['127.0.0.1', '::1', '[::1]', 'localhost']);

function isSafeUrl(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && loopbackHosts.has(hostname));
}
/** The bounds of a request, by name. The README says what each one is. */
export const limitDefaults = {
  bodyBytes: 262_144,
  tokens: 2_000,
  nameLength: 128,
  operations: 5,
  fragments: 50,
  nodeDirectives: 4,
  directives: 50,
  rootFields: 25,
  mutations: 10,
  depth: 12,
  fields: 1_000,
  aliases: 50,
  listInputs: 1_000,
  pageSize: 1_000,
  predictedNodes: 20_000,
  errors: 5,
  ec2Calls: 50,
  readMs: 10_000,
  mutationMs: 20_000,
  active: 512,
  queued: 1_024,
};
export type Limits = Readonly<Record<keyof typeof limitDefaults, number>>;

/** Reads `name=value,name=value`; what is not named keeps its default. */
const limits = z
  .string()
  .transform((text, check): Limits => {
    const given: Record<string, number> = {};
    for (const entry of text.split(',').filter((part) => part !== '')) {
      const [, name = '', value = ''] = /^ *(\w+) *= *(\d{1,9}) *$/.exec(entry) ?? [];
      if (!Object.hasOwn(limitDefaults, name) || Number(value) < 1)
        check.addIssue(`${JSON.stringify(entry)} must be the name of a limit, =, and a whole number from 1`);
      given[name] = Number(value);
    }
    return { ...limitDefaults, ...given };
  })
  .optional();

/** Every setting of the gateway's own, with its default. The README's table is compared with it by a test. */
export const settings = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(4000),
  ADMIN_PORT: port.optional(),
  PLAYGROUND: flag.optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  CURSOR_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  AUDIT_FILE: z.string().optional(),
  OPERATIONS: z.enum(['any', 'trusted']).default('any'),
  OPERATIONS_MANIFEST: z.string().optional(),
  EC2_MODE: z.enum(['embedded', 'aws']).default('embedded'),
  AWS_REGION: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a Region code, for example eu-west-1')
    .optional(),
  AWS_ENDPOINT_URL_EC2: z.url().optional(),
  ALLOW_ENDPOINT_OVERRIDE: flag.default(false),
  EC2_BUDGET_PERCENT: z.coerce.number().min(1).max(100).optional(),
  EMULATOR_PORT: port.default(0),
  EMULATOR_SEED: z
    .string()
    .regex(/^(demo|empty|large:[1-9]\d{0,5})$/, 'must be demo, empty or large:<sessions>')
    .default('demo'),
  EMULATOR_STATE_FILE: z.string().optional(),
  LIMITS: limits,
  AUTH_MODE: z.enum(['jwt', 'none']).optional(),
  AUTH_ISSUER: z.string().min(1).optional(),
  AUTH_AUDIENCE: z.string().min(1).optional(),
  AUTH_JWKS_URL: z.url().refine(isSafeUrl, 'must be https (http on loopback only)').optional(),
  READ_ONLY: flag.default(false),
  AWS_ACCOUNTS_FILE: z.string().optional(),
  INSECURE_NO_AUTH: z.enum(['i-understand'], 'must be i-understand, or absent').optional(),
});

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where health is served; undefined: on the main listener. */
  readonly adminPort: number | undefined;
  /** Whether the pages for people, `/` and `/map`, are served. */
  readonly playground: boolean;
  readonly logLevel: z.infer<typeof settings>['LOG_LEVEL'];
  /** Signs the cursors; undefined: a random one, so that cursors end with the process. */
  readonly cursorSecret: string | undefined;
  /** Where changes and denials are written down; undefined: nowhere. */
  readonly auditFile: string | undefined;
  /** Documents that clients may name by id. */
  readonly operations: {
    /** Refuses every request that names none. */
    readonly onlyTrusted: boolean;
    /** The JSON file of ids and documents. */
    readonly manifest: string | undefined;
  };
  /** How callers show who they are; `anybody` is not asked, and may then only read. */
  readonly auth:
    | { readonly mode: 'local' | 'anybody' }
    | { readonly mode: 'jwt'; readonly issuer: string; readonly audience: string; readonly jwksUrl: string };
  readonly readOnly: boolean;
  /** The JSON file of accounts, Regions, roles and approved targets. */
  readonly accountsFile: string | undefined;
  readonly limits: Limits;
  readonly ec2: {
    /** How much of EC2's request rates may be used, above 0 to 1; undefined: EC2 has none. */
    readonly budgetShare: number | undefined;
  } & (
    | {
        readonly mode: 'embedded';
        readonly port: number;
        readonly seed: EmulatorSeed;
        readonly stateFile: string | undefined;
      }
    | { readonly mode: 'aws'; readonly region: string; readonly endpoint: string | undefined }
  );
}

type EmulatorSeed = 'demo' | 'empty' | `large:${number}`;

/** One line per setting that is wrong. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/**
 * Reads the settings.
 *
 * @param env the environment; an empty text counts as absent.
 * @throws ConfigError with every problem found.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, text]) => text !== ''));
  const malformed = settings.safeParse(present).error?.issues ?? [];
  // What is malformed is set aside, so that unsafe combinations of the rest are reported in the same go.
  const values = settings.parse(omit(present, new Set(malformed.map((issue) => String(issue.path[0])))));
  const problems = [
    ...malformed.map((issue) => describe(issue, present)),
    ...unsafe(values, Object.keys(present)),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    host: values.HOST,
    port: values.PORT,
    adminPort: values.ADMIN_PORT,
    playground: values.PLAYGROUND ?? (values.EC2_MODE === 'embedded' && values.OPERATIONS === 'any'),
    logLevel: values.LOG_LEVEL,
    cursorSecret: values.CURSOR_SECRET,
    auditFile: values.AUDIT_FILE,
    operations: { onlyTrusted: values.OPERATIONS === 'trusted', manifest: values.OPERATIONS_MANIFEST },
    auth: toAuth(values),
    readOnly: values.READ_ONLY,
    accountsFile: values.AWS_ACCOUNTS_FILE,
    limits: values.LIMITS ?? limitDefaults,
    ec2:
      values.EC2_MODE === 'embedded'
        ? {
            mode: 'embedded',
            budgetShare: toShare(values.EC2_BUDGET_PERCENT),
            port: values.EMULATOR_PORT,
            seed: values.EMULATOR_SEED as EmulatorSeed,
            stateFile: values.EMULATOR_STATE_FILE,
          }
        : {
            mode: 'aws',
            budgetShare: toShare(values.EC2_BUDGET_PERCENT ?? 90),
            region: values.AWS_REGION ?? '',
            endpoint: values.AWS_ENDPOINT_URL_EC2,
          },
  };
}

const toShare = (percent: number | undefined) => (percent === undefined ? undefined : percent / 100);

type Settings = z.infer<typeof settings>;

/** Without a word on it, tokens are asked for wherever EC2 is real, or an issuer is named. */
function authMode({ AUTH_MODE, AUTH_JWKS_URL, EC2_MODE, INSECURE_NO_AUTH }: Settings): 'jwt' | 'none' {
  if (AUTH_MODE !== undefined) return AUTH_MODE;
  const isWanted = AUTH_JWKS_URL !== undefined || (EC2_MODE === 'aws' && INSECURE_NO_AUTH === undefined);
  return isWanted ? 'jwt' : 'none';
}

const anybodyCanCall = (values: Settings) => values.EC2_MODE === 'aws' || !loopbackHosts.has(values.HOST);

function toAuth(values: Settings): Config['auth'] {
  const { AUTH_ISSUER: issuer = '', AUTH_AUDIENCE: audience = '', AUTH_JWKS_URL: jwksUrl = '' } = values;
  if (authMode(values) === 'jwt') return { mode: 'jwt', issuer, audience, jwksUrl };
  return { mode: values.INSECURE_NO_AUTH === undefined ? 'local' : 'anybody' };
}

/** Combinations that are well-formed and must not start. */
function* unsafe(values: Settings, names: readonly string[]): Generator<string> {
  if (authMode(values) === 'jwt') {
    for (const name of ['AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_JWKS_URL'] as const) {
      if (values[name] === undefined)
        yield `${name}: is missing; AUTH_MODE=jwt needs it to know whose tokens to take`;
    }
    if (values.INSECURE_NO_AUTH !== undefined)
      yield 'INSECURE_NO_AUTH: is set although AUTH_MODE is jwt; remove one of them';
  } else if (anybodyCanCall(values) && values.INSECURE_NO_AUTH === undefined) {
    yield 'AUTH_MODE: none is for EC2_MODE=embedded on a loopback HOST; anything else needs jwt, or INSECURE_NO_AUTH=i-understand, which turns mutations off';
  }
  if (values.OPERATIONS === 'trusted' && values.OPERATIONS_MANIFEST === undefined)
    yield 'OPERATIONS_MANIFEST: is missing; OPERATIONS=trusted needs it to know which ones';
  if (values.OPERATIONS === 'trusted' && values.PLAYGROUND)
    yield 'PLAYGROUND: is true although OPERATIONS is trusted; the pages send documents of their own, so remove one of them';
  if (values.EC2_MODE !== 'aws') return;
  if (values.AWS_REGION === undefined && values.AWS_ACCOUNTS_FILE === undefined) {
    yield 'AWS_REGION: is missing; EC2_MODE=aws needs one, for example eu-west-1, or an AWS_ACCOUNTS_FILE';
  }
  const makesChanges = !values.READ_ONLY && values.INSECURE_NO_AUTH === undefined;
  if (makesChanges && values.AUDIT_FILE === undefined) {
    yield 'AUDIT_FILE: is missing; changes of the real EC2 are written down, for example in /var/lib/traffic-mirror-gateway/audit.jsonl; or set READ_ONLY=true';
  }
  if (values.ALLOW_ENDPOINT_OVERRIDE) return;
  // The SDK heeds all three by itself.
  for (const name of names.filter((name) => /^AWS_ENDPOINT_URL(_EC2|_STS)?$/.test(name)))
    yield `${name}: is set; remove it, or set ALLOW_ENDPOINT_OVERRIDE=true to send every call there`;
}

function describe(issue: z.core.$ZodIssue, env: Readonly<Record<string, string | undefined>>): string {
  const name = String(issue.path[0]);
  // A secret is never repeated, not even a bad one.
  const got = name.endsWith('_SECRET') ? '' : ` (got ${JSON.stringify(env[name])})`;
  return `${name}: ${issue.message}${got}`;
}

function omit<Value>(
  record: Readonly<Record<string, Value>>,
  names: ReadonlySet<string>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.has(name)));
}
