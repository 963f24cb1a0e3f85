/** Translates EC2's error codes and failures into the schema's codes and messages. */
import {
  type Ec2Failure,
  type FailureKind,
  isDenial,
  isNumberTaken,
  isThrottle,
  refusesCredentials,
} from '../ec2/failure.ts';
import type { TrafficMirrorErrorCode } from '../generated/types.ts';

/**
 * EC2's error codes and the schema's code for each. Where the documented spelling differs from the one on the wire, both are accepted
 * (EC2 API reference, "Error codes"; the wire spellings from terraform-provider-aws).
 */
const codesOfEc2: readonly (readonly [RegExp, TrafficMirrorErrorCode])[] = [
  [/^InvalidTrafficMirror(Session|Target|Filter|FilterRule)(I[dD]\.)?No(t)?Found$/, 'NOT_FOUND'],
  [/^Invalid(NetworkInterface|NetworkLoadBalancer|VpcEndpoint)\w*\.NotFound$|^InvalidID$/, 'NOT_FOUND'],
  [/^TrafficMirror(Filter|Target)InUse(Exception)?$/, 'IN_USE'],
  [/^TrafficMirrorFilterRuleAlreadyExists$/, 'ALREADY_EXISTS'],
  [/^TrafficMirror\w+LimitExceeded$|^TagLimitExceeded$/, 'QUOTA_EXCEEDED'],
  [/^(NetworkInterfaceNotSupported|InvalidTrafficMirrorTarget)$/, 'UNSUPPORTED_RESOURCE'],
  [/^IdempotentParameterMismatch$/, 'IDEMPOTENCY_CONFLICT'],
  [
    /^(InvalidParameter(Value|Combination|Dependency)?|InvalidCharacter|FilterLimitExceeded|InvalidTagKey\.Malformed|MissingParameter|ValidationError|.+\.Malformed)$/,
    'INVALID_INPUT',
  ],
];

/** Whether EC2 refused the gateway's own credentials, which is the gateway's fault, not the caller's. */
export const isOwnFault = ({ kind, awsCode }: Ec2Failure) =>
  kind === 'credentialsDenied' ||
  kind === 'noCredentials' ||
  (kind === 'refused' && refusesCredentials(awsCode));

/** Messages for failures without a message from EC2, or whose message must not be passed on. */
const messages = {
  refused: 'EC2 refused the request.',
  malformed: "EC2's answer is incomplete. Send the request again.",
  oversized: "EC2's answer is too large to be read. Ask for fewer at a time.",
  broken: 'EC2 failed, or its answer could not be read. Send the request again.',
  lost: 'EC2 did not answer in time. Send the request again.',
  unreachable: 'EC2 could not be reached. Send the request again later.',
  cancelled: 'The request ran out of time. Ask for less at a time, or send it again.',
  busy: 'Too many requests are waiting for EC2. Send the request again later.',
  forbidden: "The caller's permissions do not allow this.",
  overspent:
    'The request needs more EC2 calls than one request may cause. Split it into several requests, or ask for less: a narrower filter, or fewer accounts and Regions.',
  contended: 'Other changes of the same resource are running. Send the request again later.',
  outrun: 'Other changes of the same resource are running. Send the request again later.',
  stopping: 'The gateway is stopping and did not begin this change. Send it again.',
  unrecorded:
    'The gateway cannot write to its audit file, so it makes no changes. EC2 was not asked. Send the request again later.',
  noCredentials: 'The gateway has no AWS credentials. Its configuration must be corrected.',
} satisfies Partial<Record<FailureKind, string>>;

/** Kinds of failures for which there was too much to do. */
const waits: ReadonlySet<FailureKind> = new Set(['busy', 'stopping', 'contended', 'outrun']);

/** The schema's code for a failed call, whether EC2 refused it, did not answer, or was never asked. */
export function codeOf(failure: Ec2Failure): TrafficMirrorErrorCode {
  const { awsCode } = failure;
  if (isOwnFault(failure)) return 'UPSTREAM_FORBIDDEN';
  if (failure.kind === 'forbidden') return 'UNAUTHORIZED';
  if (waits.has(failure.kind)) return 'THROTTLED';
  if (failure.kind === 'uncoordinated') return 'COORDINATION_UNAVAILABLE';
  if (failure.kind === 'overspent') return 'LIMIT_EXCEEDED';
  if (failure.kind === 'unrecorded') return 'AUDIT_UNAVAILABLE';
  if (failure.kind === 'replayed') return 'IDEMPOTENCY_CONFLICT';
  if (isThrottle(awsCode)) return 'THROTTLED';
  if (failure.kind !== 'refused' || awsCode === undefined) return 'UPSTREAM_UNAVAILABLE';
  if (isDenial(awsCode)) return 'UNAUTHORIZED';
  const code = codesOfEc2.find(([pattern]) => pattern.test(awsCode))?.[1] ?? 'OTHER';
  return code === 'INVALID_INPUT' && isNumberTaken(failure) ? 'ALREADY_EXISTS' : code;
}

/** EC2's own message, except for denials: theirs names principals and policies, so the gateway's is used instead. */
export function messageOf(failure: Ec2Failure, code: TrafficMirrorErrorCode): string {
  const { kind } = failure;
  // These are messages of the gateway's own.
  if (
    kind === 'replayed' ||
    kind === 'unshown' ||
    kind === 'uncoordinated' ||
    kind === 'credentialsDenied' ||
    kind === 'credentialsUnavailable'
  )
    return failure.message;
  if (kind !== 'refused') return messages[kind];
  if (isOwnFault(failure)) return "EC2 does not accept the gateway's credentials.";
  if (code === 'UNAUTHORIZED') return 'IAM does not allow this.';
  if (code === 'THROTTLED') return 'EC2 is throttling requests. Send the request again later.';
  return failure.message || messages.refused;
}

/** When to retry, in milliseconds. EC2 does not say; its buckets refill by several tokens a second, so the default is one second. */
export const backOff = ({ retryAfterMs = 1_000 }: Ec2Failure) => ({ retryAfterMs });

/** Whether sending the same request again may succeed, for every code of the schema. */
const isRetryable: Readonly<Record<TrafficMirrorErrorCode, boolean>> = {
  INVALID_INPUT: false,
  CONFLICTING_INPUT: false,
  NO_CHANGES_REQUESTED: false,
  NOT_FOUND: false,
  UNAUTHORIZED: false,
  VERSION_CONFLICT: false,
  ALREADY_EXISTS: false,
  IN_USE: false,
  QUOTA_EXCEEDED: false,
  UNSUPPORTED_RESOURCE: false,
  THROTTLED: true,
  LIMIT_EXCEEDED: false,
  OUTCOME_UNKNOWN: true,
  UPSTREAM_FORBIDDEN: false,
  UPSTREAM_UNAVAILABLE: true,
  AUDIT_UNAVAILABLE: true,
  COORDINATION_UNAVAILABLE: true,
  IDEMPOTENCY_CONFLICT: false,
  FORBIDDEN_BY_POLICY: false,
  OVERLAPPING_SESSION: false,
  OPERATION_IN_PROGRESS: true,
  PLAN_CHANGED: false,
  SKIPPED: false,
  OTHER: false,
};

/** Whether sending the same request again may succeed. */
export const retryable = (code: TrafficMirrorErrorCode) => isRetryable[code];
