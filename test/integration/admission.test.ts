import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { sessionId } from '../support/demo.ts';
import { startTestGateway } from '../support/gateway.ts';
import { nextData, openSocket, toPost } from '../support/rawRequests.ts';
import { startTokenIssuer } from '../support/tokens.ts';

const query = `{ trafficMirrorSession(id: "${sessionId(1)}") { arn } }`;

async function start(limits: string) {
  const tokens = await startTokenIssuer();
  const gateway = await startTestGateway({ env: { ...tokens.env, LIMITS: limits } });
  const authorizationOf = async (sub: string) =>
    `Bearer ${await tokens.token('traffic-mirror:read', { sub })}`;
  const ask = async (sub: string) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: await authorizationOf(sub) },
      body: JSON.stringify({ query }),
    });
  return { ...gateway, ask, authorizationOf };
}

test('a caller who sends too many requests per second gets 429, and the others are answered', async () => {
  const { ask, adminUrl } = await start('callerPerSecond=2');
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask('alice@example.com')));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  expect(await refused[0]?.json()).toMatchObject({
    errors: [
      { extensions: { code: 'RATE_LIMITED', limit: 'callerPerSecond', requestId: expect.any(String) } },
    ],
  });
  expect((await ask('bob@example.com')).status).toBe(200);
  const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
  expect(metrics).toContain(`requests_shed_total{reason="callerPerSecond"} ${refused.length}`);
  expect(metrics).toContain('\nrequests_in_flight 0\n');
});

test('of one caller, so many requests run and so many wait, and others are answered meanwhile', async () => {
  const { ask, emulator, adminUrl } = await start('callerActive=1,callerQueued=1');
  emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 2_000, times: 100 }]);
  const asked = [1, 2, 3].map(() => ask('alice@example.com'));
  const refused = await Promise.race(asked);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await refused.json()).toMatchObject({
    errors: [{ extensions: { code: 'RATE_LIMITED', limit: 'callerQueued' } }],
  });
  const counts = await (await fetch(`${adminUrl}/metrics`)).text();
  expect(counts).toContain('\nrequests_in_flight 1\n');
  expect(counts).toContain('\nrequests_queued 1\n');
  expect((await ask('bob@example.com')).status).toBe(200);
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 200, 429]);
});

test('a connection can be used after a refusal that came before its body was read', async () => {
  const { url, authorizationOf } = await start('callerPerSecond=1');
  const authorization = await authorizationOf('alice@example.com');
  const socket = await openSocket(url);
  const post = toPost(query).replace('host:', `authorization: ${authorization}\r\nhost:`);
  const statuses: string[] = [];
  for (let count = 0; count < 4; count++) {
    socket.write(post);
    statuses.push((await nextData(socket)).slice(9, 12));
  }
  expect(statuses.slice(0, 2)).toEqual(['200', '429']);
  expect(statuses).toHaveLength(4);
});

test('a connection is closed after a refusal if its body is too large to skip', async () => {
  const { url } = await start('bodyBytes=1000');
  const socket = await openSocket(url);
  socket.write(
    'POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1001\r\n\r\n{',
  );
  const answer = await nextData(socket);
  expect(answer).toContain('401 Unauthorized');
  expect(answer.toLowerCase()).toContain('connection: close');
  await once(socket, 'close');
});

test('bodies that are not received to the end do not fill the memory, and leave room for other callers', async () => {
  const { url, ask, authorizationOf } = await start('receivedBytes=200000');
  const authorization = await authorizationOf('alice@example.com');
  const head = `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\ncontent-length: 90000\r\n\r\n`;
  const begun = await Promise.all([1, 2].map(() => openSocket(url)));
  for (const socket of begun) socket.write(head + 'x'.repeat(60_000));
  const answer = await Promise.race(begun.map(nextData));
  expect(answer).toContain('429 Too Many Requests');
  expect(answer).toContain('"limit":"receivedBytes"');
  expect((await ask('bob@example.com')).status).toBe(200);
});
