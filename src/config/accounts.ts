/** The accounts file: which accounts and Regions the gateway serves, with which roles, for which callers, and the approved targets. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { loadBalancerArn, notLoadBalancerArn } from '../mirroring/loadBalancers.ts';
import { regionCode } from './settings.ts';

const accountId = z.string().regex(/^\d{12}$/, 'must be a 12-digit account ID');

const account = z.strictObject({
  regions: z.array(regionCode).min(1, 'must name at least one Region'),
  /** Absent: the gateway uses its own credentials, which must belong to this account. */
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'must be the ARN of a role')
    .optional(),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must have 2 to 1224 letters, digits or +=,.@:/-')
    .optional(),
  /** Subjects of the callers that may use the account; absent: every caller. */
  callers: z.array(z.string().min(1)).optional(),
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

const schema = z.strictObject({
  accounts: z
    .record(z.string(), account)
    .refine((accounts) => Object.keys(accounts).length > 0, 'must name at least one account')
    .refine(
      (accounts) => Object.keys(accounts).every((id) => accountId.safeParse(id).success),
      'must be named by 12-digit account IDs',
    ),
  approvedTargets: approvedTargets.optional(),
});

export type Account = z.infer<typeof account>;
export type ApprovedTargets = z.infer<typeof approvedTargets>;

export interface Accounts {
  /** By account ID; a request that names no account goes to the first one. */
  readonly accounts: Readonly<Record<string, Account>>;
  readonly approvedTargets?: ApprovedTargets | undefined;
}

/** One line for each account that needs a role, because the gateway's own credentials belong to `ownAccountId`, but has none. */
export function accountsWithoutRole(ownAccountId: string, { accounts }: Accounts): string[] {
  return Object.entries(accounts)
    .filter(([id, { roleArn }]) => roleArn === undefined && id !== ownAccountId)
    .map(
      ([id]) =>
        `accounts.${id}: has no roleArn, so the gateway's own credentials would be used, which belong to account ${ownAccountId}; add a roleArn, or run the gateway with credentials of ${id}`,
    );
}

type ParsedAccounts = Accounts | { readonly problems: readonly string[] };

/** Reads the accounts file. @returns the accounts, or one line per problem. */
export function readAccounts(path: string): ParsedAccounts {
  try {
    return parseAccounts(readFileSync(path, 'utf8'));
  } catch (error) {
    return { problems: [`cannot be read: ${(error as Error).message}`] };
  }
}

/** Parses the text of the accounts file. @returns the accounts, or one line per problem. */
export function parseAccounts(text: string): ParsedAccounts {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problems: [`is not JSON: ${(error as Error).message}`] };
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
    };
  }
  const foreign = Object.entries(parsed.data.accounts).filter(
    ([id, { roleArn }]) => roleArn && !roleArn.includes(`::${id}:`),
  );
  if (foreign.length > 0) {
    return { problems: foreign.map(([id]) => `accounts.${id}.roleArn: must be a role of account ${id}`) };
  }
  return parsed.data;
}
