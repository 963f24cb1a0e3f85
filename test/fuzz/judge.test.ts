import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { cleanUp } from '../support/cleanUp.ts';
import { documentAt } from '../support/documents.ts';
import { until } from '../support/until.ts';
import { startWatched } from '../support/watchedProgram.ts';
import { type Answer, codes, judgeAnswer } from './judge.ts';
import { exchange, parseAnswers } from './wire.ts';

const answerOf = (body: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'x-request-id': 'id', 'retry-after': '1' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const failed = (code: string, message = 'Send something else.', more: object = {}) => ({
  errors: [{ message, extensions: { code, requestId: 'id', ...more } }],
});

test.each<[what: string, answer: Answer]>([
  ['data', answerOf({ data: { __typename: 'Query' } })],
  ['an explained error', answerOf(failed('UPSTREAM_UNAVAILABLE'))],
  ['a refusal', answerOf(failed('LIMIT_EXCEEDED'), 400)],
  ['overload', answerOf(failed('OVERLOADED'), 503)],
  ["the HTTP parser's refusal", { status: 431, headers: {}, body: '' }],
  ['a name that the client has sent', answerOf(failed('BAD_USER_INPUT', 'Unknown type "TypeError".'), 400)],
])('%s is as it should be', (_, answer) => {
  expect(judgeAnswer(answer)).toEqual([]);
});

test.each<[what: string, finding: RegExp, answer: Answer]>([
  ['a masked error', /^the code INTERNAL_SERVER_ERROR/, answerOf(failed('INTERNAL_SERVER_ERROR'))],
  ['a code that is in no list', /^the code OOPS/, answerOf(failed('OOPS'))],
  [
    'an error without a request id',
    /without the request id/,
    answerOf(failed('BAD_REQUEST', 'x', { requestId: undefined }), 400),
  ],
  ['a stack', /^a leak/, answerOf(failed('BAD_REQUEST', 'x\n    at run (/srv/node_modules/x)'), 400)],
  [
    'a message of JavaScript',
    /not meant for clients/,
    answerOf(failed('BAD_REQUEST', "Cannot read properties of undefined (reading 'a')"), 400),
  ],
  [
    'a message of the SDK',
    /not meant for clients/,
    answerOf(
      failed('UPSTREAM_UNAVAILABLE', 'Deserialization error: to see the raw response, inspect $response'),
    ),
  ],
  ['an unexpected status', /^HTTP status 500/, answerOf(failed('BAD_REQUEST'), 500)],
  ['half a body', /^not JSON/, answerOf('{"data":')],
  ['neither data nor errors', /^neither data nor errors/, answerOf({})],
  ['a failure without errors', /^a failure without errors/, answerOf({ data: {} }, 400)],
  ['a page', /that is not JSON/, { ...answerOf('<html>', 400), headers: { 'x-request-id': 'id' } }],
])('%s is found', (_, finding, answer) => {
  expect(judgeAnswer(answer).join('\n')).toMatch(finding);
});

test('docs/errors.md explains every code that an error may have', () => {
  const { text } = documentAt('docs/errors.md');
  expect([...codes].filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
});

test('a masked error is only right at the paths where it may be', () => {
  const error = { path: ['rule', 'ruleAction'], ...failed('INTERNAL_SERVER_ERROR').errors[0] };
  expect(judgeAnswer(answerOf({ errors: [error], data: { rule: null } }), /"ruleAction"\]$/)).toEqual([]);
  expect(judgeAnswer(answerOf({ errors: [error], data: { rule: null } }), /"other"\]$/)).toHaveLength(1);
});

test('answers are told apart on the wire, whether they have a length or chunks', () => {
  const text =
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n';
  const { answers, rest } = parseAnswers(Buffer.from(text));
  expect(answers.map(({ status, body }) => [status, body])).toEqual([
    [200, 'hi'],
    [400, 'abc'],
  ]);
  expect(answers[0]?.headers).toEqual({ a: 'b', 'content-length': '2' });
  expect(rest).toBe('HTTP/1.1 200 OK\r\n');
});

test('a server that neither answers nor closes is found', async () => {
  const server = createServer(
    { allowHalfOpen: true },
    (socket) => void socket.on('error', () => {}).resume(),
  );
  cleanUp(() => server.close());
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const script = { pieces: [Buffer.from('GET / HTTP/1.1\r\n\r\n')], end: 'finish' } as const;
  expect(await exchange(`http://127.0.0.1:${port}`, script, 300)).toEqual({
    answers: [],
    rest: '',
    isStuck: true,
  });
});

test('a program that ends, or writes to standard error, or logs an error, is found', async () => {
  const program = `
    console.log('{"level":"info","msg":"ready","url":"http://127.0.0.1:9"}');
    console.log('{"level":"error","msg":"request failed"}');
    console.error('a warning');
    setTimeout(() => process.abort(), 50)`;
  const watched = await startWatched({ env: {}, file: '-e', programArgs: [program] });
  await until(() => !watched.isAlive());
  const found: string[] = [];
  await until(() => found.push(...watched.troubles()) > 2);
  expect(found.join('\n')).toMatch(/request failed/);
  expect(found.join('\n')).toMatch(/standard error: a warning/);
  expect(found.join('\n')).toMatch(/the program ended with SIGABRT/);
});
