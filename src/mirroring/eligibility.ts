/** Whether an interface can be the source of one more session, by the rules that EC2 checks when a session is created. */
import { canBeMirrored, isBareMetal } from './instanceTypes.ts';
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

/** Why an interface cannot be a source, or why that is not known. The schema's enum has the same codes. */
export type EligibilityCode =
  | 'INTERFACE_TYPE'
  | 'NO_INSTANCE'
  | 'BARE_METAL'
  | 'INSTANCE_TYPE_NOT_LISTED'
  | 'INSTANCE_NOT_READ'
  | 'IS_TARGET'
  | 'SESSIONS_EXHAUSTED';

export interface EligibilityReason {
  readonly code: EligibilityCode;
  /** Without a full stop. */
  readonly message: string;
  /** Whether it rules mirroring out; if not, it is a doubt. */
  readonly isDecisive: boolean;
}

export interface Eligibility {
  /** Null when it is not known. */
  readonly eligible: boolean | null;
  /** Why not, or why it is not known. */
  readonly reasons: string[];
  /** The same, with codes. */
  readonly reasonDetails: EligibilityReason[];
  /** Null when all are in use. */
  readonly nextFreeSessionNumber: number | null;
  readonly sessionsInUse: number;
  readonly sessionsAllowed: number;
}

export function eligibilityOf(facts: SourceFacts): Eligibility {
  const { sessionNumbers } = facts;
  const all = [...reasonsOf(facts)];
  const against = all.filter(({ isDecisive }) => isDecisive);
  const reasonDetails = against.length > 0 ? against : all;
  const numbers = Array.from({ length: sessionsAllowed }, (_, index) => index + 1);
  const isFull = sessionNumbers.length >= sessionsAllowed;
  return {
    eligible: against.length > 0 ? false : all.length > 0 ? null : true,
    reasons: reasonDetails.map(({ message }) => message),
    reasonDetails,
    nextFreeSessionNumber: isFull
      ? null
      : (numbers.find((number) => !sessionNumbers.includes(number)) ?? null),
    sessionsInUse: sessionNumbers.length,
    sessionsAllowed,
  };
}

function* reasonsOf(facts: SourceFacts): Generator<EligibilityReason> {
  const { interfaceType, instanceId, isTarget, sessionNumbers } = facts;
  const against = (code: EligibilityCode, message: string) => ({ code, message, isDecisive: true });
  if (interfaceType !== 'interface')
    yield against('INTERFACE_TYPE', `it is of type ${interfaceType}; only type interface can be mirrored`);
  if (instanceId === undefined) yield against('NO_INSTANCE', 'it is not attached to an instance');
  if (isTarget) yield against('IS_TARGET', 'it is used as a mirror target');
  if (sessionNumbers.length >= sessionsAllowed)
    yield against(
      'SESSIONS_EXHAUSTED',
      `it already has ${sessionNumbers.length} sessions; EC2 allows ${sessionsAllowed}`,
    );
  yield* reasonsOfType(facts);
}

function* reasonsOfType({ instanceId, instanceType }: SourceFacts): Generator<EligibilityReason> {
  const doubt = 'it is not known whether its instance type can be mirrored';
  if (instanceType === undefined) {
    if (instanceId !== undefined)
      yield {
        code: 'INSTANCE_NOT_READ',
        message: `${doubt}: its instance could not be read`,
        isDecisive: false,
      };
    return;
  }
  const isSupported = canBeMirrored(instanceType);
  if (isSupported === undefined)
    yield { code: 'INSTANCE_TYPE_NOT_LISTED', message: doubt, isDecisive: false };
  if (isSupported === false)
    yield {
      code: isBareMetal(instanceType) ? 'BARE_METAL' : 'INSTANCE_TYPE_NOT_LISTED',
      message: `instances of type ${instanceType} cannot be mirrored`,
      isDecisive: true,
    };
}
