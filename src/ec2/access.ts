/** Which accounts and Regions a caller sees, and with whose credentials. */
import { createHash } from 'node:crypto';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { LRUCache } from 'lru-cache';
import { type Budget, createBudget } from './budget.ts';
import { createScope, type Ec2ClientOptions, type Ec2Scope } from './clients.ts';
import { createScopes, type Scopes } from './scopes.ts';

/** Callers whose credentials, lanes and connections are kept. */
const maxPrincipals = 1_000;

/** Who asks, as far as credentials and permissions depend on it. */
export interface Principal {
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
}

export interface Access {
  /** @returns undefined when the caller may use no account at all. */
  scopesFor(principal: Principal): Scopes | undefined;
  /** Closes every connection. */
  stop(): void;
}

/**
 * The gateway's own credentials for everybody: what a caller may do depends on the caller's scopes alone.
 *
 * Lanes are shared by callers with equal scopes only: what a lane has read carries the permissions it was read with.
 */
export function createSharedAccess(home: Ec2Scope, ...others: readonly Ec2Scope[]): Access {
  const known = new LRUCache<string, Scopes>({ max: maxPrincipals });
  return {
    scopesFor: ({ scopes: held }) => {
      const key = [...held].sort().join(' ');
      const allows = (scope: string) => held.has(scope);
      const forCaller = (scope: Ec2Scope) => ({ ...scope, allows, lanes: new Map() });
      const scopes = known.get(key) ?? createScopes(forCaller(home), ...others.map(forCaller));
      known.set(key, scopes);
      return scopes;
    },
    stop: () => {
      for (const scope of [home, ...others]) scope.client.destroy();
    },
  };
}

interface AccountOptions {
  readonly regions: readonly string[];
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
  readonly callers?: readonly string[] | undefined;
}

export interface RoleAccessOptions {
  readonly accounts: Readonly<Record<string, AccountOptions>>;
  /** The gateway's own credentials, which may do no more than assume the roles. */
  readonly credentials?: Ec2ClientOptions['credentials'];
  readonly endpoint?: string | undefined;
  /** How much of EC2's request rates may be used; undefined: EC2 has none. */
  readonly budgetShare: number | undefined;
}

/**
 * A role of the account for each caller: CloudTrail names the person, and IAM is a check of its own.
 *
 * Everything that is kept hangs on the caller's own scopes, so nothing of one caller reaches another one.
 */
export function createRoleAccess({
  accounts,
  credentials,
  endpoint,
  budgetShare,
}: RoleAccessOptions): Access {
  const budgets = new Map<string, Budget>();
  const sts = new LRUCache<string, STSClient>({ max: 50, dispose: (client) => client.destroy() });
  const known = new LRUCache<string, Ec2Scope[]>({
    max: maxPrincipals,
    dispose: (scopes) => {
      for (const scope of scopes) scope.client.destroy();
    },
  });

  /** EC2 counts its request rates by account and Region, whoever asks. */
  function budgetOf(accountId: string, region: string): Budget | undefined {
    if (budgetShare === undefined) return undefined;
    const key = `${accountId} ${region}`;
    const budget = budgets.get(key) ?? createBudget(budgetShare);
    budgets.set(key, budget);
    return budget;
  }

  function stsIn(region: string): STSClient {
    const client =
      sts.get(region) ??
      new STSClient({
        region,
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(credentials === undefined ? {} : { credentials }),
      });
    sts.set(region, client);
    return client;
  }

  function connect({ subject, scopes }: Principal): Ec2Scope[] {
    return Object.entries(accounts)
      .filter(([, { callers }]) => callers === undefined || callers.includes(subject))
      .flatMap(([accountId, account]) =>
        account.regions.map((region) => {
          const role =
            account.roleArn === undefined
              ? credentials
              : assumeRole(() => stsIn(region), account.roleArn, account.externalId, subject);
          const budget = budgetOf(accountId, region);
          const scope = createScope({ accountId, region, endpoint, credentials: role, budget });
          return { ...scope, allows: (name: string) => scopes.has(name) };
        }),
      );
  }

  return {
    scopesFor(principal) {
      const key = JSON.stringify([principal.subject, [...principal.scopes].sort()]);
      const scopes = known.get(key) ?? connect(principal);
      known.set(key, scopes);
      const [home, ...others] = scopes;
      return home && createScopes(home, ...others);
    },
    stop() {
      known.clear();
      sts.clear();
    },
  };
}

/** Credentials of a role, in the caller's name. The SDK asks again when they are about to expire, and once for all who wait. */
function assumeRole(sts: () => STSClient, roleArn: string, externalId: string | undefined, subject: string) {
  return async () => {
    const name = toSessionName(subject);
    const { Credentials } = await sts().send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: name,
        SourceIdentity: name,
        ExternalId: externalId,
        Tags: [{ Key: 'tmgw:caller', Value: name }],
        TransitiveTagKeys: ['tmgw:caller'],
        DurationSeconds: 3_600,
      }),
      { abortSignal: AbortSignal.timeout(10_000) },
    );
    if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey)
      throw new Error('STS answered without credentials');
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      ...(Credentials.SessionToken === undefined ? {} : { sessionToken: Credentials.SessionToken }),
      ...(Credentials.Expiration === undefined ? {} : { expiration: Credentials.Expiration }),
    };
  };
}

/** STS takes 2 to 64 of a few characters as session name and source identity (STS API reference, AssumeRole). */
export function toSessionName(subject: string): string {
  if (/^[\w+=,.@-]{2,64}$/.test(subject)) return subject;
  return `h-${createHash('sha256').update(subject).digest('hex').slice(0, 40)}`;
}
