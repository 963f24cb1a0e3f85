/** Whether an interface can be the source of one more session: what EC2 would refuse, known beforehand. */
import { canBeMirrored } from './instanceTypes.ts';

/** Sessions on one source interface (VPC Traffic Mirroring guide, quotas; not adjustable). */
const sessionsAllowed = 3;

/** What the decision depends on. */
export interface SourceFacts {
  /** EC2's `interfaceType`, for example `interface` or `natGateway`. */
  readonly interfaceType: string | undefined;
  readonly instanceId: string | undefined;
  /** Undefined: not known. */
  readonly instanceType: string | undefined;
  /** Whether it is the interface of a target. */
  readonly isTarget: boolean;
  /** The session numbers in use on it. */
  readonly sessionNumbers: readonly (number | undefined)[];
}

export interface Eligibility {
  /** Null: not known. */
  readonly eligible: boolean | null;
  /** Why not, or why it is not known. */
  readonly reasons: string[];
  /** Null when there is none. */
  readonly nextFreeSessionNumber: number | null;
  readonly sessionsInUse: number;
  readonly sessionsAllowed: number;
}

export function eligibilityOf(facts: SourceFacts): Eligibility {
  const { interfaceType, instanceId, instanceType, isTarget, sessionNumbers } = facts;
  const isSupported = canBeMirrored(instanceType ?? '');
  const isFull = sessionNumbers.length >= sessionsAllowed;
  const against = [
    interfaceType !== 'interface' && `it is of type ${interfaceType}; only type interface can be mirrored`,
    instanceId === undefined && 'it is not attached to an instance',
    isTarget && 'it is the interface of a target',
    isFull && `it has ${sessionNumbers.length} sessions already; EC2 allows ${sessionsAllowed}`,
    isSupported === false && `instances of type ${instanceType} cannot be mirrored`,
  ].filter((reason) => reason !== false);
  const doubts = isSupported === undefined ? ['whether its instance type can be mirrored is not known'] : [];
  const eligible = against.length > 0 ? false : doubts.length > 0 ? null : true;
  const lowest = [1, 2, 3].find((number) => !sessionNumbers.includes(number)) ?? null;
  return {
    eligible,
    reasons: eligible === false ? against : doubts,
    nextFreeSessionNumber: isFull ? null : lowest,
    sessionsInUse: sessionNumbers.length,
    sessionsAllowed,
  };
}
