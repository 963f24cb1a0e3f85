/** Connects to Redis in each of its topologies. */
import { readFile } from 'node:fs/promises';
import { createClient, createCluster, createSentinel } from '@redis/client';
import type { Config } from '../config/config.ts';

/** A connection, or several. It connects again by itself. */
export interface Link {
  /** Sends a command. @param key decides which server of a Cluster gets it. @throws when there is no connection, or Redis refuses. */
  send(key: string, args: readonly string[]): Promise<unknown>;
  destroy(): void;
}

export type LinkSettings = Pick<
  Config,
  'redisTopology' | 'redisSentinelName' | 'redisUsername' | 'redisPasswordFile'
> & { readonly redisUrl: NonNullable<Config['redisUrl']>; readonly redisCa?: string | undefined };

export interface LinkEvents {
  /** It is connected, for the first time or again. */
  readonly onReady: () => void;
  readonly onError: (error: Error) => void;
  /** It could not connect, and does not try again. */
  readonly onEnd: (error: Error) => void;
}

/**
 * Opens a link; it is connected later.
 *
 * @param number of the links before it. Each begins with the next Sentinel: one that is frozen would keep all of them waiting.
 */
export function openLink(
  settings: LinkSettings,
  { onReady, onError, onEnd }: LinkEvents,
  number: number,
): Link {
  const { redisUrl, redisTopology, redisSentinelName = '' } = settings;
  const [{ host, port }] = redisUrl.addresses;
  const common = {
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    pingInterval: pingMs,
  } as const;
  const server = {
    ...common,
    ...credentialsOf(settings),
    ...(redisUrl.database > 0 && { database: redisUrl.database }),
    socket: socketOf(settings),
  };
  if (redisTopology === 'sentinel') {
    const sentinel = createSentinel({
      name: redisSentinelName,
      sentinelRootNodes: startingAt(number, redisUrl.addresses),
      nodeClientOptions: server,
      sentinelClientOptions: { ...common, socket: socketOf(settings) },
    });
    sentinel.on('error', onError).on('ready', onReady);
    sentinel.connect().catch(onEnd);
    return {
      send: (_, args) => sentinel.sendCommand(false, [...args]),
      destroy: () => void sentinel.destroy().catch(onError),
    };
  }
  if (redisTopology === 'cluster') {
    const rootNodes = redisUrl.addresses.map((address) => ({
      socket: { ...socketOf(settings), ...address },
    }));
    const cluster = createCluster({ rootNodes, defaults: server, minimizeConnections: true });
    cluster.on('error', onError);
    cluster.connect().then(onReady, onEnd);
    return {
      send: (key, args) => cluster.sendCommand(key, false, [...args]),
      destroy: () => cluster.destroy(),
    };
  }
  const client = createClient({ ...server, socket: { ...socketOf(settings), host, port } });
  client.on('error', onError).on('ready', onReady);
  client.connect().catch(onEnd);
  return { send: (_, args) => client.sendCommand([...args]), destroy: () => client.destroy() };
}

function startingAt<Item>(number: number, items: readonly Item[]): Item[] {
  const start = number % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** The password is read again for every connection, because secrets are rotated. */
function credentialsOf({ redisUrl, redisUsername, redisPasswordFile }: LinkSettings) {
  const { username = redisUsername, password } = redisUrl;
  if (username === undefined && password === undefined && redisPasswordFile === undefined) return {};
  const credentials = async () => ({
    ...(username !== undefined && { username }),
    password:
      redisPasswordFile === undefined
        ? (password ?? '')
        : (await readFile(redisPasswordFile, 'utf8')).trimEnd(),
  });
  return { credentialsProvider: { type: 'async-credentials-provider', credentials } } as const;
}

function socketOf({ redisUrl, redisCa }: LinkSettings) {
  const times = { connectTimeout: 1_000, socketTimeout: idleMs, reconnectStrategy: pauseMs };
  if (!redisUrl.isEncrypted) return times;
  return { ...times, tls: true as const, ...(redisCa !== undefined && { ca: redisCa }) };
}

/**
 * A connection that was silent for so long is closed: it leads nowhere. The client itself would wait for ever for the first answer of a
 * Sentinel or a server of a Cluster, also after the link is destroyed.
 */
const idleMs = 4_000;
/** How often each connection is used at least. */
const pingMs = 2_000;

/** 50 ms, twice as long each time, at most two seconds. At random, so that replicas do not all connect at the same time. */
const pauseMs = (retries: number) => Math.min(2_000, 50 * 2 ** retries) * (0.5 + Math.random() / 2);
