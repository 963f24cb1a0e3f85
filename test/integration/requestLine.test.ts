/** The log line of a request says who asked what and how it ended, and has nothing else of the request. */
import { Writable } from 'node:stream';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createLog } from '../../src/log.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ours, roleOf, startRoleGateway } from '../support/roleGateway.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';
import { until } from '../support/until.ts';

const lines: string[] = [];
const log = createLog(
  'info',
  new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  }),
);

let tokens: TokenIssuer;
let gateway: TestGateway;
const secret = { CURSOR_SECRET: 'a secret of thirty-two characters' };
beforeAll(async () => {
  tokens = await startTokenIssuer();
  gateway = await startTestGateway({ env: { ...tokens.env, ...secret }, log });
});

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const client = {
  'apollographql-client-name': 'estate-map',
  'apollographql-client-version': '2.1.0-rc.3',
  traceparent: `00-${traceId}-${spanId}-01`,
};
const read = `query OneSession { trafficMirrorSession(id: "${sessionId(1)}") { arn } }`;

const bearer = async (sub = 'alice@example.com', scope = 'traffic-mirror:read') =>
  `Bearer ${await tokens.token(scope, { sub })}`;

interface Sent {
  readonly headers?: Record<string, string | undefined>;
  readonly search?: string;
  readonly method?: string;
  readonly to?: { readonly url: string };
}
let count = 0;
/** Sends a request. @param body undefined for a GET. @returns its line. */
async function lineOf(body: string | undefined, { headers, search = '', method, to = gateway }: Sent = {}) {
  const requestId = `request-${++count}-of-this-test`;
  const all = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    authorization: await bearer(),
    'x-request-id': requestId,
    ...headers,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const init = { method: method ?? (body === undefined ? 'GET' : 'POST'), headers: Object.fromEntries(sent) };
  await (await fetch(`${to.url}/graphql${search}`, body === undefined ? init : { ...init, body })).text();
  const isOurs = (line: string) => line.includes(requestId) && line.includes('"msg":"request"');
  await until(() => lines.some(isOurs));
  const { time, level, msg, ms, ...line } = JSON.parse(lines.find(isOurs) ?? '') as Record<string, unknown>;
  expect({ time, level, msg, ms }).toEqual({
    time: expect.any(String),
    level: 'info',
    msg: 'request',
    ms: expect.any(Number),
  });
  expect(line).toMatchObject({ requestId, path: '/graphql' });
  return line;
}

const ask = (query: string, more?: Sent & { operationName?: unknown }) =>
  lineOf(JSON.stringify({ query, operationName: more?.operationName }), more);

test('says who asked what', async () => {
  const { requestId, ...line } = await ask(read, { headers: client });
  expect(line).toEqual({
    method: 'POST',
    path: '/graphql',
    status: 200,
    operation: 'query',
    operationName: 'OneSession',
    caller: expect.stringMatching(/^[0-9a-f]{12}$/),
    clientName: 'estate-map',
    clientVersion: '2.1.0-rc.3',
    traceId,
    spanId,
  });
  expect(requestId).toBeDefined();
});

test('has no more of the headers, nor of the body', async () => {
  await ask('query ($id: ID!) { trafficMirrorSession(id: $id) { arn } }', {
    headers: { 'user-agent': 'canary-agent', 'x-canary': 'canary-header', tracestate: 'canary=state' },
  });
  expect(lines.join('')).not.toMatch(/canary|alice|Bearer|eyJ|issuer\.example/);
});

describe('the caller', () => {
  test('is the same for each request, on all replicas with the same secret, and nobody else', async () => {
    const replica = await startTestGateway({ env: { ...tokens.env, ...secret }, log });
    const other = await startTestGateway({ env: tokens.env, log });
    const alice = (await ask(read)).caller;
    expect((await ask('{ __typename }')).caller).toBe(alice);
    expect((await ask(read, { to: replica })).caller).toBe(alice);
    expect((await ask(read, { to: other })).caller).not.toBe(alice);
    expect(
      (await ask(read, { headers: { authorization: await bearer('bob@example.com') } })).caller,
    ).not.toBe(alice);
  });
});

describe('what clients make up', () => {
  const nameOf = async (name: string) =>
    (await ask(read, { headers: { 'apollographql-client-name': name } })).clientName;

  test('is shown if it is short and plain, and else as other', async () => {
    expect(await nameOf('@platform/estate map_2.0-x')).toBe('@platform/estate map_2.0-x');
    expect(await nameOf('x'.repeat(64))).toBe('x'.repeat(64));
    expect(await nameOf('x'.repeat(65))).toBe('other');
    expect(await nameOf('<script>')).toBe('other');
    expect(await nameOf('a"b')).toBe('other');
    expect(await nameOf('')).toBeUndefined();
    const name = 'N'.repeat(65);
    expect((await ask(`query ${name} { __typename }`)).operationName).toBe('other');
  });

  test('of an invalid trace is not shown', async () => {
    const line = await ask(read, { headers: { traceparent: `00-${'0'.repeat(32)}-${spanId}-01` } });
    expect([line.traceId, line.spanId]).toEqual([undefined, undefined]);
  });
});

describe('the operation', () => {
  const two = 'query One { __typename } mutation Two { __typename }';
  test.each<[string, string, unknown, object]>([
    ['the only one', 'query One { __typename }', undefined, { operation: 'query', operationName: 'One' }],
    ['without a name', '{ __typename }', undefined, { operation: 'query' }],
    ['the one that is asked for', two, 'Two', { operation: 'mutation', operationName: 'Two' }],
    ['unknown', two, 'Three', { operationName: 'Three', code: 'OPERATION_RESOLUTION_FAILURE' }],
    ['with an empty name', 'query One { __typename }', '', { code: 'OPERATION_RESOLUTION_FAILURE' }],
    ['not clear', two, undefined, { code: 'OPERATION_RESOLUTION_FAILURE' }],
    [
      'of a document that is not valid',
      'query One { nothing }',
      undefined,
      { operation: 'query', operationName: 'One', code: 'GRAPHQL_VALIDATION_FAILED' },
    ],
    [
      'of a document that is no GraphQL',
      'query One {',
      'One',
      { operationName: 'One', code: 'GRAPHQL_PARSE_FAILED' },
    ],
    ['with a name that is no text', '{ __typename }', 3, { operation: 'query', code: 'BAD_REQUEST' }],
  ])('is %s', async (_, query, operationName, expected) => {
    const { code, operation, operationName: name } = await ask(query, { operationName });
    expect({ code, operation, operationName: name }).toEqual({
      code: undefined,
      operation: undefined,
      operationName: undefined,
      ...expected,
    });
  });
});

describe('the code of the first error', () => {
  test('of a read that fails', async () => {
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [
      { error: { code: 'AuthFailure', status: 401 } },
    ]);
    expect(await ask(read)).toMatchObject({ status: 200, code: 'UPSTREAM_FORBIDDEN', operation: 'query' });
  });

  test('of an operation that the caller may not run', async () => {
    const headers = { authorization: await bearer('eve@example.com', '') };
    expect(await ask(read, { headers })).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
      operationName: 'OneSession',
      caller: expect.any(String),
    });
  });

  test('of a refusal, with what was known by then', async () => {
    const unknown = await ask(read, { headers: { ...client, authorization: 'Bearer a.b.c' } });
    const { requestId, ...rest } = unknown;
    expect(rest).toEqual({
      method: 'POST',
      path: '/graphql',
      status: 401,
      code: 'UNAUTHENTICATED',
      clientName: 'estate-map',
      clientVersion: '2.1.0-rc.3',
      traceId,
      spanId,
    });
    const caller = (await ask(read)).caller;
    expect(requestId).toBeDefined();
    expect(await lineOf('{"query":')).toMatchObject({ status: 400, code: 'BAD_REQUEST', caller });
    const tooDeep = `query Deep ${'{ a '.repeat(20)}${'}'.repeat(20)}`;
    expect(await ask(tooDeep, { operationName: 'Deep' })).toMatchObject({
      status: 400,
      code: 'LIMIT_EXCEEDED',
      operationName: 'Deep',
      caller,
    });
    expect(await lineOf(undefined, { method: 'DELETE' })).toMatchObject({
      status: 405,
      code: 'METHOD_NOT_ALLOWED',
    });
    expect(await lineOf(undefined, { search: `?query=${encodeURIComponent(read)}` })).toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
      operationName: 'OneSession',
      caller,
    });
  });

  test('of a caller for whom no account is open', async () => {
    const regions = ['us-east-1'];
    const closed = { regions, callers: ['nobody@example.com'], roleArn: roleOf(ours) };
    const roles = await startRoleGateway({ accounts: { [ours]: closed } }, {}, { log });
    const authorization = `Bearer ${await roles.tokens.token('traffic-mirror:read')}`;
    expect(await ask(read, { to: roles, headers: { authorization } })).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
      caller: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
  });

  test('of a caller who sends too many requests', async () => {
    const slow = await startTestGateway({
      env: { ...tokens.env, ...secret, LIMITS: 'callerPerSecond=1' },
      log,
    });
    const caller = (await ask(read)).caller;
    const all = await Promise.all(Array.from({ length: 5 }, () => ask(read, { to: slow })));
    expect(all).toContainEqual(expect.objectContaining({ status: 429, code: 'RATE_LIMITED', caller }));
  });
});
