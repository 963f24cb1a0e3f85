/** Sends answers, and cuts those that their clients do not read: they would keep their memory for as long as the client likes. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Limits } from '../config/limits.ts';

export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  /** Absent: the answer has no body and no length. */
  readonly body?: string | Buffer | undefined;
}

/** Why an answer was cut: its client read nothing for `writeSeconds`, or it was the oldest when all together exceeded `unsentBytes`. */
export type CutReason = 'slow' | 'unsent';

/** @param socket the response's; the response itself has it only while it is its turn. @throws TypeError when a header is not valid. */
export type Send = (response: ServerResponse, socket: Socket, answer: Answer) => void;

/** What is handed to the system at a time. A client must read this much within `writeSeconds`. */
const chunkBytes = 64 * 1_024;
/** Node's timers take no more. */
const maxDelayMs = 2 ** 31 - 1;

/**
 * @param limits `unsentBytes` counts the answers of all listeners that use this function.
 * @param onCut is called with the answer's request.
 */
export function createSend(
  { writeSeconds, unsentBytes }: Pick<Limits, 'writeSeconds' | 'unsentBytes'>,
  onCut: (reason: CutReason, response: ServerResponse) => void,
): Send {
  /** Cuts each answer that is not sent yet, the oldest first. */
  const unsent = new Set<(reason: CutReason) => void>();
  let totalBytes = 0;

  /** Counts an answer until it is sent. @returns a function to call when its client has read something. */
  function hold(response: ServerResponse, socket: Socket, bytes: number): () => void {
    const release = () => {
      if (!unsent.delete(cut)) return;
      clearTimeout(timer);
      totalBytes -= bytes;
    };
    const cut = (reason: CutReason) => {
      release();
      onCut(reason, response);
      socket.destroy();
    };
    const timer = setTimeout(
      () => {
        // The answer to a pipelined request has no socket before its turn.
        if (response.socket === null) timer.refresh();
        else cut('slow');
      },
      Math.min(writeSeconds * 1_000, maxDelayMs),
    );
    unsent.add(cut);
    totalBytes += bytes;
    response.once('close', release);
    for (const cutOldest of unsent) {
      if (totalBytes <= unsentBytes || cutOldest === cut) break;
      cutOldest('unsent');
    }
    return () => timer.refresh();
  }

  return (response, socket, { status, headers, body }) => {
    if (socket.destroyed) return;
    const isLong = typeof body === 'string' && body.length > chunkBytes;
    const data = isLong ? Buffer.from(body) : body;
    const bytes = data === undefined ? 0 : Buffer.byteLength(data);
    response.writeHead(status, { ...headers, ...(data !== undefined && { 'content-length': bytes }) });
    const onProgress = hold(response, socket, bytes);
    if (typeof data !== 'object' || response.req.method === 'HEAD') response.end(data);
    else sendInChunks(response, data, onProgress);
  };
}

/** Never hands over more than the client has room for. The rest stays in `data`, where it is counted. */
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
