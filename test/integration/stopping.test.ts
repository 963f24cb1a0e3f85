/** What a client sees while the gateway stops: no request is started, and every running request gets an answer. */
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { newAuditFile, readAudit, readRecords } from '../support/audit.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { nextData, openSocket, toPost } from '../support/rawRequests.ts';
import { until } from '../support/until.ts';

const create =
  'mutation { createTrafficMirrorFilter(input: { description: "stopping" }) { trafficMirrorFilter { id } userErrors { code } } }';
const request = toPost(create);
const open = ({ url }: TestGateway) => openSocket(url);
const read = (id: string) => `{ trafficMirrorSession(id: "${id}") { sessionNumber } }`;
const ready = async ({ adminUrl }: TestGateway) => {
  const response = await fetch(`${adminUrl}/health/ready`);
  return { status: response.status, body: await response.json() };
};
const createsIn = ({ emulator }: TestGateway) => emulator.calls.get('CreateTrafficMirrorFilter') ?? 0;

test('a connection that was cut off takes no further request', async () => {
  const gateway = await startTestGateway();
  gateway.emulator.faults('CreateTrafficMirrorFilter', [{ delayMs: 2_000, times: 2 }]);
  const socket = await open(gateway);
  socket.write(request);
  while (createsIn(gateway) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const stopped = gateway.stop(100);
  const [first] = (await once(socket, 'data')) as [Buffer];
  socket.on('error', () => undefined).write(request);
  expect(first.toString()).toMatch(/^HTTP\/1.1 503 /);
  expect(first.toString()).toMatch(/^connection: close\r$/im);
  const { ClientToken } = gateway.emulator.requests.at(-1)?.params ?? {};
  expect(JSON.parse(first.toString().split('\r\n\r\n')[1] ?? '').errors[0].extensions).toMatchObject({
    code: 'OUTCOME_UNKNOWN',
    retryable: false,
    clientTokens: [ClientToken],
  });
  await stopped;
  expect(createsIn(gateway)).toBe(1);
});

test('a change whose client has left is waited for, and its outcome recorded', async () => {
  const file = newAuditFile();
  const gateway = await startTestGateway({ env: { AUDIT_FILE: file } });
  gateway.emulator.faults('CreateTrafficMirrorFilter', [{ delayMs: 1_500 }]);
  const socket = await open(gateway);
  socket.write(request);
  await until(() => createsIn(gateway) === 1);
  socket.destroy();
  await gateway.stop(20_000);
  expect(readRecords(file).map(({ outcome }) => outcome)).toEqual([undefined, 'success']);
});

test('a mutation whose last byte arrives after the cut-off is not started', async () => {
  const gateway = await startTestGateway();
  const socket = await open(gateway);
  // The answer to this header says that the request has begun.
  socket.write(request.slice(0, -20).replace('\r\n', '\r\nexpect: 100-continue\r\n'));
  expect(await nextData(socket)).toMatch(/^HTTP\/1.1 100 /);
  const stopped = gateway.stop(100);
  await new Promise((resolve) => setTimeout(resolve, 250));
  socket.write(request.slice(-20));
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1.1 503 /);
  expect(answer).toContain('OVERLOADED');
  await stopped;
  expect(createsIn(gateway)).toBe(0);
});

describe('while it drains', () => {
  test('it is not ready but serves everything, and every answer closes its connection, also one that was asked for before', async () => {
    const gateway = await startTestGateway({ env: { DRAIN_SECONDS: '4' } });
    const [early, late] = [await open(gateway), await open(gateway)];
    early.write('GET /health/live HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
    expect(await nextData(early)).toMatch(/^connection: keep-alive\r$/im);
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 500 }]);
    const earlyAnswer = text(early);
    early.write(toPost(read(sessionId(1))));
    await until(() => gateway.emulator.calls.has('DescribeTrafficMirrorSessions'));
    const stopped = gateway.stop();
    await until(async () => (await ready(gateway)).status === 503);
    expect((await ready(gateway)).body).toEqual({ status: 'draining', reasons: ['draining'] });
    expect(await (await fetch(`${gateway.adminUrl}/metrics`)).text()).toContain('\ndraining 1\n');
    const newest = await open(gateway);
    late.write(request);
    newest.write(request);
    for (const answer of [await earlyAnswer, await text(late), await text(newest)]) {
      expect(answer).toMatch(/^HTTP\/1.1 200 /);
      expect(answer).toMatch(/^connection: close\r$/im);
      expect(answer).not.toContain('"code"');
    }
    await stopped;
    expect(createsIn(gateway)).toBe(2);
  });

  test('requests that arrived together on one connection are all answered before it closes', async () => {
    const gateway = await startTestGateway({ env: { DRAIN_SECONDS: '1' } });
    const socket = await open(gateway);
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 300 }]);
    gateway.emulator.faults('CreateTrafficMirrorFilter', [{ delayMs: 600 }]);
    socket.write(toPost(read(sessionId(1))) + request);
    await until(() => createsIn(gateway) === 1);
    void gateway.stop();
    const answers = (await text(socket)).split(/(?=HTTP\/1.1 )/);
    expect(answers.map((answer) => answer.slice(0, 12))).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
    expect(answers.map((answer) => /^connection: close\r$/im.test(answer))).toEqual([false, true]);
  });
});

describe('when it has drained', () => {
  const modify = (id: string) =>
    `modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${id}", packetLength: 99 }) { trafficMirrorSession { packetLength } userErrors { code message retryable } }`;

  test('the change that was sent ends, and the next one of the request is not begun', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.faults('ModifyTrafficMirrorSession', [{ delayMs: 500 }]);
    const answer = gateway.query(`mutation { a: ${modify(sessionId(1))} b: ${modify(sessionId(2))} }`);
    await until(() => gateway.emulator.calls.has('ModifyTrafficMirrorSession'));
    const stopped = gateway.stop(20_000);
    const message = 'The gateway is stopping and did not begin this change. Send it again.';
    expect(await answer).toEqual({
      a: { trafficMirrorSession: { packetLength: 99 }, userErrors: [] },
      b: { trafficMirrorSession: null, userErrors: [{ code: 'THROTTLED', message, retryable: true }] },
    });
    await stopped;
    expect(gateway.emulator.calls.get('ModifyTrafficMirrorSession')).toBe(1);
  });

  test('a change that still waits for EC2’s rate is not sent', async () => {
    const file = newAuditFile();
    const gateway = await startTestGateway({ env: { AUDIT_FILE: file, EC2_BUDGET_PERCENT: '8' } });
    const answers = Array.from({ length: 6 }, (_, n) =>
      gateway.query(`mutation { change: ${modify(sessionId(4 + n))} }`),
    );
    // At 8 % of the rate, four are sent at once, and the next ones 2.5 s later each.
    await until(() => readAudit(file).filter(({ event }) => event === 'intent').length === 6);
    await until(() => gateway.emulator.calls.get('ModifyTrafficMirrorSession') === 4);
    const stopped = gateway.stop(20_000);
    const codes = (await Promise.all(answers)).map(({ change }) => {
      const { userErrors } = change as { userErrors: { code: string }[] };
      return userErrors[0]?.code;
    });
    await stopped;
    expect(codes.sort()).toEqual(['THROTTLED', 'THROTTLED', undefined, undefined, undefined, undefined]);
    expect(gateway.emulator.calls.get('ModifyTrafficMirrorSession')).toBe(4);
    const failures = readAudit(file).flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
    expect(failures).toEqual(['stopping', 'stopping']);
  });

  test('the further items of a bulk change are skipped', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.faults('ModifyTrafficMirrorSession', [{ delayMs: 500 }]);
    const items = [1, 2, 3].map((n) => `{ trafficMirrorSessionId: "${sessionId(n)}", packetLength: 99 }`);
    const answer = gateway.query(
      `mutation { modifyTrafficMirrorSessions(input: { modifications: [${items.join()}] }) { succeededCount results { userErrors { code message } } } }`,
    );
    await until(() => gateway.emulator.calls.has('ModifyTrafficMirrorSession'));
    const stopped = gateway.stop(20_000);
    const skipped = {
      userErrors: [{ code: 'SKIPPED', message: 'skipped because the gateway is stopping; send it again.' }],
    };
    expect(await answer).toEqual({
      modifyTrafficMirrorSessions: { succeededCount: 1, results: [{ userErrors: [] }, skipped, skipped] },
    });
    await stopped;
    expect(gateway.emulator.calls.get('ModifyTrafficMirrorSession')).toBe(1);
  });

  test('it ends as soon as nothing runs, whatever connections clients keep open', async () => {
    const gateway = await startTestGateway();
    const [unused, used, running] = [await open(gateway), await open(gateway), await open(gateway)];
    used.write('GET /health/live HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
    await nextData(used);
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 500 }]);
    running.write(toPost(read(sessionId(1))));
    await until(() => gateway.emulator.calls.has('DescribeTrafficMirrorSessions'));
    const ends = [unused, used].map((socket) => once(socket, 'close'));
    const stopped = gateway.stop(60_000);
    expect(await text(running)).toMatch(/^HTTP\/1.1 200 /);
    // The test's own time limit is half of the grace.
    await Promise.all([stopped, ...ends]);
  });

  test('the port is closed, while health is answered on the admin port until the end', async () => {
    const gateway = await startTestGateway({ env: { ADMIN_PORT: '0' } });
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 1_000 }]);
    const answer = gateway.query(read(sessionId(1)));
    await until(() => gateway.emulator.calls.has('DescribeTrafficMirrorSessions'));
    const stopped = gateway.stop(20_000);
    await until(() =>
      fetch(`${gateway.url}/`).then(
        () => false,
        () => true,
      ),
    );
    expect((await ready(gateway)).status).toBe(503);
    expect(await answer).toEqual({ trafficMirrorSession: { sessionNumber: 1 } });
    await stopped;
    await expect(ready(gateway)).rejects.toThrow();
  });
});
