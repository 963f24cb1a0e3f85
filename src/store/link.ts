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

/** Opens a link; it is connected later. */
export function openLink(settings: LinkSettings, { onReady, onError, onEnd }: LinkEvents): Link {
  const { redisUrl, redisTopology, redisSentinelName = '' } = settings;
  const [{ host, port }] = redisUrl.addresses;
  const common = {
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
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
      sentinelRootNodes: [...redisUrl.addresses],
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
  const times = { connectTimeout: 1_000, reconnectStrategy: pauseMs };
  if (!redisUrl.isEncrypted) return times;
  return { ...times, tls: true as const, ...(redisCa !== undefined && { ca: redisCa }) };
}

/** 50 ms, twice as long each time, at most two seconds. At random, so that replicas do not all connect at the same time. */
const pauseMs = (retries: number) => Math.min(2_000, 50 * 2 ** retries) * (0.5 + Math.random() / 2);
