/** Why a step of an operation failed, as the schema says it. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorErrorCode } from '../../generated/types.ts';
import type { MoveFailureCode } from '../../policies/moves.ts';
import { retryable } from '../errorCodes.ts';
import type { UserError } from '../userErrors.ts';

/** A step that was not made, or a session that was not moved. */
export interface OperationFailure {
  readonly scope: Ec2Scope;
  readonly networkInterfaceId: string;
  readonly trafficMirrorSessionId: string | undefined;
  readonly code: MoveFailureCode;
}

const errors: Readonly<Record<MoveFailureCode, readonly [TrafficMirrorErrorCode, string]>> = {
  NUMBER_TAKEN: ['ALREADY_EXISTS', 'A session that the policy does not own has the session number.'],
  NO_CAPACITY: ['QUOTA_EXCEEDED', 'No target that the interface may use has room.'],
  TARGET_GONE: ['NOT_FOUND', 'The target, or what is behind it, is gone or does not run.'],
  FILTER_GONE: ['NOT_FOUND', 'The filter of the policy is gone.'],
  INELIGIBLE: ['UNSUPPORTED_RESOURCE', 'EC2 does not mirror this interface, or it has three sessions.'],
  ACCOUNT_QUOTA: ['QUOTA_EXCEEDED', 'The account has no more sessions left.'],
  UNAUTHORIZED: ['UNAUTHORIZED', 'IAM does not let the gateway do this.'],
  NOT_CONVERGING: ['OTHER', 'The session is changed back each time: somebody else writes it, too.'],
  REFUSED: ['OTHER', 'EC2 refused it; the log of the gateway says more.'],
  GONE: ['NOT_FOUND', 'The interface or the session is gone.'],
  UNKNOWN: ['OUTCOME_UNKNOWN', 'EC2 may or may not have made the change.'],
  THROTTLED: ['THROTTLED', 'EC2 receives too many requests.'],
  UNAVAILABLE: ['UPSTREAM_UNAVAILABLE', 'EC2 could not be reached.'],
  NOT_ALLOWED: ['UPSTREAM_FORBIDDEN', 'AWS does not let the gateway work there.'],
  AUDIT_UNAVAILABLE: ['AUDIT_UNAVAILABLE', 'The gateway cannot write to its audit file.'],
  STOPPING: ['THROTTLED', 'The gateway was stopping.'],
  NOT_APPROVED: ['FORBIDDEN_BY_POLICY', "The gateway's policy does not approve the target."],
  CHANGED: ['OTHER', 'Somebody else has sent the session to another target meanwhile.'],
};

export function toError(refusal: MoveFailureCode): UserError {
  const [code, message] = errors[refusal];
  return { __typename: 'TrafficMirrorGenericError', code, message, retryable: retryable(code) };
}
