/** Which accounts and Regions a caller sees, and with whose credentials. */
import { createHash } from 'node:crypto';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { LRUCache } from 'lru-cache';
import { toSessionPolicy, usefulScopes } from '../ec2/actions.ts';
import { createBudget, type OnPaced } from '../ec2/budget.ts';
import {
  createRetries,
  createScope,
  type Ec2ClientOptions,
  type Ec2Scope,
  type Ec2ScopeOptions,
} from '../ec2/clients.ts';
import type { Ec2Observer } from '../ec2/observer.ts';
import { createScopes, type Scopes } from '../ec2/scopes.ts';

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
  /** What waits in each lane of each scope, by action. */
  waiting(): Iterable<readonly [action: string, count: number]>;
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
      const useful = usefulScopes(held);
      const key = JSON.stringify(useful);
      const allows = (name: string) => useful.includes(name);
      // The copy has the client of the original, which is one for all callers.
      const forCaller = (scope: Ec2Scope) => ({ ...scope, allows, lanes: new Map() });
      const scopes = known.get(key) ?? createScopes(forCaller(home), ...others.map(forCaller));
      known.set(key, scopes);
      return scopes;
    },
    waiting: () => waitingIn([...known.values()].flatMap((scopes) => scopes.all)),
    stop: () => {
      for (const scope of [home, ...others]) scope.close();
    },
  };
}

/** Sums over scopes: who watches wants to know how long the queues are, not whose. */
function waitingIn(scopes: readonly Ec2Scope[]): Iterable<readonly [string, number]> {
  const counts = new Map<string, number>();
  for (const [action, lane] of scopes.flatMap((scope) => [...scope.lanes])) {
    counts.set(action, (counts.get(action) ?? 0) + lane.waiting);
  }
  return counts;
}

interface AccountOptions {
  readonly regions: readonly string[];
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
  readonly callers?: readonly string[] | undefined;
}

/** What all callers share of an account and Region. */
type Bounds = Pick<Ec2ScopeOptions, 'budget' | 'retries'>;

export interface RoleAccessOptions {
  readonly accounts: Readonly<Record<string, AccountOptions>>;
  /** The gateway's own credentials, which may do no more than assume the roles. */
  readonly credentials?: Ec2ClientOptions['credentials'];
  readonly endpoint?: string | undefined;
  /** How much of EC2's request rates may be used; undefined: EC2 has none. */
  readonly budgetShare: number | undefined;
  readonly observer?: Ec2Observer;
  /** Told of every wait for EC2's request rates. */
  readonly paced?: OnPaced;
}

/**
 * A role of the account for each caller: CloudTrail names the person, and IAM is a check of its own. Its session is narrowed
 * to the caller's scopes, so IAM also stops what this process should not have sent.
 *
 * Everything that is kept hangs on the caller's own scopes, so nothing of one caller reaches another one.
 */
export function createRoleAccess(options: RoleAccessOptions): Access {
  const { accounts, credentials, endpoint, budgetShare, observer, paced } = options;
  const bounds = new Map<string, Bounds>();
  const sts = new LRUCache<string, STSClient>({ max: 50, dispose: (client) => client.destroy() });
  const known = new LRUCache<string, Scopes>({
    max: maxPrincipals,
    dispose: (scopes) => {
      for (const scope of scopes.all) scope.close();
    },
  });

  /** EC2 counts its request rates by account and Region, whoever asks. */
  function boundsOf(accountId: string, region: string): Bounds {
    const key = `${accountId} ${region}`;
    const known = bounds.get(key);
    if (known !== undefined) return known;
    const budget = budgetShare === undefined ? undefined : createBudget(budgetShare, paced);
    const fresh = { budget, retries: createRetries() };
    bounds.set(key, fresh);
    return fresh;
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

  function connect(subject: string, useful: readonly string[]): Ec2Scope[] {
    const allows = (name: string) => useful.includes(name);
    const policy = toSessionPolicy(allows);
    return Object.entries(accounts)
      .filter(([, { callers }]) => callers === undefined || callers.includes(subject))
      .flatMap(([accountId, account]) =>
        account.regions.map((region) => {
          const { roleArn, externalId } = account;
          const role =
            roleArn === undefined
              ? credentials
              : assumeRole(() => stsIn(region), { roleArn, externalId, subject, policy });
          return createScope({
            accountId,
            region,
            endpoint,
            credentials: role,
            allows,
            ...boundsOf(accountId, region),
            ...(observer && { observer }),
          });
        }),
      );
  }

  return {
    scopesFor({ subject, scopes: held }) {
      const useful = usefulScopes(held);
      const key = JSON.stringify([subject, useful]);
      const scopes = known.get(key);
      if (scopes !== undefined) return scopes;
      const [home, ...others] = connect(subject, useful);
      if (home === undefined) return undefined;
      const fresh = createScopes(home, ...others);
      known.set(key, fresh);
      return fresh;
    },
    waiting: () => waitingIn([...known.values()].flatMap((scopes) => scopes.all)),
    stop() {
      known.clear();
      sts.clear();
    },
  };
}

/** Credentials of a role, in the caller's name. The SDK asks again when they are about to expire, and once for all who wait. */
function assumeRole(
  sts: () => STSClient,
  {
    roleArn,
    externalId,
    subject,
    policy,
  }: { roleArn: string; externalId: string | undefined; subject: string; policy: string },
) {
  return async () => {
    const name = toSessionName(subject);
    const { Credentials } = await sts().send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: name,
        SourceIdentity: name,
        ExternalId: externalId,
        Policy: policy,
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
  // What looks like the hash of another one's subject gets one of its own.
  if (/^(?!h-)[\w+=,.@-]{2,64}$/.test(subject)) return subject;
  return `h-${createHash('sha256').update(subject).digest('hex').slice(0, 40)}`;
}
