import { expect, test } from '@jest/globals';
import { classify, fromSdkError } from '../../src/ec2/failure.ts';

const answered = (name: string, httpStatusCode: number) =>
  Object.assign(new Error('text'), { name, $metadata: { httpStatusCode, requestId: 'req-1' } });
const broke = (code: string, name = 'Error') => Object.assign(new Error(code), { code, name });

test.each([
  ['a client error', answered('InvalidParameterValue', 400), 'refused'],
  ['a denial', answered('UnauthorizedOperation', 403), 'refused'],
  ['a passed dry run', answered('DryRunOperation', 412), 'refused'],
  ['a throttle, although its status is a server error', answered('RequestLimitExceeded', 503), 'refused'],
  ['an internal error', answered('InternalError', 500), 'broken'],
  ['a page of a proxy', answered('Unknown', 403), 'broken'],
  ['an answer that is no XML', answered('Error', 200), 'broken'],
  ['a refused connection', broke('ECONNREFUSED'), 'unreachable'],
  ['an unknown host', broke('ENOTFOUND'), 'unreachable'],
  [
    'a connection that takes too long',
    Object.assign(new Error('the request socket did not establish a connection with the server'), {
      name: 'TimeoutError',
    }),
    'unreachable',
  ],
  ['a reset', broke('ECONNRESET'), 'lost'],
  ['an answer that takes too long', broke('', 'TimeoutError'), 'lost'],
  ['a call that was given up', broke('', 'AbortError'), 'cancelled'],
])('%s is %s', (_, error, kind) => {
  expect(classify(error)).toBe(kind);
});

test('the projection keeps the code, the request id and the text of a refusal', () => {
  expect(fromSdkError(answered('InvalidParameterValue', 400), false)).toMatchObject({
    kind: 'refused',
    awsCode: 'InvalidParameterValue',
    requestId: 'req-1',
    message: 'text',
    ambiguous: false,
  });
});

test('the projection keeps nothing else: an SDK error carries the request with its signature', () => {
  const error = Object.assign(answered('InternalError', 500), {
    $response: { headers: { authorization: 'AWS4-HMAC-SHA256 …' } },
  });
  const failure = fromSdkError(error, true);
  expect(
    JSON.stringify({ ...failure, message: failure.message, stack: failure.stack, cause: failure.cause }),
  ).not.toContain('AWS4');
});

test('a call whose last attempt could not connect is lost when an earlier one may have been carried out', () => {
  expect(fromSdkError(broke('ECONNREFUSED'), true).kind).toBe('lost');
  expect(fromSdkError(broke('ECONNREFUSED'), false).kind).toBe('unreachable');
});
