/** The credentials and connections of callers: made when they are first used, and closed when they may not be used any more. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Account } from '../config/accounts.ts';
import type { Allows } from '../ec2/actions.ts';
import { createBucket, maxWaitMs } from '../ec2/bucket.ts';
import type { Ec2ClientOptions, Endpoint, Retries } from '../ec2/clients.ts';
import { type Connection, createConnection } from '../ec2/connection.ts';
import type { Ec2Observer } from '../ec2/observer.ts';
import type { Place } from '../ec2/scope.ts';
import { type Credentials, shareCredentials } from '../ec2/sharedCredentials.ts';
import { SharedHandler } from '../ec2/sockets.ts';
import { assumeRole, createStsClient } from '../ec2/sts.ts';
import { createTokens, systemClock } from '../ec2/tokens.ts';
import { toSessionPolicy } from './sessionPolicy.ts';

/** How many connections are kept, each about 25 KB, and how many credentials, each about 2 KB. */
const maxConnections = 1_000;
const maxCredentials = 10_000;

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

interface Options {
  /** The gateway's own credentials. */
  readonly credentials: Ec2ClientOptions['credentials'];
  readonly endpoint: Endpoint | undefined;
  readonly observer: Pick<Ec2Observer, 'assumed'>;
  /** How many roles may be assumed in a second, and at once. Undefined: any number. */
  readonly stsRate: number | undefined;
}

export interface CallerConnections {
  /** @returns the kept one, or a new one. */
  connectionOf(use: Use, place: Place, retries: Retries): Connection;
  /** Forgets what is not allowed any more, and closes its clients after the calls that use them. */
  keepOnly(isAllowed: (use: Use, region?: string) => boolean): void;
  all(): Iterable<Connection>;
  stop(): void;
}

export function createCallerConnections({
  credentials,
  endpoint,
  observer,
  stsRate,
}: Options): CallerConnections {
  const stsClients = new LRUCache<string, ReturnType<typeof createStsClient>>({
    max: 50,
    dispose: (client) => client.destroy(),
  });
  const roles = new LRUCache<string, { use: Use; provide: () => Promise<Credentials> }>({
    max: maxCredentials,
  });
  const connections = new LRUCache<
    string,
    { use: Use; region: string; isLate: boolean; connection: Connection }
  >({
    max: maxConnections,
    dispose: ({ connection }) => connection.retire(),
  });
  const sockets = new SharedHandler();
  const stsTurns = stsRate === undefined ? undefined : createStsTurns(stsRate);
  let isAllowedNow: (use: Use, region?: string) => boolean = () => true;

  function stsIn(region: string) {
    const client = stsClients.get(region) ?? createStsClient({ region, endpoint, credentials });
    stsClients.set(region, client);
    return client;
  }

  /** One for all Regions of the account: the first one's STS gives credentials for all of them. */
  function credentialsOf(use: Use): Ec2ClientOptions['credentials'] {
    const { user, accountId, account } = use;
    const { roleArn, externalId, regions } = account;
    if (roleArn === undefined) return credentials;
    const key = keyOf(use);
    const known = roles.get(key);
    if (known !== undefined) return known.provide;
    const callerName = toSessionName(user.sessionName);
    const assume = assumeRole(() => stsIn(regions[0] ?? ''), {
      accountId,
      roleArn,
      externalId,
      callerName,
      policy: () => toSessionPolicy(user.allows),
      turn: async () => stsTurns?.take({ callers: [user.name] }, maxWaitMs),
      onAssumed: observer.assumed,
    });
    const provide = shareCredentials(assume);
    roles.set(key, { use, provide });
    return provide;
  }

  return {
    connectionOf(use, { region }, retries) {
      const key = `${region} ${keyOf(use)}`;
      const known = connections.get(key);
      if (known !== undefined) return known.connection;
      const connection = createConnection({
        region,
        endpoint,
        credentials: credentialsOf(use),
        retries,
        handler: sockets,
      });
      // A request that began before the accounts file changed may go on, and leaves nothing open.
      const isLate = !isAllowedNow(use, region);
      if (isLate) connection.retire();
      connections.set(key, { use, region, isLate, connection });
      return connection;
    },
    keepOnly(isAllowed) {
      isAllowedNow = isAllowed;
      for (const [key, { use, region, isLate }] of [...connections.entries()])
        if (isLate || !isAllowed(use, region)) connections.delete(key);
      for (const [key, { use }] of [...roles.entries()]) if (!isAllowed(use)) roles.delete(key);
    },
    *all() {
      for (const { connection } of connections.values()) yield connection;
    },
    stop() {
      for (const { connection } of connections.values()) connection.close();
      connections.clear();
      roles.clear();
      stsClients.clear();
      sockets.close();
    },
  };
}

/** Callers have their turns: a list of one over all accounts needs a role in each, and must not hold up the others. */
const createStsTurns = (perSecond: number) =>
  createBucket(
    createTokens({ capacity: perSecond, refillPerSecond: perSecond }, systemClock),
    systemClock,
    () => {},
  );

/** Nothing that one of these texts changes may be used by another. */
const keyOf = ({ user, accountId, account }: Use): string =>
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
