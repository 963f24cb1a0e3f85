/** The store that several replicas share. It orders changes and paces calls, and nothing that must be true depends on it. */
import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import type { Leases } from '../ec2/changes/leasedMutex.ts';
import type { SharedNews } from '../ec2/changes/recent.ts';
import type { SharedBucket } from '../ec2/sharedTokens.ts';
import type { Logger } from '../log.ts';
import { createSharedBucket } from './buckets.ts';
import type { StoreResult } from './call.ts';
import { startConnection } from './connection.ts';
import { createLeases, type LeaseResult } from './leases.ts';
import { type LinkSettings, openLink } from './link.ts';
import { createSharedNews } from './news.ts';
import { countReplicas } from './scripts.ts';

export { ping } from './ping.ts';

interface Place {
  readonly accountId: string;
  readonly region: string;
}

export interface Store {
  /** Whether it answers, as far as is known. */
  isUp(): boolean;
  /** How many replicas were there when it answered last; 0: it never did. */
  replicas(): number;
  readonly leases: Leases;
  /** @param name of the bucket, within an account and Region. */
  bucketOf(place: Place, name: string): SharedBucket;
  newsOf(place: Place): SharedNews;
  stop(): Promise<void>;
}

export interface StoreObserver {
  storeCalled(result: StoreResult, seconds: number): void;
  leased(result: LeaseResult): void;
}

/** A replica that has not been there for so long is forgotten. */
const forgottenMs = 30_000;
/** How long the start waits for the store. */
const startMs = 1_500;

/** Connects to the store. One that is down does not hinder the start: the log says so, and it is tried again. */
export async function startStore(
  settings: LinkSettings & Pick<Config, 'redisPrefix'>,
  observer: StoreObserver,
  log: Logger,
): Promise<Store> {
  const { redisPrefix: prefix } = settings;
  const id = randomUUID();
  const registry = [`${prefix}:replicas`] as const;
  let replicas = 0;
  let downSinceMs = performance.now();
  let onFirst = () => {};
  const first = new Promise<void>((resolve) => {
    onFirst = resolve;
    setTimeout(resolve, startMs).unref();
  });
  const connection = startConnection(
    (events, number) => openLink(settings, events, number),
    async (run) => {
      const reply = await run(countReplicas, { keys: registry, args: [id, forgottenMs] });
      if (typeof reply === 'number') replicas = reply;
      return reply;
    },
    {
      onCalled: observer.storeCalled,
      onDown(reason) {
        downSinceMs = performance.now();
        log.warn({ reason }, `${isDown}: ${withoutIt}`);
      },
      onUp() {
        onFirst();
        log.notice({ afterMs: Math.round(performance.now() - downSinceMs), replicas }, 'the store answers');
      },
    },
  );
  await first;
  if (!connection.isUp())
    log.warn({ reason: connection.lastError() }, `${isDown} at the start: ${withoutIt}`);
  // The braces keep all keys of an account and Region together in a Cluster.
  const keyOf = ({ accountId, region }: Place, name: string) => `${prefix}:{${accountId}/${region}}:${name}`;
  return {
    isUp: connection.isUp,
    replicas: () => replicas,
    leases: createLeases(connection, id, (place, name) => keyOf(place, `lease:${name}`), observer.leased),
    newsOf: (place) => createSharedNews(connection, (name) => keyOf(place, `new:${name}`)),
    bucketOf: (place, name) => createSharedBucket(connection, keyOf(place, `bucket:${name}`)),
    async stop() {
      await connection.run(countReplicas, { keys: registry, args: [id, 0] });
      connection.stop();
    },
  };
}

const isDown = 'the store does not answer';
const withoutIt =
  'changes with ifVersion are refused, and calls of EC2 are paced with a part of the rates until it does';
