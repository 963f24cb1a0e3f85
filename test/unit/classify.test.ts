import { describe, expect, test } from '@jest/globals';
import { classify, type ErrorDocument, leavesDoubt, toFailure } from '../../src/ec2/classify.ts';
import { busy } from '../../src/ec2/failures.ts';

const answered = (name: string, httpStatusCode: number, message = 'text') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode, requestId: 'req-1' } });
const broke = (code: string, name = 'Error') => Object.assign(new Error(code), { code, name });
const document = (code: string): ErrorDocument => ({ code, hasMessage: true });

describe('with an error document of EC2', () => {
  test.each([
    ['a client error', 'InvalidParameterValue', 400, 'refused'],
    ['a denial', 'UnauthorizedOperation', 403, 'refused'],
    ['a passed dry run', 'DryRunOperation', 412, 'refused'],
    ['a throttle, although its status is a server error', 'RequestLimitExceeded', 503, 'refused'],
    ['an internal error', 'InternalError', 500, 'broken'],
  ])('%s is classified by its status and code', (_, code, status, kind) => {
    expect(classify(answered(code, status), document(code))).toBe(kind);
  });
});

describe('without an error document of EC2', () => {
  test.each([
    ["a proxy's answer, which is not a refusal whatever its status", answered('Unknown', 403), 'broken'],
    ['a parse error of the SDK', answered('TypeError', 400), 'broken'],
    ['an answer that is not XML', answered('Error', 200), 'broken'],
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
    ['a cancelled call', broke('', 'AbortError'), 'cancelled'],
    ['missing credentials', broke('', 'CredentialsProviderError'), 'noCredentials'],
  ])('%s is %s', (_, error, kind) => {
    expect(classify(error, undefined)).toBe(kind);
  });
});

test('the outcome of an attempt is in doubt unless EC2 refused it or it was never sent', () => {
  expect(leavesDoubt('refused')).toBe(false);
  expect(leavesDoubt('unreachable')).toBe(false);
  expect(leavesDoubt('credentialsDenied')).toBe(false);
  expect(leavesDoubt('broken')).toBe(true);
  expect(leavesDoubt('lost')).toBe(true);
  expect(leavesDoubt('cancelled')).toBe(true);
});

test('a failure keeps the code, the request id and the text of a refusal', () => {
  const code = 'InvalidParameterValue';
  expect(toFailure(answered(code, 400), false, document(code))).toMatchObject({
    kind: 'refused',
    awsCode: code,
    requestId: 'req-1',
    message: 'text',
    ambiguous: false,
  });
});

test("the SDK's own error messages are not kept", () => {
  const failure = toFailure(answered('Error', 400, 'inspect the hidden field'), false, document('Invalid'));
  expect(failure).toMatchObject({ awsCode: 'Invalid', message: '' });
});

test("at most 500 characters of EC2's text are kept", () => {
  const failure = toFailure(answered('Invalid', 400, 'x'.repeat(501)), false, document('Invalid'));
  expect(failure.message).toBe(`${'x'.repeat(499)}…`);
});

test('a failure keeps nothing else: an SDK error carries the request with its signature', () => {
  const error = Object.assign(answered('InternalError', 500), {
    $response: { headers: { authorization: 'AWS4-HMAC-SHA256 …' } },
  });
  const failure = toFailure(error, true, document('InternalError'));
  expect(
    JSON.stringify({ ...failure, message: failure.message, stack: failure.stack, cause: failure.cause }),
  ).not.toContain('AWS4');
});

test('a call whose last attempt could not connect is lost if an earlier attempt may have been executed', () => {
  expect(toFailure(broke('ECONNREFUSED'), true, undefined).kind).toBe('lost');
  expect(toFailure(broke('ECONNREFUSED'), false, undefined).kind).toBe('unreachable');
});

test('whatever stops the next attempt, the outcome of an earlier one remains in doubt', () => {
  expect(toFailure(busy(1_000), true, undefined)).toMatchObject({ kind: 'busy', ambiguous: true });
  expect(toFailure(busy(1_000), false, undefined)).toMatchObject({
    kind: 'busy',
    ambiguous: false,
    retryAfterMs: 1_000,
  });
});
