/** The `userErrors` of mutation payloads. */
import { Ec2Failure } from '../ec2/failure.ts';
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import type { TrafficMirrorErrorCode, TrafficMirrorUserError } from '../generated/types.ts';
import { backOff, codeOf, isOwnFault, messageOf, retryable } from './errorCodes.ts';
import { parseMirrorId } from './ids.ts';

/** A mutation's input and its path in the request. */
interface Origin {
  readonly input: object;
  readonly path: readonly PropertyKey[];
}

/** An expected failure as the schema shows it. The concrete types add fields. */
export type UserError = TrafficMirrorUserError & { __typename: string };

/** `IN_USE`, with the sessions that use the resource; null when they could not be read. */
export type InUseError = UserError & { readonly blockedBy: readonly TrafficMirrorSessionRecord[] | null };

/** Something wrong with an input, found before EC2 is called. */
export interface Problem {
  readonly code: TrafficMirrorErrorCode;
  /** The path of the field, relative to the input. */
  readonly field: readonly PropertyKey[];
  /** Without a full stop. */
  readonly message: string;
}

/** Turns a problem into a user error. @param path the path of the input in the request. */
export function inputError(path: readonly PropertyKey[], { code, field, message }: Problem): UserError {
  return {
    __typename: 'TrafficMirrorGenericError',
    code,
    message: `${message}.`,
    field: [...path, ...field].map(String),
    retryable: false,
  };
}

/**
 * Turns the failure of a change into a user error.
 *
 * @param origin the mutation's input. If EC2's code is about one of its fields, the error has the path of that field.
 * @throws the failure itself when EC2 does not accept the gateway's own credentials.
 */
export function fromFailure(failure: Ec2Failure, origin: Origin): UserError {
  if (isOwnFault(failure)) throw failure;
  return toUserError(failure, origin);
}

/**
 * Turns what one of several changes threw into a user error, so that the payload can still report the others.
 *
 * @throws the error itself when it is not an Ec2Failure.
 */
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

/** The fields that EC2's codes are about. The error points at the first of them that the input has. */
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

/** Where EC2's code names no parameter, its message may; EC2 documents neither. */
const fieldsOfMessages: readonly (readonly [RegExp, readonly string[]])[] = [
  [/port range/i, ['destinationPortRange', 'sourcePortRange']],
  [/CIDR/i, ['sourceCidrBlock', 'destinationCidrBlock']],
];

/** The fields that codes of the gateway's own are about. */
const fieldsOfOwn: { readonly [Code in TrafficMirrorErrorCode]?: readonly string[] } = {
  ALREADY_EXISTS: ['sessionNumber'],
  COORDINATION_UNAVAILABLE: ['ifVersion'],
};

function fieldOf(
  { awsCode = '', message }: Ec2Failure,
  code: TrafficMirrorErrorCode,
  { input, path }: Origin,
): string[] | null {
  const index = code === 'NOT_FOUND' ? indexOfResource(input, message) : -1;
  if (index >= 0) return [...path.map(String), 'resourceIds', String(index)];
  const fields =
    fieldsOfCodes.find(([pattern]) => pattern.test(awsCode))?.[1] ??
    fieldsOfOwn[code] ??
    (code === 'INVALID_INPUT' ? fieldsOfMessages.find(([pattern]) => pattern.test(message))?.[1] : undefined);
  const field = fields?.find((name) => name in input);
  return field === undefined ? null : [...path.map(String), field];
}

/** Which of several resources EC2's message names; -1: none. */
function indexOfResource(input: object, message: string): number {
  const { resourceIds = [] } = input as { readonly resourceIds?: readonly string[] };
  return resourceIds.findIndex((text) => {
    const id = parseMirrorId(text)?.id;
    return id !== undefined && message.includes(id);
  });
}

/** The user error for a change of which it is not known whether EC2 made it. */
export function outcomeUnknown(failure: Ec2Failure): UserError {
  return {
    __typename: 'TrafficMirrorGenericError',
    code: 'OUTCOME_UNKNOWN',
    message:
      failure.kind === 'unshown'
        ? failure.message
        : 'EC2 may or may not have made the change: its answer was lost. Read the resource before you do anything else.',
    awsErrorCode: failure.awsCode,
    awsRequestId: failure.requestId,
    retryable: true,
  };
}

/** The parts of a denial that EC2 sends in plain text: "… to perform: ACTION on resource: ARN because … explicit deny …". */
function denial(message: string) {
  const [, iamAction] = /is not authorized to perform: ([\w:]+)/.exec(message) ?? [];
  const [, resourceArn] = /on resource: (arn:\S+)/.exec(message) ?? [];
  const explicitDeny = /explicit deny/.test(message) || (iamAction === undefined ? undefined : false);
  return { iamAction, resourceArn, explicitDeny };
}
