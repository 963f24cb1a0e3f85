/** The load generator: HTTP over plain sockets, because it runs on the machine that it measures and should use little of it. */
import { connect } from 'node:net';
import { operations } from './operations.js';

export const quantile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Opens a connection for one request at a time. */
function openConnection(url) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setNoDelay(true);
  let chunks = [];
  let wanted = 0;
  let received = 0;
  let settle;
  let isOpen = true;
  const end = () => {
    const text = Buffer.concat(chunks).toString('latin1');
    chunks = [];
    wanted = 0;
    received = 0;
    // Errors are at the start or the end of an answer.
    const ends = text.slice(0, 1_000) + text.slice(-1_000);
    settle?.({ failed: !text.startsWith('HTTP/1.1 200') || ends.includes('"errors":[{'), text });
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
    settle?.({ failed: true, text: 'the connection broke' });
  };
  socket.on('error', broken);
  socket.on('close', broken);
  return {
    send(body) {
      const head = `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
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

/** Each client sends its next request when it has received the answer to its last one. */
async function closedLoop({ urls, clients, durationMs, operation }, count) {
  const endsAt = performance.now() + durationMs;
  await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      const connection = openConnection(urls[index % urls.length]);
      while (performance.now() < endsAt) {
        const startedAt = performance.now();
        count(await connection.send(operations[operation]()), performance.now() - startedAt);
      }
      connection.close();
    }),
  );
}

/** Sends `perSecond` requests per second, however long the answers take. */
async function openLoop({ urls, perSecond, durationMs, operation }, count) {
  const startedAt = performance.now();
  const free = [];
  const running = new Set();
  const total = Math.round((perSecond * durationMs) / 1_000);
  for (let n = 0; n < total; n++) {
    const dueAt = startedAt + (n * 1_000) / perSecond;
    const early = dueAt - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    let connection = free.pop();
    while (connection && !connection.isOpen()) connection = free.pop();
    connection ??= openConnection(urls[0]);
    const request = connection.send(operations[operation]()).then((answer) => {
      // Latency counts from when the request was due: a generator that falls behind must not make answers look faster.
      count(answer, performance.now() - dueAt);
      free.push(connection);
      running.delete(request);
    });
    running.add(request);
  }
  await Promise.all(running);
  for (const connection of free) connection.close();
}

/** @returns requests, failures, seconds, p50 and p99 in milliseconds, and the text of one failure. */
export async function runLoad(load) {
  const latencies = [];
  let failures = 0;
  let failure;
  const count = ({ failed, text }, ms) => {
    latencies.push(ms);
    if (!failed) return;
    failures++;
    failure ??= text.slice(0, 600);
  };
  const startedAt = performance.now();
  await (load.perSecond ? openLoop : closedLoop)(load, count);
  const seconds = (performance.now() - startedAt) / 1_000;
  latencies.sort((left, right) => left - right);
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  return { requests: latencies.length, failures, failure, seconds, p50, p99 };
}
