/** A client that sends any bytes on a socket, and reads what comes back as HTTP. */
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Answer } from './judge.ts';

export interface Script {
  /** Sent one after the other, with a short pause between them. */
  readonly pieces: readonly Buffer[];
  /** What the client does then: it waits for the server, ends its side at once or after an answer, or resets the connection. */
  readonly end: 'wait' | 'finish' | 'finish at once' | 'reset';
}

export interface Exchange {
  readonly answers: readonly Answer[];
  /** What is no whole answer. */
  readonly rest: string;
  /** Whether the server left the connection open for too long. */
  readonly isStuck: boolean;
}

const pauseMs = 3;
/** How long a client that waits for an answer before it ends its side does so. */
const patienceMs = 150;

/** @param limitMs how long the server may leave the connection open after the last piece. */
export async function exchange(url: string, { pieces, end }: Script, limitMs: number): Promise<Exchange> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true, allowHalfOpen: true });
  const chunks: Buffer[] = [];
  let receive = () => {};
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    receive();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.once('end', resolve).once('close', resolve);
  });
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await wait(pauseMs);
    if (!socket.destroyed) socket.write(piece);
  }
  const answered = new Promise<void>((resolve) => {
    receive = () => {
      if (parseAnswers(Buffer.concat(chunks)).answers.length > 0) resolve();
    };
    receive();
  });
  if (end === 'reset') socket.resetAndDestroy();
  if (end === 'finish') await Promise.race([answered, closed, wait(patienceMs)]);
  if (end === 'finish' || end === 'finish at once') socket.end();
  const over = new AbortController();
  const isStuck = await Promise.race([
    (end === 'wait' ? Promise.race([answered, closed]) : closed).then(() => false),
    wait(limitMs, true, { signal: over.signal }).catch(() => false),
  ]);
  over.abort();
  socket.destroy();
  return { ...parseAnswers(Buffer.concat(chunks)), isStuck };
}

/** Splits bytes into answers. A request with HEAD has an answer with a length and without a body, so the next head ends it too. */
export function parseAnswers(bytes: Buffer): Omit<Exchange, 'isStuck'> {
  const answers: Answer[] = [];
  let text = bytes.toString('latin1');
  for (;;) {
    const [head, status = '', lines = ''] = answerHead.exec(text) ?? [];
    if (head === undefined) return { answers, rest: text };
    const headers = toHeaders(lines);
    const after = text.slice(head.length);
    const body = bodyOf(after, Number(status), headers);
    if (body === undefined) return { answers, rest: text };
    // 100 Continue is no answer yet.
    if (Number(status) >= 200)
      answers.push({
        status: Number(status),
        headers,
        body: decode(Buffer.from(body.text, 'latin1'), headers),
      });
    text = after.slice(body.length);
  }
}

/** A body without bytes is that of a HEAD request, whatever its coding is. */
function decode(body: Buffer, headers: Answer['headers']): string {
  const coding = body.length === 0 ? undefined : headers['content-encoding'];
  if (coding === 'br') return brotliDecompressSync(body).toString();
  return (coding === 'gzip' ? gunzipSync(body) : body).toString();
}

const answerHead = /^HTTP\/1\.1 (\d{3})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/;

const toHeaders = (lines: string) =>
  Object.fromEntries(
    lines
      .split('\r\n')
      .slice(0, -1)
      .map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.slice(line.indexOf(':') + 1).trim()]),
  );

function bodyOf(text: string, status: number, headers: Readonly<Record<string, string>>) {
  const none = { text: '', length: 0 };
  if (status === 304 || status < 200 || text.startsWith('HTTP/1.1 ')) return none;
  if (headers['transfer-encoding'] === 'chunked') return chunksOf(text);
  const length = Number(headers['content-length'] ?? (headers.connection === 'close' ? text.length : 0));
  return text.length < length ? undefined : { text: text.slice(0, length), length };
}

function chunksOf(text: string): { text: string; length: number } | undefined {
  let body = '';
  for (let at = 0; ; ) {
    const [line, hex = ''] = /^([0-9a-f]+)\r\n/.exec(text.slice(at)) ?? [];
    if (line === undefined) return undefined;
    const size = Number.parseInt(hex, 16);
    body += text.slice(at + line.length, at + line.length + size);
    at += line.length + size + 2;
    if (at > text.length) return undefined;
    if (size === 0) return { text: body, length: at };
  }
}
