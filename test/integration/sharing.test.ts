import { describe, expect, test } from '@jest/globals';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway | undefined;

const one = 'query ($id: ID!) { trafficMirrorSession(id: $id) { trafficMirrorSessionId target { arn } } }';
const total = (counts: Record<string, number>) => Object.values(counts).reduce((sum, n) => sum + n, 0);

describe('equal queries', () => {
  test('of many clients are executed a few times, and each client gets the answer', async () => {
    gateway = await startTestGateway({ emulator: { latencyMs: 30 } });
    const { query } = gateway;
    const answers = await Promise.all(Array.from({ length: 200 }, () => query(one, { id: sessionId(1) })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ trafficMirrorSession: { trafficMirrorSessionId: sessionId(1) } });
    // One by one they would be 400; the actual number depends on how close together the requests arrive.
    expect(total(gateway.ec2Calls())).toBeLessThan(130);
  });

  test('with other variables are other queries', async () => {
    gateway = await startTestGateway({ emulator: { latencyMs: 30 } });
    const { query } = gateway;
    const ids = Array.from({ length: 60 }, (_, n) => sessionId(1 + (n % 3)));
    const answers = await Promise.all(
      ids.map((id) => query<{ trafficMirrorSession: { trafficMirrorSessionId: string } }>(one, { id })),
    );
    expect(answers.map((answer) => answer.trafficMirrorSession.trafficMirrorSessionId)).toEqual(ids);
  });

  test('that name different operations of one document get different answers, at the same time and later', async () => {
    gateway = await startTestGateway({ emulator: { latencyMs: 30 } });
    const { url } = gateway;
    const query = `query A { a: trafficMirrorSession(id: "${sessionId(1)}") { sessionNumber } }
      query B { b: trafficMirrorSession(id: "${sessionId(1)}") { packetLength } }`;
    const ask = async (operationName: string) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ query, operationName });
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
      const { data } = (await response.json()) as { data: object };
      return Object.keys(data)[0];
    };
    const names = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? 'A' : 'B'));
    const keys = names.map((name) => name.toLowerCase());
    // First they are executed, then they are compiled, and then compiled ones are used.
    for (let round = 0; round < 12; round++) expect(await Promise.all(names.map(ask))).toEqual(keys);
  });

  test('that fail tell each client its own request id', async () => {
    gateway = await startTestGateway({ emulator: { latencyMs: 30 } });
    const { queryErrors, emulator } = gateway;
    emulator.deny('DescribeTrafficMirrorSessions');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => queryErrors(one, { id: sessionId(1) })),
    );
    expect(answers.map(([error]) => error?.extensions.code)).toEqual(Array(20).fill('UNAUTHORIZED'));
    expect(new Set(answers.map(([error]) => error?.extensions.requestId)).size).toBe(20);
  });

  test('are executed for the other clients if one disconnects', async () => {
    gateway = await startTestGateway();
    const { url, emulator, query } = gateway;
    emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 200 }]);
    const gone = new AbortController();
    const left = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: one, variables: { id: sessionId(1) } }),
      signal: gone.signal,
    });
    const stays = query(one, { id: sessionId(1) });
    while (!emulator.calls.has('DescribeTrafficMirrorSessions')) await new Promise(setImmediate);
    gone.abort();
    await expect(left).rejects.toThrow();
    expect(await stays).toMatchObject({ trafficMirrorSession: { trafficMirrorSessionId: sessionId(1) } });
  });
});

test('equal mutations are each made', async () => {
  gateway = await startTestGateway();
  const { query } = gateway;
  const modify = `mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}", packetLength: 7 }) { awsRequestId } }`;
  await Promise.all(Array.from({ length: 5 }, () => query(modify)));
  expect(gateway.ec2Calls()).toEqual({ ModifyTrafficMirrorSession: 5 });
});
