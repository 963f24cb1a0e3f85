/** Role sessions of callers: one for each caller, account and set of permissions, made when it is first used. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Account } from '../config/accounts.ts';
import type { Allows } from '../ec2/actions.ts';
import { createBucket, maxWaitMs } from '../ec2/bucket.ts';
import type { Ec2ClientOptions, Endpoint } from '../ec2/clients.ts';
import type { Ec2Observer } from '../ec2/observer.ts';
import { type SharedCredentials, shareCredentials } from '../ec2/sharedCredentials.ts';
import { assumeRole } from '../ec2/sts.ts';
import { createStsClients } from '../ec2/stsClients.ts';
import { createTokens, systemClock } from '../ec2/tokens.ts';
import type { Span } from '../trace.ts';
import { toSessionPolicy } from './sessionPolicy.ts';

/** How many are kept, each about 2 KB. */
const maxSessions = 10_000;

/** How long those are kept that no new request may use: requests that began before may still need them, and run for less. */
const keptForMs = 60_000;

/** Who uses an account. */
export interface User {
  /** As the accounts file names the caller. */
  readonly name: string;
  readonly groups: readonly string[];
  /** As CloudTrail names the caller. */
  readonly sessionName: string;
  /** The same text for the same permissions. */
  readonly permissions: string;
  readonly allows: Allows;
}

/** An account that somebody uses, as the accounts file described it then. */
export interface Use {
  readonly user: User;
  readonly accountId: string;
  readonly account: Account;
}

export interface RoleOptions {
  /** The gateway's own credentials. */
  readonly credentials: Ec2ClientOptions['credentials'];
  readonly endpoint: Endpoint | undefined;
  readonly observer: Pick<Ec2Observer, 'assumed'>;
  /** How many roles may be assumed in a second, and at once. Undefined: any number. */
  readonly stsRate: number | undefined;
}

export interface RoleSessions {
  /** One for all Regions of the account: the first one's STS gives credentials for all of them. @param isNew whether its request began with the accounts file of now. */
  credentialsOf(use: Use, isNew: boolean): Pick<Ec2ClientOptions, 'credentials' | 'prepare'>;
  /** Leaves those that are not allowed any more to requests that have begun, and forgets them after that. */
  keepOnly(isAllowed: (use: Use) => boolean): void;
  stop(): void;
}

export function createRoleSessions({ credentials, endpoint, observer, stsRate }: RoleOptions): RoleSessions {
  const stsClients = createStsClients({ endpoint, credentials });
  const sessions = new LRUCache<string, { use: Use; provide: SharedCredentials; isGone: boolean }>({
    max: maxSessions,
  });
  const stsTurns = stsRate === undefined ? undefined : createStsTurns(stsRate);

  function forget(): void {
    for (const [key, { isGone }] of [...sessions.entries()]) if (isGone) sessions.delete(key);
  }

  return {
    credentialsOf(use, isNew) {
      const { user, accountId, account } = use;
      const { roleArn, externalId, regions } = account;
      if (roleArn === undefined) return { credentials };
      const key = keyOf(use);
      const known = sessions.get(key);
      if (known !== undefined && !(known.isGone && isNew)) return toOptions(known.provide);
      const assume = assumeRole(() => stsClients.in(regions[0] ?? ''), {
        accountId,
        roleArn,
        externalId,
        callerName: toSessionName(user.sessionName),
        policy: () => toSessionPolicy(user.allows),
        turn: async () => stsTurns?.take({ callers: [user.name] }, maxWaitMs),
        onAssumed: (result) => observer.assumed(accountId, result),
      });
      const begin = (waiting: Span) =>
        waiting.begin('AssumeRole', { 'rpc.method': 'AssumeRole', 'cloud.account.id': accountId });
      const provide = shareCredentials(assume, begin);
      sessions.set(key, { use, provide, isGone: false });
      return toOptions(provide);
    },
    keepOnly(isAllowed) {
      for (const session of sessions.values()) session.isGone ||= !isAllowed(session.use);
      setTimeout(forget, keptForMs).unref();
    },
    stop() {
      sessions.clear();
      stsClients.stop();
    },
  };
}

const toOptions = (provide: SharedCredentials) => ({ credentials: provide, prepare: provide.for });

/** Callers have their turns: a list of one over all accounts needs a role in each, and must not hold up the others. */
export const createStsTurns = (perSecond: number) =>
  createBucket(
    createTokens({ capacity: perSecond, refillPerSecond: perSecond }, systemClock),
    systemClock,
    () => {},
  );

/** Nothing that one of these texts changes may be used by another. */
export const keyOf = ({ user, accountId, account }: Use): string =>
  JSON.stringify([user.name, user.permissions, accountId, roleOf(account)]);

/** What the credentials of an account come from, as a text: its role, and the Region whose STS is asked. */
export const roleOf = ({ roleArn, externalId, regions: [first] }: Account): string =>
  JSON.stringify([roleArn, externalId, first]);

/** STS allows 2 to 64 characters of a small set as session name and source identity (STS API reference, AssumeRole). */
export function toSessionName(subject: string): string {
  // A subject that looks like a hash is hashed too, so it cannot pose as another subject.
  if (/^(?!h-)[\w+=,.@-]{2,64}$/.test(subject)) return subject;
  return `h-${createHash('sha256').update(subject).digest('hex').slice(0, 40)}`;
}
