import { expect, test } from '@jest/globals';
import { sessionId } from '../support/demo.ts';
import { startTestGateway } from '../support/gateway.ts';

const start = (answerBytes: number) => startTestGateway({ env: { LIMITS: `answerBytes=${answerBytes}` } });

const list = '{ trafficMirrorSessions { nodes { arn description } } }';

test('an answer that is larger than the limit is replaced by an error that says what to do', async () => {
  const { send, adminUrl } = await start(500);
  expect(await send('{ trafficMirrorSessions(first: 1) { nodes { arn } } }')).not.toHaveProperty('errors');
  expect(await send(list)).toEqual({
    data: null,
    errors: [
      {
        message: 'The answer is larger than 500 bytes. Ask for smaller pages, fewer fields or fewer aliases.',
        extensions: {
          code: 'LIMIT_EXCEEDED',
          limit: 'answerBytes',
          max: 500,
          retryable: false,
          requestId: expect.any(String),
        },
      },
    ],
  });
  const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
  expect(metrics).toContain('graphql_request_duration_seconds_count{operation="query",outcome="errors"} 1');
});

test('an answer of exactly the limit is sent', async () => {
  const { url } = await start(1_000_000);
  const ask = (at: string) =>
    fetch(`${at}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: list }),
    });
  const whole = await (await ask(url)).text();
  const exact = await start(Buffer.byteLength(whole));
  expect(await (await ask(exact.url)).text()).toBe(whole);
});

test('a mutation whose answer is too large says that it was carried out', async () => {
  const { send, query } = await start(400);
  const answer = await send(`mutation {
    modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}", packetLength: 77 }) {
      trafficMirrorSession { siblings { arn description } target { arn description } filter { arn description } }
    }
  }`);
  expect(answer).toMatchObject({
    data: null,
    errors: [
      { message: expect.stringContaining('The mutation was carried out'), extensions: { retryable: false } },
    ],
  });
  expect(await query(`{ trafficMirrorSession(id: "${sessionId(1)}") { packetLength } }`)).toEqual({
    trafficMirrorSession: { packetLength: 77 },
  });
});
