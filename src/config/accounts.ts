/** The accounts file: which accounts and Regions the gateway serves, through which roles, for whom, and where packets may go. */
import * as z from 'zod';
import { regionCode } from './settings.ts';

const accountId = z.string().regex(/^\d{12}$/, 'must be a 12-digit account ID');

const account = z.strictObject({
  regions: z.array(regionCode).min(1, 'must name at least one Region'),
  /** Absent: the gateway's own credentials, which must then be of this account. */
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'must be the ARN of a role')
    .optional(),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must have 2 to 1224 letters, digits or +=,.@:/-')
    .optional(),
  /** Subjects of the tokens that may use the account; absent: every caller. */
  callers: z.array(z.string().min(1)).optional(),
});

const ids = (prefix: string) =>
  z.array(z.string().regex(new RegExp(`^${prefix}-[0-9a-zA-Z]{8,32}$`), `must be ${prefix}-…`)).default([]);

/** Where packets may be sent; whatever is not named here is refused. */
const approvedTargets = z.strictObject({
  trafficMirrorTargetIds: ids('tmt'),
  networkInterfaceIds: ids('eni'),
  networkLoadBalancerArns: z.array(z.string().startsWith('arn:', 'must be an ARN')).default([]),
  gatewayLoadBalancerEndpointIds: ids('vpce'),
  /** Accounts all of whose targets may be used. */
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

/** What is wrong with the accounts that have no role, one line each, when the gateway's own credentials are of `ownAccountId`. */
export function strangersTo(ownAccountId: string, { accounts }: Accounts): string[] {
  return Object.entries(accounts)
    .filter(([id, { roleArn }]) => roleArn === undefined && id !== ownAccountId)
    .map(
      ([id]) =>
        `accounts.${id}: has no roleArn, so the gateway's own credentials would be used, and they are of account ${ownAccountId}; add a roleArn, or run the gateway on credentials of ${id}`,
    );
}

/**
 * Reads the text of the accounts file.
 *
 * @returns the accounts, or one line per problem.
 */
export function parseAccounts(text: string): Accounts | { readonly problems: readonly string[] } {
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
