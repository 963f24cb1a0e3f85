/** What the log says of requests that fail in a way that nobody foresaw, and of those that never arrive. */
import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { limitDefaults } from '../../src/config/limits.ts';
import { type Handler, startHttp } from '../../src/http/listener.ts';
import { createSend } from '../../src/http/sending.ts';
import { createLog } from '../../src/log.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { nextData, openSocket } from '../support/rawRequests.ts';
import { until } from '../support/until.ts';

/** A listener whose only route is `handle`, and the lines of its log. */
async function start(handle: Handler) {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const server = await startHttp(
    {
      host: '127.0.0.1',
      port: 0,
      keepAliveSeconds: 5,
      limits: limitDefaults,
      log: createLog('info', destination),
      send: createSend(limitDefaults, () => {}),
      onDrop: () => {},
      onEnded: () => {},
    },
    [['/', handle]],
  );
  cleanUp(() => server.stop({ unusedMs: 0, graceMs: 1_000, now: new AbortController().signal }));
  return { url: server.url, lines };
}

const read: Handler = async (request) => {
  for await (const _ of request);
  throw new TypeError('nobody foresaw this');
};

test('a failure is logged with its place, also after the request was read', async () => {
  const { url, lines } = await start(read);
  const response = await fetch(url, { method: 'POST', body: 'something' });
  expect(response.status).toBe(500);
  await until(() => lines.length === 2);
  expect(lines).toMatchObject([
    { level: 'error', msg: 'request failed', err: { kind: 'TypeError', at: expect.any(String) } },
    { msg: 'request', status: 500, code: 'INTERNAL_SERVER_ERROR' },
  ]);
});

test('a client that disconnects while it sends is not a failure of the gateway', async () => {
  const { url, lines } = await start(read);
  const socket = await openSocket(url);
  socket.write(
    'POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 10\r\nexpect: 100-continue\r\n\r\nhalf',
  );
  // The request must have arrived before the connection ends.
  expect(await nextData(socket)).toContain('100 Continue');
  socket.destroy();
  await until(() => lines.length > 0);
  expect(lines).toMatchObject([{ msg: 'request', status: 400, code: 'BAD_REQUEST' }]);
  expect(lines).toHaveLength(1);
});
