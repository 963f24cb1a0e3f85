/** What a client sees while the gateway stops: no request is started, and every running request gets an answer. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const body = JSON.stringify({
  query:
    'mutation { createTrafficMirrorFilter(input: { description: "stopping" }) { trafficMirrorFilter { id } userErrors { code } } }',
});
const request = `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

async function open({ url }: TestGateway): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}
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
  expect(first.toString()).toContain('OUTCOME_UNKNOWN');
  await stopped;
  expect(createsIn(gateway)).toBe(1);
});

test('a mutation whose last byte arrives after the cut-off is not started', async () => {
  const gateway = await startTestGateway();
  const socket = await open(gateway);
  socket.write(request.slice(0, -20));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const stopped = gateway.stop(100);
  await new Promise((resolve) => setTimeout(resolve, 250));
  socket.write(request.slice(-20));
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1.1 503 /);
  expect(answer).toContain('OVERLOADED');
  await stopped;
  expect(createsIn(gateway)).toBe(0);
});
