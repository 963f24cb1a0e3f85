/** How policies stood in the last pass of each account and Region, as far as this replica made it: for the metrics, and for whoever asks. */
import { nameOf, type Place } from '../ec2/scope.ts';
import type { Refusals } from './explained.ts';
import type { Block } from './guards.ts';
import type { PolicyPlan } from './policyPlan.ts';

/** How a policy stood in an account and Region. */
export interface Stood {
  readonly policyName: string;
  readonly standings: PolicyPlan['standings'];
  /** What held steps back. */
  readonly blocks: readonly Block[];
  readonly refusals: Refusals;
}

export interface LastPasses {
  put(place: Place, stood: readonly Stood[]): void;
  /** Another replica works there now, or no policy is for it. */
  forget(place: Place): void;
  /** All policies of an account and Region. */
  at(place: Place): readonly Stood[];
  all(): readonly Stood[];
}

export function createLastPasses(): LastPasses {
  const known = new Map<string, readonly Stood[]>();
  return {
    put: (place, stood) => void known.set(nameOf(place), stood),
    forget: (place) => void known.delete(nameOf(place)),
    at: (place) => known.get(nameOf(place)) ?? [],
    all: () => [...known.values()].flat(),
  };
}
