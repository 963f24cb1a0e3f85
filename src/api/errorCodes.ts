/** What EC2's codes and failures are called, in the schema's words. */
import type { Ec2Failure, FailureKind } from '../ec2/failure.ts';
import type { TrafficMirrorErrorCode } from '../generated/types.ts';

/**
 * EC2's codes. Where the documented spelling differs from the one on the wire, both are accepted
 * (EC2 API reference, "Error codes"; the wire spellings from terraform-provider-aws).
 */
const codesOfEc2: readonly (readonly [RegExp, TrafficMirrorErrorCode])[] = [
  [/^InvalidTrafficMirror(Session|Target|Filter|FilterRule)(I[dD]\.)?No(t)?Found$/, 'NOT_FOUND'],
  [/^Invalid(NetworkInterface|NetworkLoadBalancer|VpcEndpoint)\w*\.NotFound$|^InvalidID$/, 'NOT_FOUND'],
  [/^(UnauthorizedOperation|AccessDenied|AccessDeniedException)$/, 'UNAUTHORIZED'],
  [/^TrafficMirror(Filter|Target)InUse(Exception)?$/, 'IN_USE'],
  [/^TrafficMirrorFilterRuleAlreadyExists$/, 'ALREADY_EXISTS'],
  [/^TrafficMirror\w+LimitExceeded$|^TagLimitExceeded$/, 'QUOTA_EXCEEDED'],
  [/^(NetworkInterfaceNotSupported|InvalidTrafficMirrorTarget)$/, 'UNSUPPORTED_RESOURCE'],
  [/^IdempotentParameterMismatch$/, 'IDEMPOTENCY_CONFLICT'],
  [
    /^(InvalidParameter(Value|Combination|Dependency)?|InvalidCharacter|FilterLimitExceeded|InvalidTagKey\.Malformed|MissingParameter|ValidationError|.+\.Malformed)$/,
    'INVALID_INPUT',
  ],
  [/^(RequestLimitExceeded|Throttling|ThrottlingException|EC2ThrottledException)$/, 'THROTTLED'],
];

const ownCredentials =
  /^(AuthFailure|ExpiredToken|RequestExpired|SignatureDoesNotMatch|InvalidClientTokenId|OptInRequired)$/;

/** Whether EC2 refused the gateway's own credentials: a fault of the gateway, not of the one who asks. */
export const isOwnFault = ({ awsCode }: Ec2Failure) => awsCode !== undefined && ownCredentials.test(awsCode);

/** What is said where EC2's own words do not exist or must not be passed on. */
const messages = {
  refused: 'EC2 refused the request.',
  broken: 'EC2 failed or gave an answer that cannot be read. Send the request again.',
  lost: 'EC2 did not answer in time. Send the request again.',
  unreachable: 'EC2 cannot be reached. Send the request again later.',
  cancelled: 'The time that a request may take was up. Ask for less at a time, or send it again.',
  busy: 'The gateway has too many requests waiting for EC2. Send the request again later.',
  forbidden: 'The scopes of the caller do not allow this.',
  overspent: 'The request needs more EC2 calls than one request may cause. Ask in several requests.',
  unrecorded: 'The gateway cannot write to its audit file, so it makes no changes. EC2 was not asked.',
} satisfies Record<FailureKind, string>;

/** The text with which EC2 tells a clash of session numbers apart from other bad values; it documents no code for it. */
const numberTaken = /already being used|already in use/;

/** The one code of the schema for whatever EC2 answered, or failed to. */
export function codeOf(failure: Ec2Failure): TrafficMirrorErrorCode {
  const { awsCode } = failure;
  if (failure.kind === 'forbidden') return 'UNAUTHORIZED';
  if (failure.kind === 'busy') return 'THROTTLED';
  if (failure.kind === 'overspent') return 'LIMIT_EXCEEDED';
  if (failure.kind === 'unrecorded') return 'AUDIT_UNAVAILABLE';
  if (failure.kind !== 'refused' || awsCode === undefined) return 'UPSTREAM_UNAVAILABLE';
  const code = codesOfEc2.find(([pattern]) => pattern.test(awsCode))?.[1] ?? 'OTHER';
  return code === 'INVALID_INPUT' && numberTaken.test(failure.message) ? 'ALREADY_EXISTS' : code;
}

/** EC2's words where they help. A denial names principals and policies, so it gets words of our own. */
export function messageOf(failure: Ec2Failure, code: TrafficMirrorErrorCode): string {
  if (failure.kind !== 'refused') return messages[failure.kind];
  if (isOwnFault(failure)) return 'EC2 does not accept the credentials of the gateway.';
  if (code === 'UNAUTHORIZED') return 'IAM does not allow this.';
  if (code === 'THROTTLED')
    return 'EC2 is refusing requests because there are too many. Send the request again later.';
  return failure.message || messages.refused;
}

/** EC2 says nothing of when; its buckets fill by several tokens in a second. */
export const backOff = ({ retryAfterMs = 1_000 }: Ec2Failure) => ({ retryAfterMs });

/** Whether sending the same again may help. */
export const retryable = (code: TrafficMirrorErrorCode) =>
  code === 'THROTTLED' || code === 'UPSTREAM_UNAVAILABLE' || code === 'OUTCOME_UNKNOWN';
