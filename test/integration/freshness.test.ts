import { Agent, request } from 'node:http';
import { beforeAll, expect, test } from '@jest/globals';
import { cleanUp } from '../support/cleanUp.ts';
import { sessionId } from '../support/demo.ts';
import { shapeOnly } from '../support/emulatorWire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const readers = 40;
const reads = 7_600;
const writes = 2_400;
const sessions = 4;

let gateway: TestGateway;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
cleanUp(() => agent.destroy());
beforeAll(async () => {
  gateway = await startTestGateway();
  // EC2 reads its state and answers a little later, so a call under way is always too old for the next read.
  const lateAnswers = Array.from({ length: 20 }, () => ({ times: 1_000, delayAfterMs: 2 }));
  gateway.emulator.faults('DescribeTrafficMirrorSessions', lateAnswers);
});

/** Sends a body and returns that of the answer; `node:http` instead of fetch, because fetch would dominate the time. */
function post(url: string, headers: Record<string, string>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => (answer.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    });
    sent.on('error', reject).end(body);
  });
}

/** Directly in EC2: sets the description of a session to `step`. */
const write = (session: number, step: number) =>
  post(
    gateway.emulator.url,
    shapeOnly(),
    `Action=ModifyTrafficMirrorSession&Version=2016-11-15&TrafficMirrorSessionId=${sessionId(session)}&Description=${step}`,
  );

const json = { 'content-type': 'application/json' };
const byId = (session: number) => `{ trafficMirrorSession(id: "${sessionId(session)}") { description } }`;
const byList = (session: number) =>
  `{ trafficMirrorSessions(filter: { trafficMirrorSessionIds: ["${sessionId(session)}"] }) { nodes { description } } }`;

/** Through the gateway: the step that a session shows. */
async function read(session: number, document: (session: number) => string): Promise<number> {
  const answer = await post(`${gateway.url}/graphql`, json, JSON.stringify({ query: document(session) }));
  const [, step] = /"description":"(\d+)"/.exec(answer) ?? [];
  if (step === undefined) throw new Error(answer);
  return Number(step);
}

test('over 10,000 steps no read returns a state older than the last write before it was sent', async () => {
  const numbers = Array.from({ length: sessions }, (_, index) => index + 1);
  /** The last step that EC2 has confirmed, per session. */
  const confirmed = new Map(numbers.map((session) => [session, 0]));
  await Promise.all(numbers.map((session) => write(session, 0)));

  const stale: object[] = [];
  let steps = 0;
  let hasEnded = false;

  const writer = async (session: number) => {
    for (let step = 1; step <= writes / sessions; step++) {
      await write(session, step);
      confirmed.set(session, step);
      steps++;
    }
  };
  const reader = async (number: number) => {
    for (let n = 0; n < reads / readers || !hasEnded; n++) {
      const session = 1 + ((number + n) % sessions);
      const atLeast = confirmed.get(session) ?? 0;
      const step = await read(session, (number + n) % 5 === 0 ? byList : byId);
      if (step < atLeast) stale.push({ session, step, atLeast });
      steps++;
    }
  };
  const reading = Array.from({ length: readers }, (_, number) => reader(number));
  await Promise.all(numbers.map(writer));
  hasEnded = true;
  await Promise.all(reading);

  expect(stale).toEqual([]);
  expect(steps).toBeGreaterThanOrEqual(10_000);
  // The reads did share their calls, or this would prove nothing.
  expect(gateway.ec2Calls().DescribeTrafficMirrorSessions).toBeLessThan(steps / 2);
}, 120_000);
