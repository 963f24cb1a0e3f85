/** Whether an interface can be the source of one more session. What is not known is null, never false. */
import { quotas } from './quotas.ts';
import { type EligibilityReason, reasonsOf, type SourceFacts } from './sourceReasons.ts';

const { sessionsPerInterface: sessionsAllowed } = quotas;

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

/** A decisive reason makes it false, else a doubt makes it null, else it is true. Beside decisive reasons, doubts do not matter. */
export function eligibilityOf(facts: SourceFacts): Eligibility {
  const { sessionNumbers } = facts;
  const all = reasonsOf(facts);
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
