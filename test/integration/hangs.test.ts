/** An EC2 call that hangs does not hold up the reads that come after it. */
import { expect, test } from '@jest/globals';
import type { Fault } from '../../src/emulator/faults/faults.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const one = 'query ($id: ID!) { trafficMirrorSession(id: $id) { trafficMirrorSessionId } }';
const list =
  'query ($numbers: [Int!]) { trafficMirrorSessions(filter: { sessionNumbers: $numbers }) { nodes { trafficMirrorSessionId } } }';

/** The SDK gives an attempt up after 5 s. */
const hang = (times: number): Fault[] => [{ delayMs: 7_000, times }];

type Read = Parameters<TestGateway['query']>;
const byId = (n: number): Read => [one, { id: sessionId((n % 9) + 1) }];
const listed = (n: number): Read => [list, { numbers: [n + 1] }];

// Concurrently, because they mostly wait.
test.concurrent.each<[string, number, (n: number) => Read]>([
  ['one read by id hangs', 1, byId],
  ['two reads by id hang, one after the other', 2, byId],
  ['as many lists as may be read at once hang', 4, listed],
  ['one read hangs, and all later ones are equal to it', 1, () => byId(1)],
])('while %s, later reads are answered', async (_, hanging, queryOf) => {
  const { query, send, emulator } = await startTestGateway({ emulator: { latencyMs: 20 } });
  // What is usual must be known.
  for (let n = 0; n < 3; n++) await query(...queryOf(n));
  const before = emulator.calls.get('DescribeTrafficMirrorSessions') ?? 0;
  emulator.faults('DescribeTrafficMirrorSessions', hang(hanging));
  const hung = Array.from({ length: hanging }, (_, n) => send(...queryOf(n)));
  await until(() => (emulator.calls.get('DescribeTrafficMirrorSessions') ?? 0) > before);
  const startedAtMs = performance.now();
  await Promise.all(Array.from({ length: 50 }, (_, n) => query(...queryOf(n + hanging))));
  // Behind the call that hangs they would wait for five seconds.
  expect(performance.now() - startedAtMs).toBeLessThan(4_500);
  // The call is not given up.
  expect((await Promise.all(hung)).map(({ errors }) => errors)).toEqual(hung.map(() => undefined));
});

test.concurrent('a read by id whose own EC2 call hangs is answered by the next one', async () => {
  const { query, emulator, ec2Calls } = await startTestGateway();
  emulator.faults('DescribeTrafficMirrorSessions', hang(1));
  const startedAtMs = performance.now();
  await query(...byId(1));
  // The SDK would send it again after five seconds.
  expect(performance.now() - startedAtMs).toBeLessThan(4_500);
  expect(ec2Calls().DescribeTrafficMirrorSessions).toBe(2);
});

test('an EC2 that answers nothing is not asked more and more', async () => {
  const { send, emulator } = await startTestGateway({ env: { LIMITS: 'readMs=4000' } });
  emulator.faults('DescribeTrafficMirrorSessions', hang(1_000));
  const reads = Array.from({ length: 40 }, (_, n) => [send(...byId(n)), send(...listed(n))]).flat();
  const answers = await Promise.all(reads);
  expect(new Set(answers.map(({ errors }) => errors?.[0]?.extensions.code))).toEqual(
    new Set(['UPSTREAM_UNAVAILABLE']),
  );
  // Loads: four and two overdue ones. Lists: four and four overdue ones. Some more are sent when the time of the first reads is up.
  expect(emulator.calls.get('DescribeTrafficMirrorSessions')).toBeLessThan(40);
});

test('while more changes hang than there were sockets, reads are answered', async () => {
  const { query, send, emulator } = await startTestGateway({ emulator: { latencyMs: 20 } });
  emulator.faults('CreateTrafficMirrorFilter', hang(60));
  const create = 'mutation { createTrafficMirrorFilter(input: {}) { userErrors { code } } }';
  const changes = Array.from({ length: 60 }, () => send(create));
  await until(() => emulator.calls.get('CreateTrafficMirrorFilter') === 60);
  const startedAtMs = performance.now();
  await Promise.all([query(...byId(1)), query(...listed(1))]);
  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  await Promise.all(changes);
});
