/** Serves each caller through a role of the account: CloudTrail names the caller, and IAM checks permissions independently. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Account } from '../config/accounts.ts';
import type { Allows } from '../ec2/actions.ts';
import { createRecent } from '../ec2/changes/recent.ts';
import { createRetries, type Ec2ClientOptions, type Endpoint } from '../ec2/clients.ts';
import type { Ec2Observer } from '../ec2/observer.ts';
import { createScope, type Ec2Scope, type Ec2ScopeOptions, type SharedPartsOf } from '../ec2/scope.ts';
import { createScopes, type Scopes } from '../ec2/scopes.ts';
import { assumeRole, createStsClient } from '../ec2/sts.ts';
import { type Access, maxCallers, waitingIn } from './access.ts';
import { ec2PermissionsOf, toSessionPolicy } from './sessionPolicy.ts';

/** What all callers share in an account and Region. */
type Shared = Pick<Ec2ScopeOptions, 'budget' | 'retries' | 'recent'>;

export interface RoleAccessOptions {
  readonly accounts: Readonly<Record<string, Account>>;
  /** The gateway's own credentials, which only need permission to assume the roles. */
  readonly credentials?: Ec2ClientOptions['credentials'];
  readonly endpoint?: Endpoint | undefined;
  /** Default: EC2 has no request rates, and there are no other replicas. */
  readonly sharedOf?: SharedPartsOf;
  /** A larger answer of EC2 is not read. Default: 16 MiB. */
  readonly maxAnswerBytes?: number | undefined;
  readonly observer?: Ec2Observer | undefined;
}

/**
 * Creates access through roles. A session policy narrows each role session to the caller's permissions, so IAM also stops what this
 * process should not have sent. Scopes are kept per caller and set of permissions, so nothing in them can reach another caller.
 */
export function createRoleAccess(options: RoleAccessOptions): Access {
  const { accounts, credentials, endpoint, maxAnswerBytes, observer } = options;
  const { sharedOf = () => ({ budget: undefined, recent: createRecent() }) } = options;
  const shared = new Map<string, Shared>();
  const stsClients = new LRUCache<string, ReturnType<typeof createStsClient>>({
    max: 50,
    dispose: (client) => client.destroy(),
  });
  const known = new LRUCache<string, Scopes>({
    max: maxCallers,
    dispose: (scopes) => {
      for (const scope of scopes.all) scope.close();
    },
  });

  /** EC2 counts its request rates by account and Region, whoever the caller is. */
  function sharedIn(accountId: string, region: string): Shared {
    const key = `${accountId} ${region}`;
    const known = shared.get(key);
    if (known !== undefined) return known;
    const fresh = { ...sharedOf({ accountId, region }), retries: createRetries() };
    shared.set(key, fresh);
    return fresh;
  }

  function stsIn(region: string) {
    const client = stsClients.get(region) ?? createStsClient({ region, endpoint, credentials });
    stsClients.set(region, client);
    return client;
  }

  function connect(subject: string, allows: Allows): Ec2Scope[] {
    const policy = toSessionPolicy(allows);
    const callerName = toSessionName(subject);
    return Object.entries(accounts)
      .filter(([, { callers }]) => callers === undefined || callers.includes(subject))
      .flatMap(([accountId, { regions, roleArn, externalId }]) =>
        regions.map((region) => {
          const role =
            roleArn === undefined
              ? credentials
              : assumeRole(() => stsIn(region), { accountId, roleArn, externalId, callerName, policy });
          return createScope({
            accountId,
            region,
            endpoint,
            credentials: role,
            allows,
            maxAnswerBytes,
            ...sharedIn(accountId, region),
            observer,
          });
        }),
      );
  }

  return {
    scopesFor({ subject, permissions }) {
      const relevant = ec2PermissionsOf(permissions);
      const key = JSON.stringify([subject, relevant]);
      const scopes = known.get(key);
      if (scopes !== undefined) return scopes;
      const [home, ...others] = connect(subject, (permission) => relevant.includes(permission));
      if (home === undefined) return undefined;
      const fresh = createScopes(home, ...others);
      known.set(key, fresh);
      return fresh;
    },
    accountIds: Object.keys(accounts),
    serves: (accountId) => Object.hasOwn(accounts, accountId),
    waiting: () => waitingIn(known.values()),
    stop() {
      known.clear();
      stsClients.clear();
    },
  };
}

/** STS allows 2 to 64 characters of a small set as session name and source identity (STS API reference, AssumeRole). */
export function toSessionName(subject: string): string {
  // A subject that looks like a hash is hashed too, so it cannot pose as another subject.
  if (/^(?!h-)[\w+=,.@-]{2,64}$/.test(subject)) return subject;
  return `h-${createHash('sha256').update(subject).digest('hex').slice(0, 40)}`;
}
