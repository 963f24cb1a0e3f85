/** A connection that a load balancer keeps can be used until just before KEEP_ALIVE_SECONDS are over. */
import { expect, test } from '@jest/globals';
import { reuse } from '../support/idleConnections.ts';
import { startProgram } from '../support/process.ts';

/** Above the ten seconds in which a new connection must send its first request. 65 in a long run. */
const idleSeconds = Number(process.env.IDLE_SECONDS ?? 12);
const connections = 200;

test(
  `${connections} connections are used again after ${idleSeconds} s`,
  async () => {
    const { url } = await startProgram({ KEEP_ALIVE_SECONDS: String(idleSeconds + 10) }).ready();
    const all200 = Array(connections).fill('200');
    expect(await reuse(url, '/health/live', connections, idleSeconds)).toEqual({
      before: all200,
      after: all200,
    });
  },
  (idleSeconds + 30) * 1_000,
);

test.each([
  ['/health/live', '200'],
  ['/nothing', '404'],
  ['/graphql?query={__typename}', '400'],
])('a connection is used again after a GET of %s was answered with %s', async (path, status) => {
  const { url } = await startProgram({}).ready();
  expect(await reuse(url, path, 1, 0)).toEqual({ before: [status], after: [status] });
});
