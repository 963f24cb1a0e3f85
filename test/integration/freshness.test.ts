import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent, type ClientRequest, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { cleanUp } from '../support/cleanUp.ts';
import { sessionId } from '../support/demo.ts';
import { shapeOnly } from '../support/emulatorWire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const readers = 40;
const sessions = 4;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
cleanUp(() => agent.destroy());

/** EC2 reads its state and answers later, so a call under way is always too old for the next read. */
interface Setting {
  readonly lateMs: (call: number) => number;
  readonly reads: number;
  readonly writes: number;
  /**
   * Between the writes of a session, and up to seven times as long between the reads of a client. Without pauses this process, which is EC2,
   * the gateway and the clients, is never idle, and all clients wait for the same call.
   */
  readonly pauseMs: number;
  readonly documents: readonly ((session: number) => string)[];
  readonly name: string;
  /** How many calls are in flight at once, at least for a moment. It depends on how idle the machine is; `test/unit/group.test.ts` has four. */
  readonly leastAtOnce: number;
}

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
const write = ({ emulator }: TestGateway, session: number, step: number) =>
  post(
    emulator.url,
    shapeOnly(),
    `Action=ModifyTrafficMirrorSession&Version=2016-11-15&TrafficMirrorSessionId=${sessionId(session)}&Description=${step}`,
  );

const json = { 'content-type': 'application/json' };
const byId = (session: number) => `{ trafficMirrorSession(id: "${sessionId(session)}") { description } }`;
const byList = (session: number) =>
  `{ trafficMirrorSessions(filter: { trafficMirrorSessionIds: ["${sessionId(session)}"] }) { nodes { description } } }`;

/** Through the gateway: the step that a session shows. */
async function read(
  { url }: TestGateway,
  session: number,
  document: (session: number) => string,
): Promise<number> {
  const answer = await post(`${url}/graphql`, json, JSON.stringify({ query: document(session) }));
  const [, step] = /"description":"(\d+)"/.exec(answer) ?? [];
  if (step === undefined) throw new Error(answer);
  return Number(step);
}

/** Watches the calls that this process sends to EC2 through the SDK. @returns how many of them were in flight at once. */
function watchCalls({ emulator }: TestGateway): () => number {
  const open = new Set<unknown>();
  let most = 0;
  const began = (message: unknown) => {
    const { request: sent } = message as { request: ClientRequest };
    if (sent.getHeader('host') !== new URL(emulator.url).host || !sent.hasHeader('amz-sdk-request')) return;
    most = Math.max(most, open.add(sent).size);
  };
  const ended = (message: unknown) => open.delete((message as { request: ClientRequest }).request);
  subscribe('http.client.request.start', began);
  subscribe('http.client.response.finish', ended);
  cleanUp(() => {
    unsubscribe('http.client.request.start', began);
    unsubscribe('http.client.response.finish', ended);
  });
  return () => most;
}

test.each<Setting>([
  // A call that takes so little time has no further ones beside it.
  {
    name: 'calls that end soon',
    leastAtOnce: 1,
    lateMs: () => 2,
    documents: [byList, byId, byId, byId, byId],
    reads: 7_600,
    writes: 2_400,
    pauseMs: 0,
  },
  // Older answers often come after newer ones. The first four calls end so late that on a slow machine, too, others begin before.
  {
    name: 'further calls',
    leastAtOnce: 2,
    lateMs: (call) => (call < 4 ? 450 - 10 * call : ([160, 100, 40, 70][call % 4] ?? 0)),
    documents: [byId],
    reads: 1_200,
    writes: 1_000,
    pauseMs: 10,
  },
])(
  'with $name, no read returns a state older than the last write before it was sent, over $reads reads and $writes writes',
  async ({ leastAtOnce, lateMs, documents, reads, writes, pauseMs }) => {
    const gateway = await startTestGateway();
    const late = Array.from({ length: 12_000 }, (_, call) => ({ delayAfterMs: lateMs(call) }));
    gateway.emulator.faults('DescribeTrafficMirrorSessions', late);
    const mostCalls = watchCalls(gateway);
    const numbers = Array.from({ length: sessions }, (_, index) => index + 1);
    /** The last step that EC2 has confirmed, per session. */
    const confirmed = new Map(numbers.map((session) => [session, 0]));
    await Promise.all(numbers.map((session) => write(gateway, session, 0)));

    const stale: object[] = [];
    let steps = 0;
    let hasEnded = false;

    const writer = async (session: number) => {
      for (let step = 1; step <= writes / sessions; step++) {
        await write(gateway, session, step);
        confirmed.set(session, step);
        steps++;
        if (pauseMs > 0) await wait(pauseMs);
      }
    };
    const reader = async (number: number) => {
      for (let n = 0; n < reads / readers || !hasEnded; n++) {
        if (pauseMs > 0) await wait(pauseMs * (number % 8));
        const session = 1 + ((number + n) % sessions);
        const atLeast = confirmed.get(session) ?? 0;
        const step = await read(gateway, session, documents[(number + n) % documents.length] ?? byId);
        if (step < atLeast) stale.push({ session, step, atLeast });
        steps++;
      }
    };
    const reading = Array.from({ length: readers }, (_, number) => reader(number));
    await Promise.all(numbers.map(writer));
    hasEnded = true;
    await Promise.all(reading);

    expect(stale).toEqual([]);
    expect(steps).toBeGreaterThanOrEqual(reads + writes);
    // The reads did share their calls, or this would prove nothing.
    expect(gateway.ec2Calls().DescribeTrafficMirrorSessions).toBeLessThan(steps / 2);
    expect(mostCalls()).toBeGreaterThanOrEqual(leastAtOnce);
  },
);
