/** The accounts file as it is written: its shape, and what its parts must agree on. */
import * as z from 'zod';
import { loadBalancerArn, notLoadBalancerArn } from '../mirroring/loadBalancers.ts';
import { type Problems, parseJson } from './json.ts';
import { regionCode } from './settings.ts';

export const accountId = z.string().regex(/^\d{12}$/, 'must be a 12-digit account ID');

export const externalIdPattern = /^[\w+=,.@:/-]{2,1224}$/;
export const notExternalId = 'must have 2 to 1224 letters, digits or +=,.@:/-';

const regions = z
  .array(regionCode)
  .min(1, 'must name at least one Region')
  .transform((named) => [...new Set(named)]);
/** `{accountId}` stands for the account. */
const roleArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::(\d{12}|\{accountId\}):role\/[\w+=,.@/{}-]+$/, 'must be the ARN of a role');
const subjects = z.array(z.string().min(1));

/** Who may use an account: absent, everybody; empty, nobody. */
const access = z.strictObject({
  subjects: subjects.default([]),
  groups: z.array(z.string().min(1)).default([]),
});

const entry = z.strictObject({
  /** The name of a template. What stands beside it replaces the template's. */
  use: z.string().optional(),
  regions: regions.optional(),
  /** Absent: the gateway uses its own credentials, which must belong to this account. */
  roleArn: roleArn.optional(),
  externalId: z.string().regex(externalIdPattern, notExternalId).optional(),
  /** The path of a file with the external ID. A relative one is beside the accounts file. */
  externalIdFile: z.string().min(1).optional(),
  access: access.optional(),
  /** The old name of `access.subjects`. */
  callers: subjects.optional(),
});

const template = entry.omit({ use: true, callers: true, externalId: true }).required({ regions: true });

const organization = z.strictObject({
  /** The role that may list the accounts. Absent: the gateway's own credentials may. */
  roleArn: roleArn.optional(),
  /** Roots and organizational units. Absent: the whole organization. */
  parents: z
    .array(z.string().regex(/^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/, 'must be r-… or ou-…-…'))
    .min(
      1,
      'must name at least one root or organizational unit; leave parents out for the whole organization',
    )
    .optional(),
  exclude: z.array(accountId).default([]),
  use: z.string(),
  refreshMinutes: z.number().int().min(1).max(1_440).default(15),
});

const ids = (prefix: string) =>
  z.array(z.string().regex(new RegExp(`^${prefix}-[0-9a-zA-Z]{8,32}$`), `must be ${prefix}-…`)).default([]);

/** Where packets may be sent. Anything that is not listed is refused. */
const approvedTargets = z.strictObject({
  trafficMirrorTargetIds: ids('tmt'),
  networkInterfaceIds: ids('eni'),
  networkLoadBalancerArns: z.array(z.string().regex(loadBalancerArn, notLoadBalancerArn)).default([]),
  gatewayLoadBalancerEndpointIds: ids('vpce'),
  /** Accounts all of whose targets are approved. */
  ownerAccountIds: z.array(accountId).default([]),
});

const file = z.strictObject({
  home: z.strictObject({ accountId, region: regionCode }).optional(),
  templates: z.record(z.string().min(1), template).default({}),
  accounts: z
    .record(z.string(), entry)
    .refine(
      (accounts) => Object.keys(accounts).every((id) => accountId.safeParse(id).success),
      'must be named by 12-digit account IDs',
    )
    .default({}),
  organization: organization.optional(),
  approvedTargets: approvedTargets.optional(),
});

export type AccountsFile = z.infer<typeof file>;
/** As it is written, with nothing filled in. */
export type WrittenAccounts = z.input<typeof file>;
export type Entry = z.infer<typeof entry>;
export type Organization = z.infer<typeof organization>;
export type ApprovedTargets = z.infer<typeof approvedTargets>;

/** Parses the text of the accounts file. @returns what it says, or every problem. */
export function parseAccountsFile(text: string): AccountsFile | Problems {
  const parsed = parseJson(file, text);
  if ('problems' in parsed) return parsed;
  const { data } = parsed;
  const problems = [...disagreements(data)];
  return problems.length > 0 ? { problems } : data;
}

function* disagreements({ home, templates, accounts, organization }: AccountsFile): Generator<string> {
  if (Object.keys(accounts).length === 0 && organization === undefined)
    yield 'accounts: must name at least one account, or add an organization that is asked for them';
  if (home === undefined && (Object.keys(templates).length > 0 || organization !== undefined))
    yield 'home: is missing; with templates or an organization, name the account and Region of requests that name none';
  for (const [name, one] of Object.entries(templates)) {
    const at = `templates.${name}`;
    yield* problemsOf(at, one);
    if (one.roleArn !== undefined && !one.roleArn.includes(placeholder))
      yield `${at}.roleArn: must contain ${placeholder}, because a role belongs to one account`;
  }
  for (const [id, one] of Object.entries(accounts)) {
    const at = `accounts.${id}`;
    yield* problemsOf(at, one);
    if (one.use === undefined && one.regions === undefined)
      yield `${at}.regions: is missing; name the Regions, or a template with use`;
    if (one.use !== undefined) yield* missing(`${at}.use`, one.use, templates);
    if (one.access !== undefined && one.callers !== undefined)
      yield `${at}.callers: is the old name of access.subjects; keep one of them`;
    if (one.externalId !== undefined && one.externalIdFile !== undefined)
      yield `${at}.externalIdFile: is there beside externalId; keep one of them`;
  }
  if (organization === undefined) return;
  if (/[{}]/.test(organization.roleArn ?? ''))
    yield `organization.roleArn: must name one account, without ${placeholder}: the management account or a delegated administrator`;
  yield* missing('organization.use', organization.use, templates);
  const { roleArn } = templates[organization.use] ?? { roleArn: '' };
  if (roleArn === undefined)
    yield `templates.${organization.use}.roleArn: is missing; accounts of an organization need a role to be assumed`;
}

export const placeholder = '{accountId}';

function* problemsOf(at: string, { roleArn, externalIdFile }: Omit<Entry, 'use'>): Generator<string> {
  for (const [name, text = ''] of Object.entries({ roleArn, externalIdFile })) {
    const rest = text.replaceAll(placeholder, '');
    if (/[{}]/.test(rest))
      yield `${at}.${name}: ${placeholder} is the only placeholder; remove the other braces`;
  }
}

function* missing(at: string, name: string, templates: AccountsFile['templates']): Generator<string> {
  if (!Object.hasOwn(templates, name))
    yield `${at}: there is no template ${JSON.stringify(name)}; add it to templates, or name one of them`;
}
