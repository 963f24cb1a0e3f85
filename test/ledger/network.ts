/** A TCP proxy with faults: it resets, delays, cuts off or never answers a share of the requests. */
import { connect, createServer, type Socket } from 'node:net';
import type { Random } from './random.ts';

/** The faults; each is chosen as often as it is listed. */
const mishaps = [
  'resetBefore',
  'resetBefore',
  'resetAfter',
  'resetAfter',
  'dropAnswer',
  'delay',
  'delay',
  'truncate',
  'truncate',
] as const;
export type Mishap = (typeof mishaps)[number];

export interface Network {
  readonly port: number;
  /** How often each mishap has happened. */
  readonly counts: ReadonlyMap<Mishap, number>;
  /** Refuses connections, like a host on which the program has ended. */
  close(): void;
  /** Accepts connections again. */
  open(): Promise<void>;
  stop(): void;
}

/** @param share of requests that get a fault, 0 to 1. @param upstream the port that the proxy connects to. */
export async function startNetwork(random: Random, share: number, upstream: () => number): Promise<Network> {
  const sockets = new Set<Socket>();
  const counts = new Map<Mishap, number>();
  const draw = (): Mishap | undefined => {
    if (!random.chance(share)) return undefined;
    const mishap = random.pick(mishaps);
    counts.set(mishap, (counts.get(mishap) ?? 0) + 1);
    return mishap;
  };
  const server = createServer({ noDelay: true }, (client) => {
    sockets.add(client);
    client.once('close', () => sockets.delete(client));
    relay(client, connect({ port: upstream(), host: '127.0.0.1', noDelay: true }), draw, random);
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const { port } = address;
  return {
    port,
    counts,
    close: () => void server.close(),
    open: () => (server.listening ? Promise.resolve() : listen(port)),
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Connects two sockets. Whatever arrives from the client after an answer is the start of the next request. */
function relay(client: Socket, server: Socket, draw: () => Mishap | undefined, random: Random): void {
  let mishap: Mishap | undefined;
  let isNewRequest = true;
  const end = () => {
    client.resetAndDestroy();
    // Not reset: the other side still reads what was sent before.
    server.end();
  };
  client.on('data', (chunk) => {
    if (isNewRequest) mishap = draw();
    isNewRequest = false;
    if (mishap === 'resetBefore') return end();
    if (mishap === 'delay') {
      client.pause();
      setTimeout(() => {
        client.resume();
        if (!client.destroyed) server.write(chunk);
      }, 20 + random.below(400));
    } else server.write(chunk);
    if (mishap === 'resetAfter') setTimeout(end, random.below(8));
  });
  server.on('data', (chunk) => {
    isNewRequest = true;
    if (mishap === 'dropAnswer') return;
    if (mishap === 'truncate') client.end(chunk.subarray(0, chunk.length >> 1));
    else if (!client.destroyed) client.write(chunk);
  });
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => undefined);
    one.once('close', () => other.destroy());
  }
}
