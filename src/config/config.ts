/** The settings: the one reader of the environment. Pure, and it reports every problem at once. */
import type * as z from 'zod';
import { type Limits, limitDefaults } from './limits.ts';
import { type Settings, settings } from './settings.ts';
import { authMode, unsafe } from './unsafe.ts';

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where health is served; undefined: on the main listener. */
  readonly adminPort: number | undefined;
  /** Whether the pages for people, `/` and `/map`, are served. */
  readonly playground: boolean;
  readonly logLevel: Settings['LOG_LEVEL'];
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
  const given = Object.fromEntries(Object.entries(env).filter(([, text]) => text !== ''));
  // What the shell of a developer has for other programs is not for an embedded EC2.
  const present =
    given.EC2_MODE === 'aws' ? given : omit(given, new Set(['AWS_REGION', 'AWS_ENDPOINT_URL_EC2']));
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

function toAuth(values: Settings): Config['auth'] {
  const { AUTH_ISSUER: issuer = '', AUTH_AUDIENCE: audience = '', AUTH_JWKS_URL: jwksUrl = '' } = values;
  if (authMode(values) === 'jwt') return { mode: 'jwt', issuer, audience, jwksUrl };
  return { mode: values.INSECURE_NO_AUTH === undefined ? 'local' : 'anybody' };
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
