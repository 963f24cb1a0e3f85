/** What a client is told of a failure, decided here and nowhere else. */
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Ec2Scope } from '../ec2/clients.ts';
import { Ec2Failure, type FailureKind } from '../ec2/failure.ts';
import type { AwsScopeError, TrafficMirrorErrorCode, TrafficMirrorUserError } from '../generated/graphql.ts';

/** A mutation's input and where it stands in the request. */
interface Origin {
  readonly input: object;
  readonly path: readonly PropertyKey[];
}

/** An expected failure as the schema shows it; the concrete types add fields of their own. */
export type UserError = TrafficMirrorUserError & { __typename: string };

/** IN_USE: who uses it is read only where it is asked for. */
export type InUseError = UserError & {
  readonly scope: Ec2Scope;
  readonly usedBy: 'sessionsByTarget' | 'sessionsByFilter';
  readonly id: string;
};

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
    /^(InvalidParameter(Value|Combination|Dependency)?|InvalidTagKey\.Malformed|MissingParameter|ValidationError|.+\.Malformed)$/,
    'INVALID_INPUT',
  ],
  [/^(RequestLimitExceeded|Throttling|ThrottlingException|EC2ThrottledException)$/, 'THROTTLED'],
];

/** Refusals of the gateway's own credentials: a fault of the gateway, not of the one who asks. */
const ownCredentials =
  /^(AuthFailure|ExpiredToken|RequestExpired|SignatureDoesNotMatch|InvalidClientTokenId|OptInRequired)$/;

const isOwnFault = ({ awsCode }: Ec2Failure) => awsCode !== undefined && ownCredentials.test(awsCode);

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
function messageOf(failure: Ec2Failure, code: TrafficMirrorErrorCode): string {
  if (failure.kind !== 'refused') return messages[failure.kind];
  if (isOwnFault(failure)) return 'EC2 does not accept the credentials of the gateway.';
  if (code === 'UNAUTHORIZED') return 'IAM does not allow this.';
  if (code === 'THROTTLED')
    return 'EC2 is refusing requests because there are too many. Send the request again later.';
  return failure.message || messages.refused;
}

/** EC2 says nothing of when; its buckets fill by several tokens in a second. */
const backOff = ({ retryAfterMs = 1_000 }: Ec2Failure) => ({ retryAfterMs });

const retryable = (code: TrafficMirrorErrorCode) =>
  code === 'THROTTLED' || code === 'UPSTREAM_UNAVAILABLE' || code === 'OUTCOME_UNKNOWN';

/** An error that the gateway finds itself, before EC2 is asked. */
export function inputError(
  code: TrafficMirrorErrorCode,
  field: readonly PropertyKey[],
  message: string,
): UserError {
  return {
    __typename: 'TrafficMirrorGenericError',
    code,
    message,
    field: field.map(String),
    retryable: false,
  };
}

/**
 * EC2's refusal of a change, or its failure to answer, as the one who asked for the change sees it.
 *
 * @param origin the mutation's input: the error points into it where EC2's code names one of its fields.
 * @throws the failure itself when EC2 does not accept the gateway's own credentials.
 */
export function fromFailure(failure: Ec2Failure, origin: Origin): UserError {
  if (isOwnFault(failure)) throw failure;
  return toUserError(failure, origin);
}

/** What was thrown at one of several changes. It must not hide that others were made. @throws what is no failure of EC2's. */
export function fromThrown(error: unknown, origin: Origin): UserError {
  if (!(error instanceof Ec2Failure)) throw error;
  return toUserError(error, origin);
}

function toUserError(failure: Ec2Failure, origin: Origin): UserError {
  const code = codeOf(failure);
  const common = {
    code,
    message: messageOf(failure, code),
    field: fieldOf(failure, code, origin),
    awsErrorCode: failure.awsCode,
    awsRequestId: failure.requestId,
    retryable: retryable(code),
  };
  if (code === 'THROTTLED')
    return { __typename: 'TrafficMirrorThrottledError', ...common, ...backOff(failure) };
  if (code === 'UNAUTHORIZED')
    return { __typename: 'TrafficMirrorUnauthorizedError', ...common, ...denial(failure.message) };
  return { __typename: 'TrafficMirrorGenericError', ...common };
}

/** The fields that EC2's codes speak of: the first one that the input has is at fault. */
const fieldsOfCodes: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^InvalidTrafficMirrorSession.*No/, ['trafficMirrorSessionId']],
  [/^InvalidTrafficMirrorFilterRule.*No/, ['trafficMirrorFilterRuleId']],
  [/^InvalidTrafficMirrorFilter.*No/, ['trafficMirrorFilterId']],
  [/^InvalidTrafficMirrorTarget.*No|^TrafficMirrorS\w+PerTargetLimitExceeded$/, ['trafficMirrorTargetId']],
  [
    /^InvalidNetworkInterface|^NetworkInterfaceNotSupported$|PerInterfaceLimitExceeded$/,
    ['networkInterfaceId'],
  ],
  [/^InvalidNetworkLoadBalancerArn/, ['networkLoadBalancerArn']],
  [/^InvalidVpcEndpoint/, ['gatewayLoadBalancerEndpointId']],
  [
    /^InvalidTrafficMirrorTarget$/,
    ['networkInterfaceId', 'gatewayLoadBalancerEndpointId', 'trafficMirrorTargetId'],
  ],
  [/^TrafficMirrorFilterRuleAlreadyExists$/, ['ruleNumber']],
  [/^IdempotentParameterMismatch$/, ['idempotencyKey']],
];

function fieldOf(
  { awsCode = '' }: Ec2Failure,
  code: TrafficMirrorErrorCode,
  { input, path }: Origin,
): string[] | null {
  const fields =
    fieldsOfCodes.find(([pattern]) => pattern.test(awsCode))?.[1] ??
    (code === 'ALREADY_EXISTS' ? ['sessionNumber'] : []);
  const field = fields.find((name) => name in input);
  return field === undefined ? null : [...path.map(String), field];
}

/** A change of which nobody knows whether it was made. */
export function outcomeUnknown(failure: Ec2Failure): UserError {
  return {
    __typename: 'TrafficMirrorGenericError',
    code: 'OUTCOME_UNKNOWN',
    message:
      'EC2 may or may not have made the change: its answer was lost. Read the resource, then send the request again.',
    awsErrorCode: failure.awsCode,
    awsRequestId: failure.requestId,
    retryable: true,
  };
}

/** The parts of a denial that EC2 writes in clear, "… to perform: ACTION on resource: ARN because … explicit deny …". */
function denial(message: string) {
  const [, iamAction] = /is not authorized to perform: ([\w:]+)/.exec(message) ?? [];
  const [, resourceArn] = /on resource: (arn:\S+)/.exec(message) ?? [];
  const explicitDeny = /explicit deny/.test(message) || (iamAction === undefined ? undefined : false);
  return { iamAction, resourceArn, explicitDeny };
}

/** A failure of a read, or of the gateway, for the top-level `errors`. */
function forRead(failure: Ec2Failure) {
  const code = isOwnFault(failure) ? 'UPSTREAM_FORBIDDEN' : codeOf(failure);
  return {
    message: messageOf(failure, codeOf(failure)),
    extensions: {
      code,
      awsErrorCode: failure.awsCode,
      awsRequestId: failure.requestId,
      retryable: retryable(codeOf(failure)),
      ...(code === 'THROTTLED' ? backOff(failure) : {}),
      ...(code === 'LIMIT_EXCEEDED' ? { limit: 'ec2Calls', max: failure.maxCalls } : {}),
    },
  };
}

/** A scope that is missing from a list, as the list shows it. */
export function toScopeError({ scope, failure }: { scope: Ec2Scope; failure: Ec2Failure }): AwsScopeError {
  const { message, extensions } = forRead(failure);
  return { ...extensions, code: codeOf(failure), message, scope };
}

/** A request that cannot be answered although it is well-formed GraphQL, for the top-level `errors`. */
export function badRequest(message: string, argument: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', argument } });
}

/** A request that is not allowed as a whole, for the top-level `errors`. */
export function forbidden(reason: string): GraphQLError {
  return new GraphQLError(`Not allowed: ${reason}.`, {
    extensions: { code: 'FORBIDDEN', http: { status: 403 } },
  });
}

/** True for errors that nobody threw on purpose: they are logged, and the client learns nothing of them. */
export function isUnexpected(error: unknown): boolean {
  const original = causeOf(error);
  return !(original instanceof Ec2Failure || original instanceof GraphQLError);
}

/** What was thrown: by a resolver, or instead of executing. */
function causeOf(error: unknown): unknown {
  const thrown = unwrapResolverError(error);
  return thrown instanceof GraphQLError && thrown.originalError instanceof Ec2Failure
    ? thrown.originalError
    : thrown;
}
/** The last of the errors in variables, when there are too many. Apollo knows those before it, and takes this one for our fault. */
const tooManyInVariables = /^Too many errors processing variables/;

/** Apollo's `formatError`: passes what was meant for clients, and masks the rest. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = causeOf(error);
  if (original instanceof Ec2Failure) return { ...formatted, ...forRead(original) };
  if (original instanceof GraphQLError) {
    const { stacktrace: _, ...extensions } = formatted.extensions ?? {};
    if (tooManyInVariables.test(original.message)) extensions.code = 'BAD_USER_INPUT';
    return { ...formatted, extensions };
  }
  const { message, extensions } = internalError;
  return { ...formatted, message, extensions };
}

const internalError = { message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
