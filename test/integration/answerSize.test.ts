import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync } from 'node:zlib';
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

test('a long answer is compressed for clients that ask for it, and a short one is not', async () => {
  const { url } = await startTestGateway({
    seed: 'large:100',
    env: { CORS_ORIGINS: 'http://localhost:5173' },
  });
  /** Not `fetch`, which decompresses the answer. */
  const ask = async (method: 'GET' | 'POST', query: string, coding: string) => {
    const search = method === 'GET' ? `?${new URLSearchParams({ query })}` : '';
    const headers = {
      'accept-encoding': coding,
      'content-type': 'application/json',
      'apollo-require-preflight': '1',
    };
    const sent = request(`${url}/graphql${search}`, { method, headers });
    sent.end(method === 'POST' ? JSON.stringify({ query }) : undefined);
    const response = await new Promise<Parameters<typeof buffer>[0] & { headers: Record<string, unknown> }>(
      (resolve, reject) => sent.once('response', resolve as never).once('error', reject),
    );
    const body = await buffer(response);
    const { vary, 'content-encoding': encoding, 'content-length': length } = response.headers;
    expect(Number(length)).toBe(body.length);
    return { body, about: [encoding, vary] };
  };
  const long = '{ trafficMirrorSessions(first: 100) { nodes { id arn description target { arn } } } }';
  const plain = await ask('POST', long, 'identity');
  expect(plain.about).toEqual([undefined, 'origin, accept-encoding']);
  expect(plain.body.length).toBeGreaterThan(16_384);
  for (const method of ['GET', 'POST'] as const) {
    const { body, about } = await ask(method, long, 'gzip, br');
    expect(about).toEqual(['br', 'origin, accept-encoding']);
    expect(brotliDecompressSync(body).equals(plain.body)).toBe(true);
    expect(body.length).toBeLessThan(plain.body.length / 4);
    expect((await ask(method, '{ __typename }', 'gzip, br')).about).toEqual([undefined, 'origin']);
  }
});
