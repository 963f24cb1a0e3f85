/** The plans that people have approved and this replica works on. Another one does so when it is sent the id of the operation. */
import { nameOf, type Place } from '../ec2/scope.ts';
import type { PolicyPlan, StepKind } from './policyPlan.ts';
import { stepKinds } from './policyPlan.ts';
import type { RefusalCode } from './refusals.ts';

/** How many steps of each kind. */
export type StepCounts = Readonly<Record<StepKind, number>>;

/** What was approved in an account and Region. */
export interface ApprovedPlace extends Place {
  readonly counts: StepCounts;
}

/** A plan that somebody has approved. */
export interface Approval {
  /** Of the operation, for the audit. */
  readonly operation: string;
  readonly policyName: string;
  /** Of the policy's text: another text was not approved. */
  readonly policyHash: string;
  readonly places: readonly ApprovedPlace[];
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
}

/** An approval that is worked on, and who has asked for that. */
export interface Approved extends Approval {
  readonly onBehalfOf: string;
}

/** A step that could not be made. */
export interface FailedStep extends Place {
  readonly networkInterfaceId: string;
  readonly trafficMirrorSessionId: string | undefined;
  readonly code: RefusalCode;
}

/** What this replica knows of an operation. */
export interface Progress {
  readonly isWorkedOn: boolean;
  /** Whether steps were left alone on purpose: it was stopped, or what was approved is not what the policy asks for any more. */
  readonly isGivenUp: boolean;
  readonly failures: readonly FailedStep[];
}

export interface Approvals {
  approve(approved: Approved): void;
  /** Calls it with every approval from now on. */
  onApproved(begin: (approved: Approved) => void): void;
  /** The one that is still to be carried out for a policy in an account and Region. */
  find(policyName: string, place: Place): Approved | undefined;
  /** All that are still to be carried out in an account and Region. */
  at(place: Place): readonly Approved[];
  /** Nothing more is done about it there. @param failures the steps that remain. */
  end(approved: Approved, place: Place, failures: readonly FailedStep[]): void;
  /** Likewise, though steps may remain: they are not what was approved. */
  giveUp(approved: Approved, place: Place): void;
  /** @returns whether this replica worked on it. */
  stop(operation: string): boolean;
  progress(operation: string): Progress;
  /** Whether anything is to be carried out in an account and Region. */
  isWorkedOn(place: Place): boolean;
  /** How many are worked on. */
  running(): number;
}

/** What is kept of each. */
interface Kept {
  readonly approved: Approved;
  /** The names of those where work remains. */
  readonly places: Set<string>;
  readonly failures: FailedStep[];
  isGivenUp: boolean;
}

/** So long an approval is good. */
export const goodForMs = 86_400_000;
/** How many are kept, those that are over included. */
const maxKept = 1_000;

/** @param onEnd called when nothing more is done about one. */
export function createApprovals(
  onEnd: (approved: Approved, failures: readonly FailedStep[]) => void,
): Approvals {
  const kept = new Map<string, Kept>();
  let begin: (approved: Approved) => void = () => {};

  function finish({ approved, places, failures }: Kept): void {
    places.clear();
    onEnd(approved, failures);
  }

  /** Those on which something is to be done. One whose time is over ends here. */
  function worked(): Kept[] {
    const now = Date.now();
    return [...kept.values()].filter((one) => {
      if (one.places.size === 0) return false;
      if (now - one.approved.startedAtMs < goodForMs) return true;
      finish(one);
      return false;
    });
  }

  function giveUp(approved: Approved, place: Place): void {
    const one = kept.get(approved.operation);
    if (one?.places.has(nameOf(place))) one.isGivenUp = true;
    end(approved, place, []);
  }

  function end({ operation }: Approved, place: Place, failures: readonly FailedStep[]): void {
    const one = kept.get(operation);
    if (one === undefined || !one.places.delete(nameOf(place))) return;
    one.failures.push(...failures);
    if (one.places.size === 0) finish(one);
  }

  const at = (place: Place): Approved[] =>
    worked().flatMap(({ approved, places }) => (places.has(nameOf(place)) ? approved : []));

  return {
    approve(approved) {
      // The one that was approved last is what somebody wants now.
      for (const { approved: earlier } of kept.values())
        if (earlier.policyName === approved.policyName)
          for (const place of approved.places) giveUp(earlier, place);
      const [oldest] = kept.values();
      if (kept.size >= maxKept && oldest !== undefined) {
        if (oldest.places.size > 0) finish(oldest);
        kept.delete(oldest.approved.operation);
      }
      kept.delete(approved.operation);
      const places = new Set(approved.places.map(nameOf));
      kept.set(approved.operation, { approved, places, failures: [], isGivenUp: false });
      begin(approved);
    },
    onApproved(listener) {
      begin = listener;
    },
    find: (policyName, place) => at(place).find((one) => one.policyName === policyName),
    at,
    end,
    giveUp,
    stop(operation) {
      const one = kept.get(operation);
      if (one === undefined || one.places.size === 0) return false;
      one.isGivenUp = true;
      finish(one);
      return true;
    },
    progress(operation) {
      const { places, failures = [], isGivenUp = false } = kept.get(operation) ?? {};
      return { isWorkedOn: places !== undefined && places.size > 0, isGivenUp, failures };
    },
    isWorkedOn: (place) => at(place).length > 0,
    running: () => worked().length,
  };
}

export function countSteps(steps: PolicyPlan['steps']): StepCounts {
  const counts = { MODIFY: 0, CREATE: 0, DELETE: 0 };
  for (const { kind } of steps) counts[kind]++;
  return counts;
}

/** Whether a plan asks for no more of each kind than was approved there. */
export function isWithin(
  steps: PolicyPlan['steps'],
  { places }: Pick<Approval, 'places'>,
  place: Place,
): boolean {
  const approved = places.find((one) => nameOf(one) === nameOf(place))?.counts;
  const counts = countSteps(steps);
  return approved !== undefined && stepKinds.every((kind) => counts[kind] <= approved[kind]);
}
