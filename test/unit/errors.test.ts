import { describe, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { codeOf } from '../../src/api/errorCodes.ts';
import { formatError } from '../../src/api/errors.ts';
import { fromFailure, outcomeUnknown } from '../../src/api/userErrors.ts';
import { Ec2Failure, type FailureKind } from '../../src/ec2/failure.ts';
import { busy } from '../../src/ec2/failures.ts';

const refused = (awsCode: string, message = 'EC2 says why') =>
  new Ec2Failure(message, { kind: 'refused', awsCode, requestId: 'req-1', ambiguous: false });
const origin = {
  input: { trafficMirrorSessionId: 'tms-12345678', trafficMirrorTargetId: 'tmt-12345678', sessionNumber: 2 },
  path: ['input'],
};

describe('the codes of EC2', () => {
  test.each([
    ['InvalidTrafficMirrorSessionId.NotFound', 'NOT_FOUND'],
    ['InvalidTrafficMirrorSessionID.NotFound', 'NOT_FOUND'],
    ['InvalidTrafficMirrorSessionNotFound', 'NOT_FOUND'],
    ['InvalidTrafficMirrorTargetId.NotFound', 'NOT_FOUND'],
    ['InvalidTrafficMirrorTargetNoFound', 'NOT_FOUND'],
    ['InvalidTrafficMirrorFilterId.NotFound', 'NOT_FOUND'],
    ['InvalidTrafficMirrorFilterNotFound', 'NOT_FOUND'],
    ['InvalidTrafficMirrorFilterRuleId.NotFound', 'NOT_FOUND'],
    ['InvalidTrafficMirrorFilterRuleNotFound', 'NOT_FOUND'],
    ['InvalidNetworkInterfaceID.NotFound', 'NOT_FOUND'],
    ['InvalidNetworkInterface.NotFound', 'NOT_FOUND'],
    ['UnauthorizedOperation', 'UNAUTHORIZED'],
    ['AccessDenied', 'UNAUTHORIZED'],
    ['TrafficMirrorFilterInUse', 'IN_USE'],
    ['TrafficMirrorTargetInUse', 'IN_USE'],
    ['TrafficMirrorTargetInUseException', 'IN_USE'],
    ['TrafficMirrorFilterRuleAlreadyExists', 'ALREADY_EXISTS'],
    ['TrafficMirrorSessionLimitExceeded', 'QUOTA_EXCEEDED'],
    ['TrafficMirrorSessionsPerInterfaceLimitExceeded', 'QUOTA_EXCEEDED'],
    ['TrafficMirrorSessionsPerTargetLimitExceeded', 'QUOTA_EXCEEDED'],
    ['TrafficMirrorSourcesPerTargetLimitExceeded', 'QUOTA_EXCEEDED'],
    ['TrafficMirrorTargetLimitExceeded', 'QUOTA_EXCEEDED'],
    ['TrafficMirrorFilterLimitExceeded', 'QUOTA_EXCEEDED'],
    ['TrafficMirrorFilterRuleLimitExceeded', 'QUOTA_EXCEEDED'],
    ['TagLimitExceeded', 'QUOTA_EXCEEDED'],
    ['NetworkInterfaceNotSupported', 'UNSUPPORTED_RESOURCE'],
    ['InvalidTrafficMirrorTarget', 'UNSUPPORTED_RESOURCE'],
    ['IdempotentParameterMismatch', 'IDEMPOTENCY_CONFLICT'],
    ['InvalidParameterValue', 'INVALID_INPUT'],
    ['InvalidParameterCombination', 'INVALID_INPUT'],
    ['MissingParameter', 'INVALID_INPUT'],
    ['InvalidNetworkInterfaceId.Malformed', 'INVALID_INPUT'],
    ['RequestLimitExceeded', 'THROTTLED'],
    ['Throttling', 'THROTTLED'],
    ['SomethingAwsInventedYesterday', 'OTHER'],
  ])('%s is %s, and is kept beside it', (awsCode, code) => {
    const error = fromFailure(refused(awsCode), origin);
    expect(error).toMatchObject({ code, awsErrorCode: awsCode, awsRequestId: 'req-1' });
    expect(error.retryable).toBe(code === 'THROTTLED');
  });

  test.each<[FailureKind]>([['broken'], ['lost'], ['unreachable'], ['cancelled']])(
    'a call that is %s is UPSTREAM_UNAVAILABLE',
    (kind) => {
      const failure = new Ec2Failure('connect ECONNREFUSED 192.0.2.1:443', { kind, ambiguous: false });
      const error = fromFailure(failure, origin);
      expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
      expect(error.message).not.toContain('192.0.2.1');
    },
  );

  test('a session number in use is recognized by the message, because EC2 documents no code for it', () => {
    const failure = refused('InvalidParameterValue', 'The session number 1 is already being used by tms-1');
    expect(codeOf(failure)).toBe('ALREADY_EXISTS');
    expect(fromFailure(failure, origin).field).toEqual(['input', 'sessionNumber']);
  });
});

describe('the field of an error', () => {
  test('is the one that EC2 does not find, if it is in the input', () => {
    expect(fromFailure(refused('InvalidTrafficMirrorTargetId.NotFound'), origin).field).toEqual([
      'input',
      'trafficMirrorTargetId',
    ]);
    expect(fromFailure(refused('InvalidTrafficMirrorFilterId.NotFound'), origin).field).toBeNull();
  });

  test('is none when EC2 names none', () => {
    expect(fromFailure(refused('InvalidParameterValue'), origin).field).toBeNull();
  });
});

describe('a denial', () => {
  const message =
    'You are not authorized to perform this operation. User: arn:aws:sts::123456789012:assumed-role/gateway/ops is not authorized to perform: ' +
    'ec2:ModifyTrafficMirrorSession on resource: arn:aws:ec2:us-east-1:123456789012:traffic-mirror-session/tms-12345678 with an explicit deny in an ' +
    'identity-based policy. Encoded authorization failure message: AbCdEf';

  test('gives the action and the resource, and hides the principal and the encoded message', () => {
    const error = fromFailure(refused('UnauthorizedOperation', message), origin);
    expect(error).toMatchObject({
      __typename: 'TrafficMirrorUnauthorizedError',
      iamAction: 'ec2:ModifyTrafficMirrorSession',
      resourceArn: 'arn:aws:ec2:us-east-1:123456789012:traffic-mirror-session/tms-12345678',
      explicitDeny: true,
    });
    expect(JSON.stringify(error)).not.toMatch(/assumed-role|AbCdEf/);
  });

  test('leaves out what EC2 does not name', () => {
    const error = fromFailure(refused('UnauthorizedOperation', 'You are not authorized.'), origin);
    expect(error).toMatchObject({ iamAction: undefined, resourceArn: undefined, explicitDeny: undefined });
  });
});

test.each(['AuthFailure', 'ExpiredToken', 'RequestExpired', 'SignatureDoesNotMatch'])(
  '%s is a fault of the gateway, so it is no user error',
  (awsCode) => {
    expect(() => fromFailure(refused(awsCode), origin)).toThrow(Ec2Failure);
  },
);

test('an unknown outcome says so and can be sent again', () => {
  const error = outcomeUnknown(new Ec2Failure('', { kind: 'lost', ambiguous: true }));
  expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: true });
});

describe('formatError', () => {
  const located = (original: Error) =>
    new GraphQLError(original.message, { path: ['trafficMirrorSession'], originalError: original });
  const format = (error: GraphQLError) => formatError(error.toJSON(), error);

  test('masks unexpected errors', () => {
    const masked = format(located(new Error('secretKey=wJalrXUtnFEMI at /srv/app/db.ts')));
    expect(masked).toEqual({
      message: 'Internal server error.',
      path: ['trafficMirrorSession'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  });

  test('of a call that the gateway held back says when to retry', () => {
    expect(format(located(busy(1_234.5)))).toMatchObject({
      message: 'Too many requests are waiting for EC2. Send the request again later.',
      extensions: { code: 'THROTTLED', retryable: true, retryAfterMs: 1_235 },
    });
    expect(fromFailure(busy(700), origin)).toMatchObject({
      __typename: 'TrafficMirrorThrottledError',
      awsErrorCode: undefined,
      retryAfterMs: 700,
    });
  });

  test('maps an EC2 failure by the table', () => {
    expect(format(located(refused('RequestLimitExceeded'))).extensions).toEqual({
      code: 'THROTTLED',
      awsErrorCode: 'RequestLimitExceeded',
      awsRequestId: 'req-1',
      retryAfterMs: 1_000,
      retryable: true,
    });
  });

  test('does not tell a caller why EC2 refuses the credentials of the gateway', () => {
    const told = format(located(refused('AuthFailure', 'AKIAIOSFODNN7EXAMPLE is not valid')));
    expect(told.extensions).toMatchObject({ code: 'UPSTREAM_FORBIDDEN', retryable: false });
    expect(JSON.stringify(told)).not.toContain('AKIA');
  });

  test('passes on an error that was thrown on purpose, without its stack', () => {
    const error = new GraphQLError('`first` must be from 1 to 1000.', {
      extensions: { code: 'BAD_USER_INPUT', stacktrace: ['at x'] },
    });
    expect(format(error)).toEqual({ message: error.message, extensions: { code: 'BAD_USER_INPUT' } });
  });
});
