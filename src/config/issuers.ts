/** The issuers of tokens that the gateway trusts: their shape in the issuers file, and what is refused. */
import * as z from 'zod';
import { permissions } from '../caller.ts';
import { type Problems, parseJson } from './json.ts';
import {
  type ClaimPath,
  type PermissionRow,
  type Provider,
  type ProviderRules,
  providers,
  workloadProviders,
} from './providers.ts';
import { safeUrl } from './urls.ts';

/** An issuer, and how its tokens are read. */
export interface Issuer extends ProviderRules {
  /** In the front of its subjects and groups wherever they are named. Undefined: it is the only one. */
  readonly name: string | undefined;
  readonly provider: Provider;
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** Where its public keys are. */
  readonly keys: { readonly url: string } | { readonly file: string };
  readonly maxTokenAgeHours: number;
}

const texts = z.array(z.string().min(1));
/** `realm_access.roles` is a path; a name with dots or slashes is an array of one. */
const claim = z.union([
  z
    .string()
    .min(1)
    .transform((path): ClaimPath => path.split('.')),
  texts.min(1),
]);

const issuerEntry = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,20}$/, 'must have 1 to 20 of a-z, 0-9 and -'),
  provider: z.enum(Object.keys(providers) as [Provider, ...Provider[]]).default('standard'),
  issuer: z.string().min(1),
  audiences: texts.default([]),
  jwksUrl: safeUrl.optional(),
  jwksFile: z.string().min(1).optional(),
  permissions: z
    .array(
      z.strictObject({
        claim,
        map: z.record(z.string().min(1), z.union([z.string().transform((one) => [one]), texts])).optional(),
        prefix: z.string().min(1).optional(),
      }),
    )
    .min(1)
    .optional(),
  require: z.record(z.string().min(1), texts.min(1)).default({}),
  groups: claim.optional(),
  maxTokenAgeHours: z
    .number()
    .positive()
    .max(24 * 366)
    .default(24),
});

const file = z.strictObject({ issuers: z.array(issuerEntry).min(1, 'must have at least one issuer') });

export type IssuerEntry = z.input<typeof issuerEntry>;
type Entry = z.output<typeof issuerEntry>;

/** Parses the text of the issuers file. @returns the issuers, or every problem. */
export function parseIssuers(text: string): readonly Issuer[] | Problems {
  const parsed = parseJson(file, text);
  if ('problems' in parsed) return parsed;
  const { data } = parsed;
  const problems = [
    ...repeated(data.issuers, 'name'),
    ...repeated(data.issuers, 'issuer'),
    ...data.issuers.flatMap((entry, index) =>
      [...problemsOf(entry)].map((problem) => `issuers.${index}.${problem}`),
    ),
  ];
  if (problems.length > 0) return { problems };
  return data.issuers.map((entry) => toIssuer(entry, data.issuers.length > 1 ? entry.name : undefined));
}

/** The one issuer of the settings. @returns what is wrong with it, by the property of an entry of the file. */
export function oneIssuer(entry: Omit<IssuerEntry, 'name'>): Issuer | Problems {
  const parsed = issuerEntry.parse({ ...entry, name: 'only' });
  const problems = [...problemsOf(parsed)];
  return problems.length > 0 ? { problems } : toIssuer(parsed, undefined);
}

function toIssuer(entry: Entry, name: string | undefined): Issuer {
  const { provider, issuer, audiences, jwksUrl, jwksFile = '', maxTokenAgeHours } = entry;
  const rules: ProviderRules = providers[provider];
  const groups = entry.groups ?? rules.groups;
  return {
    ...rules,
    ...(groups && { groups }),
    permissions: entry.permissions?.map(toRow) ?? rules.permissions,
    require: { ...rules.require, ...entry.require },
    name,
    provider,
    issuer,
    audiences,
    keys: jwksUrl === undefined ? { file: jwksFile } : { url: jwksUrl },
    maxTokenAgeHours,
  };
}

/** Where a map says what values stand for, other values count only with a prefix that is given. */
const toRow = ({ claim, map, prefix }: NonNullable<Entry['permissions']>[number]): PermissionRow => ({
  claim,
  ...(map && { map }),
  prefix: prefix ?? (map ? undefined : 'traffic-mirror:'),
});

function* problemsOf(entry: Entry): Generator<string> {
  const { provider, issuer, audiences, jwksUrl, jwksFile, permissions: rows = [], require: required } = entry;
  const known: ReadonlySet<string> = new Set(permissions);
  if (audiences.length === 0)
    yield provider === 'cognito'
      ? 'audiences: is missing; name the client IDs of the applications, because access tokens of Cognito have no audience'
      : 'audiences: is missing; name the audience of this API, or tokens for other APIs would be accepted';
  if ((jwksUrl === undefined) === (jwksFile === undefined))
    yield 'jwksUrl: name either the URL of the public keys, or a file with jwksFile';
  if (workloadProviders.has(provider) && !rows.some(({ map }) => map))
    yield `permissions: are missing; tokens of ${provider} have no permissions, so add a claim with a map that says what whom, for example { "claim": "sub", "map": { "…": ["traffic-mirror:read"] } }`;
  if (provider === 'github' && !required.repository_owner_id && !required.repository_id)
    yield 'require: is missing; every repository in the world gets tokens of this issuer, so require repository_owner_id or repository_id';
  const { require: own }: ProviderRules = providers[provider];
  for (const [claim, values = []] of Object.entries(own))
    if (values.length > 0 && required[claim]?.some((value) => !values.includes(value)))
      yield `require: ${claim} must be ${values.join(' or ')} for ${provider}, or ID tokens would be accepted; leave it out`;
  if (provider === 'okta' && !issuer.includes('/oauth2/'))
    yield 'issuer: is not that of a custom authorization server, …/oauth2/<id>; access tokens of the other one are for Okta itself';
  for (const name of rows.flatMap(({ map = {} }) => Object.values(map).flat()))
    if (!known.has(name))
      yield `permissions: maps to ${JSON.stringify(name)}, which is none of ${permissions.join(', ')}`;
}

function repeated(entries: readonly Entry[], property: 'name' | 'issuer'): string[] {
  const values = entries.map((entry) => entry[property]);
  return values.flatMap((value, index) =>
    values.indexOf(value) < index ? [`issuers.${index}.${property}: ${value} is there twice`] : [],
  );
}
