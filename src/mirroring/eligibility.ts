/** Whether an interface can be the source of one more session, by the rules that EC2 checks when a session is created. */
import { canBeMirrored } from './instanceTypes.ts';
import { quotas } from './quotas.ts';

const { sessionsPerInterface: sessionsAllowed } = quotas;

/** The facts about an interface that the decision depends on. */
export interface SourceFacts {
  /** EC2's `interfaceType`, for example `interface` or `natGateway`. */
  readonly interfaceType: string | undefined;
  /** The instance it is attached to. */
  readonly instanceId: string | undefined;
  /** Undefined when it is not known. */
  readonly instanceType: string | undefined;
  /** Whether a mirror target uses it. */
  readonly isTarget: boolean;
  /** The session numbers in use on it. */
  readonly sessionNumbers: readonly (number | undefined)[];
}

export interface Eligibility {
  /** Null when it is not known. */
  readonly eligible: boolean | null;
  /** Why not, or why it is not known. */
  readonly reasons: string[];
  /** Null when all are in use. */
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
    isTarget && 'it is used as a mirror target',
    isFull && `it already has ${sessionNumbers.length} sessions; EC2 allows ${sessionsAllowed}`,
    isSupported === false && `instances of type ${instanceType} cannot be mirrored`,
  ].filter((reason) => reason !== false);
  const doubts =
    isSupported === undefined ? ['it is not known whether its instance type can be mirrored'] : [];
  const eligible = against.length > 0 ? false : doubts.length > 0 ? null : true;
  const numbers = Array.from({ length: sessionsAllowed }, (_, index) => index + 1);
  const lowest = numbers.find((number) => !sessionNumbers.includes(number)) ?? null;
  return {
    eligible,
    reasons: eligible === false ? against : doubts,
    nextFreeSessionNumber: isFull ? null : lowest,
    sessionsInUse: sessionNumbers.length,
    sessionsAllowed,
  };
}
