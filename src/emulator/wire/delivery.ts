/** Sends a response: as it is, or damaged by a fault. */
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Reply } from '../dispatch.ts';

/**
 * Sends the reply. `date` is the time on the emulator's clock, by which clients correct their own. Rejects when
 * `signal` aborts.
 */
export async function deliver(
  response: ServerResponse,
  reply: Reply,
  date: Date,
  signal: AbortSignal,
): Promise<void> {
  const { fault, requestId } = reply;
  const socket = response.socket;
  if (!socket) return;
  if (fault?.reset) {
    socket.resetAndDestroy();
    return;
  }
  if (fault?.end) {
    socket.end();
    return;
  }
  if (fault?.raw !== undefined) {
    socket.end(fault.raw);
    return;
  }
  const head = (bytes: number) =>
    response.writeHead(fault?.status ?? reply.status, {
      'x-amzn-requestid': requestId,
      'content-type': reply.contentType,
      'content-length': bytes,
      date: date.toUTCString(),
      server: 'AmazonEC2',
      ...fault?.headers,
    });
  if (!fault) {
    // Node sends a text together with the headers, and a buffer after them. A text of as many bytes as characters is ASCII, which need not
    // be encoded.
    const bytes = Buffer.byteLength(reply.body);
    head(bytes).end(reply.body, bytes === reply.body.length ? 'latin1' : 'utf8');
    return;
  }
  const whole = Buffer.from(fault.body ?? reply.body);
  const body = fault.truncate ? whole.subarray(0, whole.length >> 1) : whole;
  head(body.length);
  if (fault.partialMs !== undefined) {
    response.write(body.subarray(0, body.length >> 1));
    await wait(fault.partialMs, undefined, { signal });
    socket.resetAndDestroy();
  } else if (fault.dripBytesPerSecond) {
    await drip(response, body, fault.dripBytesPerSecond, signal);
  } else response.end(body);
}

/** Writes ten times a second, or one byte at a time if the rate is lower than that. */
async function drip(
  response: ServerResponse,
  body: Buffer,
  bytesPerSecond: number,
  signal: AbortSignal,
): Promise<void> {
  const step = Math.max(1, Math.floor(bytesPerSecond / 10));
  for (let sent = 0; sent < body.length && !response.destroyed; sent += step) {
    response.write(body.subarray(sent, sent + step));
    await wait((step / bytesPerSecond) * 1000, undefined, { signal });
  }
  response.end();
}
