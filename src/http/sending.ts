/** Sends answers, and cuts those that their clients do not read: they would take memory for as long as the client likes. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Limits } from '../config/limits.ts';
import { createBodies, type Kept } from './bodies.ts';

export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  /** Absent: the answer has no body and no length. */
  readonly body?: string | Buffer | undefined;
}

/** Why an answer was cut: its client read too little within `writeSeconds`, or it was the oldest when all exceeded `unsentBytes`. */
export type CutReason = 'slow' | 'unsent';

/**
 * @param socket the response's; the response itself has it only while it is its turn.
 * @throws TypeError when a header is not valid.
 */
export type Send = (response: ServerResponse, socket: Socket, answer: Answer) => void;

/**
 * Whether all of an answer was handed to the system. Node.js 24 has another opinion of `writableFinished` than 20 and 22: it stays false when
 * the connection is destroyed because of what came after the request (tried with 20.20, 22.23 and 24.21).
 */
export const isSent = ({
  writableEnded,
  writableLength,
}: Pick<ServerResponse, 'writableEnded' | 'writableLength'>) => writableEnded && writableLength === 0;

/** What is handed to the system at a time. A client must read this much within `writeSeconds`. */
const chunkBytes = 64 * 1_024;
/** Node's timers take no more. */
const maxDelayMs = 2 ** 31 - 1;

/**
 * @param limits `unsentBytes` counts the answers of all listeners that use this function.
 * @param onCut is called with the response that was cut.
 */
export function createSend(
  { writeSeconds, unsentBytes }: Pick<Limits, 'writeSeconds' | 'unsentBytes'>,
  onCut: (reason: CutReason, response: ServerResponse) => void,
): Send {
  const bodies = createBodies();
  /** Cuts each answer that is not sent yet, the oldest first. */
  const unsent = new Set<(reason: CutReason) => void>();

  /** Keeps a body until it is sent, or cuts it. @returns a function to call when the client has read something. */
  function hold(response: ServerResponse, socket: Socket, kept: Kept): () => void {
    const release = () => {
      if (!unsent.delete(cut)) return;
      clearTimeout(timer);
      kept.drop();
    };
    const cut = (reason: CutReason) => {
      release();
      onCut(reason, response);
      socket.destroy();
    };
    const onTime = () => {
      // The answer to a pipelined request has no socket before its turn.
      if (response.socket === null) timer.refresh();
      else cut('slow');
    };
    const timer = setTimeout(onTime, Math.min(writeSeconds * 1_000, maxDelayMs));
    unsent.add(cut);
    response.once('close', release);
    for (const cutOldest of unsent) {
      if (bodies.bytes() <= unsentBytes || cutOldest === cut) break;
      cutOldest('unsent');
    }
    return () => timer.refresh();
  }

  return (response, socket, { status, headers, body }) => {
    if (socket.destroyed) return;
    const bytes = body === undefined ? 0 : Buffer.byteLength(body);
    response.writeHead(status, { ...headers, ...(body !== undefined && { 'content-length': bytes }) });
    const data = bytes > chunkBytes && typeof body === 'string' ? Buffer.from(body) : body;
    if (bytes > chunkBytes && typeof data === 'object' && response.req.method !== 'HEAD') {
      const kept = bodies.keepShared(data);
      sendInChunks(response, kept.data, hold(response, socket, kept));
      return;
    }
    response.end(data);
    // Nearly always the system has taken a short body at once.
    if (response.socket === null || socket.writableLength > 0) hold(response, socket, bodies.keepOwn(bytes));
  };
}

/** Never hands over more than the connection has room for. */
function sendInChunks(response: ServerResponse, data: Buffer, onProgress: () => void): void {
  let sent = 0;
  const sendMore = () => {
    onProgress();
    while (sent + chunkBytes < data.length) {
      const chunk = data.subarray(sent, sent + chunkBytes);
      sent += chunkBytes;
      if (!response.write(chunk)) return void response.once('drain', sendMore);
    }
    response.end(data.subarray(sent));
  };
  sendMore();
}
