/** The connections of callers: made when they are first used, and closed when they may not be used any more. */
import { LRUCache } from 'lru-cache';
import type { Ec2ClientOptions, Retries } from '../ec2/clients.ts';
import { type Connection, createConnection } from '../ec2/connection.ts';
import type { Place } from '../ec2/scope.ts';
import { SharedHandler } from '../ec2/sockets.ts';
import { createRoleSessions, keyOf, type RoleOptions, type Use } from './roleSessions.ts';

/** How many are kept, each about 25 KB. */
const maxConnections = 1_000;

export interface CallerConnections {
  /** @returns the kept one, or a new one. */
  connectionOf(use: Use, place: Place, retries: Retries): Connection;
  /** Forgets what is not allowed any more, and closes its clients after the calls that use them. */
  keepOnly(isAllowed: (use: Use, region?: string) => boolean): void;
  all(): Iterable<Connection>;
  stop(): void;
}

interface Kept {
  readonly use: Use;
  readonly region: string;
  /** Whether its request began before the accounts file changed. */
  readonly isLate: boolean;
  readonly connection: Connection;
}

export function createCallerConnections(
  options: RoleOptions & Pick<Ec2ClientOptions, 'protocols'>,
): CallerConnections {
  const roles = createRoleSessions(options);
  const connections = new LRUCache<string, Kept>({
    max: maxConnections,
    dispose: ({ connection }) => connection.retire(),
  });
  const sockets = new SharedHandler();
  let isAllowedNow: (use: Use, region?: string) => boolean = () => true;

  return {
    connectionOf(use, { region }, retries) {
      const key = `${region} ${keyOf(use)}`;
      const known = connections.get(key);
      if (known !== undefined) return known.connection;
      const isLate = !isAllowedNow(use, region);
      const connection = createConnection({
        region,
        endpoint: options.endpoint,
        protocols: options.protocols,
        ...roles.credentialsOf(use, isAllowedNow(use)),
        retries,
        handler: sockets,
      });
      // Its request may go on, and leaves nothing open.
      if (isLate) connection.retire();
      connections.set(key, { use, region, isLate, connection });
      return connection;
    },
    keepOnly(isAllowed) {
      isAllowedNow = isAllowed;
      for (const [key, { use, region, isLate }] of [...connections.entries()])
        if (isLate || !isAllowed(use, region)) connections.delete(key);
      roles.keepOnly(isAllowed);
    },
    *all() {
      for (const { connection } of connections.values()) yield connection;
    },
    stop() {
      for (const { connection } of connections.values()) connection.close();
      connections.clear();
      roles.stop();
      sockets.close();
    },
  };
}
