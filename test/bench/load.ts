/** The load generator: HTTP over plain sockets, because it runs on the machine that it measures and should use little of it. */
import { connect } from 'node:net';
import { type OperationName, operations } from './operations.ts';

/** A closed loop of `clients`, or an open loop of `perSecond`. */
export interface Load {
  readonly urls: readonly string[];
  readonly operation: OperationName;
  readonly durationMs: number;
  readonly clients?: number | undefined;
  readonly perSecond?: number | undefined;
  /** Of an open loop: how many clients there are. Default: as many as it takes. */
  readonly connections?: number;
  /** Sent by the clients in turns. */
  readonly tokens?: readonly string[];
}

interface Answered {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly failures: number;
  /** The text of one answer that failed. */
  readonly failure?: string | undefined;
  readonly seconds: number;
  /** In milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** By HTTP status; 0 for a connection that broke. */
  readonly statuses: Readonly<Record<string, Answered>>;
}

/** What became of a request. */
interface Outcome {
  readonly status: number;
  readonly failed: boolean;
  readonly text: string;
}

type Count = (outcome: Outcome, ms: number) => void;

export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

type Connection = ReturnType<typeof openConnection>;

/** Opens a connection for one request at a time. @param token sent with every request, if there is one. */
function openConnection(url: string, token?: string | undefined) {
  const authorization = token === undefined ? '' : `authorization: Bearer ${token}\r\n`;
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setNoDelay(true);
  let chunks: Buffer[] = [];
  let wanted = 0;
  let received = 0;
  let settle: ((outcome: Outcome) => void) | undefined;
  let isOpen = true;
  const end = () => {
    const text = Buffer.concat(chunks).toString('latin1');
    chunks = [];
    wanted = 0;
    received = 0;
    // Errors are at the start or the end of an answer.
    const ends = text.slice(0, 1_000) + text.slice(-1_000);
    const status = Number(text.slice(9, 12));
    settle?.({ status, failed: !text.startsWith('HTTP/1.1 200') || ends.includes('"errors":[{'), text });
  };
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    received += chunk.length;
    if (wanted === 0) {
      const head = (chunks.length === 1 ? chunk : Buffer.concat(chunks)).toString('latin1');
      const headEnd = head.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const [, length] = /content-length: *(\d+)/i.exec(head.slice(0, headEnd)) ?? [];
      wanted = length === undefined ? Number.POSITIVE_INFINITY : headEnd + 4 + Number(length);
    }
    if (received >= wanted) end();
    else if (wanted === Number.POSITIVE_INFINITY && chunk.subarray(-5).toString('latin1') === '0\r\n\r\n')
      end();
  });
  const broken = () => {
    isOpen = false;
    settle?.({ status: 0, failed: true, text: 'the connection broke' });
  };
  socket.on('error', broken);
  socket.on('close', broken);
  return {
    send(body: string): Promise<Outcome> {
      const head = `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\n${authorization}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
      return new Promise((resolve) => {
        settle = resolve;
        socket.write(head + body);
      });
    },
    /** False once the server has closed the connection, as servers do with idle ones. */
    isOpen: () => isOpen,
    close: () => socket.destroy(),
  };
}

/** Sends a request and what follows it. @returns the last outcome, or the first one that failed. */
async function sendAll(connection: Connection, operation: OperationName): Promise<Outcome> {
  let asked = operations[operation]();
  for (;;) {
    const outcome = await connection.send(asked.body);
    const next = outcome.failed ? undefined : asked.next?.(outcome.text);
    if (next === undefined) return outcome;
    asked = next;
  }
}

/** Each client sends its next request when it has received the answer to its last one. */
async function closedLoop({ urls, clients = 1, durationMs, operation, tokens = [] }: Load, count: Count) {
  const startedAt = performance.now();
  const endsAt = startedAt + durationMs;
  await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      const open = () => openConnection(urls[index % urls.length] ?? '', tokens[index % tokens.length]);
      let connection = open();
      while (performance.now() < endsAt) {
        if (!connection.isOpen()) connection = open();
        const startedAt = performance.now();
        count(await sendAll(connection, operation), performance.now() - startedAt);
      }
      connection.close();
    }),
  );
  return startedAt;
}

/** Long enough for an idle server to accept a thousand connections. */
const connectMs = 2_000;

/**
 * Sends `perSecond` requests per second, however long the answers take. With `connections`, there are so many clients, which have
 * connected before: when all of them wait for an answer, none sends.
 */
async function openLoop(
  { urls: [url = ''], perSecond = 0, durationMs, operation, connections }: Load,
  count: Count,
) {
  const free = Array.from({ length: connections ?? 0 }, () => openConnection(url));
  if (connections !== undefined) await new Promise((resolve) => setTimeout(resolve, connectMs));
  const startedAt = performance.now();
  const running = new Set<Promise<void>>();
  let onFree: (() => void) | undefined;
  const total = Math.round((perSecond * durationMs) / 1_000);
  for (let n = 0; n < total; n++) {
    let dueAt = startedAt + (n * 1_000) / perSecond;
    const early = dueAt - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    if (connections !== undefined && running.size >= connections) {
      await new Promise<void>((resolve) => {
        onFree = resolve;
      });
      dueAt = Math.max(dueAt, performance.now());
    }
    if (connections !== undefined && performance.now() > startedAt + durationMs) break;
    let connection = free.pop();
    while (connection && !connection.isOpen()) connection = free.pop();
    const used = connection ?? openConnection(url);
    const request = sendAll(used, operation).then((answer) => {
      // Latency counts from when the request was due: a generator that falls behind must not make answers look faster.
      count(answer, performance.now() - dueAt);
      free.push(used);
      running.delete(request);
      onFree?.();
    });
    running.add(request);
  }
  await Promise.all(running);
  for (const connection of free) connection.close();
  return startedAt;
}

/**
 * Runs a load.
 *
 * @returns requests, failures, seconds, p50 and p99 in milliseconds, the text of one failure, the number of answers by HTTP status (0: the
 * connection broke), and the same quantiles for answers with status 200 and with status 503.
 */
export async function runLoad(load: Load): Promise<LoadResult> {
  const latencies: number[] = [];
  let failures = 0;
  let failure: string | undefined;
  const byStatus: Record<string, number[]> = {};
  const count: Count = ({ failed, text, status }, ms) => {
    latencies.push(ms);
    byStatus[status] ??= [];
    byStatus[status].push(ms);
    if (!failed) return;
    failures++;
    failure ??= text.slice(0, 600);
  };
  const startedAt = await (load.perSecond ? openLoop : closedLoop)(load, count);
  const seconds = (performance.now() - startedAt) / 1_000;
  for (const list of [latencies, ...Object.values(byStatus)]) list.sort((left, right) => left - right);
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  const statuses = Object.fromEntries(
    Object.entries(byStatus).map(([status, list]) => [
      status,
      { count: list.length, p50: quantile(list, 0.5), p99: quantile(list, 0.99) },
    ]),
  );
  return { requests: latencies.length, failures, failure, seconds, p50, p99, statuses };
}
