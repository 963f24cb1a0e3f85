/** A proxy before the embedded EC2 that spoils its answers as it is told. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { cleanUp } from '../support/cleanUp.ts';

/** What EC2 answered, and how it is sent on. */
export interface Sent {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Whether the body is sent in pieces, with pauses of this many milliseconds. */
  readonly dripMs?: number;
  /** Whether the connection is reset after this share of the bytes. */
  readonly cutAt?: number;
  /** Sent before the head, and after the body. */
  readonly before?: string;
  readonly after?: string;
}

export type Spoil = (answer: Sent) => Sent;

export interface Spoiler {
  readonly url: string;
  /** Spoils every answer from now on; undefined leaves them as they are. */
  spoil(how: Spoil | undefined): void;
  stop(): void;
}

/** Pieces of a body that drips. */
const drips = 8;

export async function startSpoiler(upstream: string): Promise<Spoiler> {
  let how: Spoil | undefined;
  const server = createServer(async (incoming, response) => {
    const chosen = how;
    const answer = await forward(upstream, incoming).catch(() => undefined);
    const { socket } = response;
    if (answer === undefined || socket === null) return void incoming.destroy();
    const { status, headers, body } = answer;
    if (chosen === undefined) return void response.writeHead(status, headers.flat()).end(body);
    await send(socket, chosen(answer)).catch(() => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spoil(next) {
      how = next;
    },
    stop: cleanUp(() => {
      server.closeAllConnections();
      server.close();
    }),
  };
}

async function forward(upstream: string, incoming: IncomingMessage): Promise<Sent> {
  const { method, url = '/', headers } = incoming;
  const sent = incoming.pipe(request(new URL(url, upstream), { method, headers }));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return toSent(answer, Buffer.concat(chunks));
}

function toSent({ statusCode = 0, headers }: IncomingMessage, body: Buffer): Sent {
  const kept = Object.entries(headers).filter(
    ([name]) => !/^(connection|keep-alive|transfer-enc)/.test(name),
  );
  const { length } = body;
  const named = kept.map(([name, value]) => [name, String(value)] as const);
  return {
    status: statusCode,
    headers: [...named.filter(([name]) => name !== 'content-length'), ['content-length', String(length)]],
    body,
  };
}

/** Writes an answer as it is, however wrong, and closes the connection. */
async function send(socket: Socket, answer: Sent): Promise<void> {
  const { status, headers, body, dripMs, cutAt = 1, before = '', after = '' } = answer;
  const lines = [`HTTP/1.1 ${status} Spoiled`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const head = Buffer.from(`${before}${lines.join('\r\n')}\r\nconnection: close\r\n\r\n`, 'latin1');
  const all = Buffer.concat([head, body, Buffer.from(after)]);
  const bytes = all.subarray(0, Math.round(all.length * cutAt));
  const size = dripMs === undefined ? bytes.length : Math.ceil(bytes.length / drips);
  for (let at = 0; at < bytes.length && !socket.destroyed; at += size) {
    if (at > 0) await wait(dripMs);
    socket.write(bytes.subarray(at, at + size));
  }
  if (cutAt < 1) socket.resetAndDestroy();
  else socket.end();
}
