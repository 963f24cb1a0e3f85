/** Clients that hold connections, send many requests over one, or do not read their answers, do not keep others from being served. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { ruleId, sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openSocket, toPost } from '../support/rawRequests.ts';
import { until } from '../support/until.ts';

const metric = async ({ adminUrl }: TestGateway, line: string) => {
  const answer = await (await fetch(`${adminUrl}/metrics`)).text();
  return Number(
    answer
      .split('\n')
      .find((row) => row.startsWith(`${line} `))
      ?.split(' ')[1],
  );
};
/** An answer of 7 MB, more than a connection takes at once. @param name makes the answer different. */
const longList = (name: string) => {
  const aliases = Array.from({ length: 40 }, (_, index) => `${name}${'x'.repeat(90)}${index}: arn`);
  return `{ trafficMirrorSessions(first: 1000) { nodes { ${aliases.join(' ')} } } }`;
};
async function canRead(socket: Socket, bytes: number): Promise<boolean> {
  let length = 0;
  try {
    for await (const data of socket as AsyncIterable<Buffer>) {
      length += data.length;
      if (length >= bytes) return true;
    }
  } catch {
    // The connection was reset.
  }
  return false;
}
const large = { seed: 'large:1000', env: { LIMITS: 'predictedNodes=100000' } } as const;

test('above the greatest number of connections, further ones are closed, and health is answered on the admin port', async () => {
  const gateway = await startTestGateway({ env: { ADMIN_PORT: '0', LIMITS: 'connections=3' } });
  const held = [await openSocket(gateway.url), await openSocket(gateway.url), await openSocket(gateway.url)];
  await until(async () => (await metric(gateway, 'connections{port="public"}')) === 3);
  await text(await openSocket(gateway.url)).catch(() => undefined);
  expect(await metric(gateway, 'connections_dropped_total')).toBe(1);
  expect((await fetch(`${gateway.adminUrl}/health/live`)).status).toBe(200);
  held[0]?.destroy();
  await until(async () => (await metric(gateway, 'connections{port="public"}')) === 2);
  await gateway.query('{ __typename }');
});

describe('requests that arrive together on one connection', () => {
  test('are answered up to a number, and then refused and the connection closed', async () => {
    const gateway = await startTestGateway({ env: { LIMITS: 'pipelined=3' } });
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 500 }]);
    const socket = await openSocket(gateway.url);
    const read = toPost(`{ trafficMirrorSession(id: "${sessionId(1)}") { sessionNumber } }`);
    socket.write(read + read + read + read + read);
    const answers = (await text(socket)).split(/(?=HTTP\/1.1 )/);
    expect(answers.map((answer) => answer.slice(9, 12))).toEqual(['200', '200', '200', '503']);
    expect(answers[3]).toContain('"OVERLOADED"');
  });

  test('are all given up when the client leaves', async () => {
    const gateway = await startTestGateway({ env: { LIMITS: 'readMs=60000' } });
    const actions = ['DescribeTrafficMirrorSessions', 'DescribeTrafficMirrorFilterRules'] as const;
    for (const action of actions) gateway.emulator.faults(action, [{ delayMs: 60_000 }]);
    const socket = await openSocket(gateway.url);
    socket.write(toPost(`{ trafficMirrorSession(id: "${sessionId(1)}") { sessionNumber } }`));
    socket.write(toPost(`{ trafficMirrorFilterRule(id: "${ruleId}") { ruleNumber } }`));
    await until(() => actions.every((action) => gateway.emulator.calls.has(action)));
    socket.destroy();
    for (const action of actions) {
      const line = `ec2_call_duration_seconds_count{action="${action}",result="cancelled"}`;
      await until(async () => (await metric(gateway, line)) === 1);
    }
  });
});

describe('an answer that its client does not read', () => {
  test('is cut when it makes no progress, while others are answered', async () => {
    const gateway = await startTestGateway({
      ...large,
      env: { LIMITS: `${large.env.LIMITS},writeSeconds=2` },
    });
    const socket = await openSocket(gateway.url);
    const closed = once(socket, 'close');
    socket.write(toPost(longList('a')));
    await until(() => gateway.emulator.calls.has('DescribeTrafficMirrorSessions'));
    const other = await gateway.query<{ trafficMirrorSessions: { nodes: unknown[] } }>(longList('a'));
    expect(other.trafficMirrorSessions.nodes).toHaveLength(1_000);
    await until(async () => (await metric(gateway, 'answers_cut_total{reason="slow"}')) === 1);
    // A socket notices its end only when it reads.
    socket.resume();
    await closed;
  });

  test('is cut when all of them together are too large, the oldest first', async () => {
    const gateway = await startTestGateway({
      ...large,
      env: { LIMITS: `${large.env.LIMITS},unsentBytes=18000000` },
    });
    const sockets = [];
    for (const name of ['a', 'b', 'c']) {
      const socket = await openSocket(gateway.url);
      sockets.push(socket);
      socket.write(toPost(longList(name)));
      await until(
        async () =>
          (await metric(
            gateway,
            'graphql_request_duration_seconds_count{operation="query",outcome="ok"}',
          )) === sockets.length,
      );
    }
    await until(async () => (await metric(gateway, 'answers_cut_total{reason="unsent"}')) === 1);
    expect(await Promise.all(sockets.map((socket) => canRead(socket, 7_000_000)))).toEqual([
      false,
      true,
      true,
    ]);
  });
});
