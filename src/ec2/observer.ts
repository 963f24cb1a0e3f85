/** Receives events about EC2 calls, for metrics. */
import type { Ec2Action } from './actions.ts';
import type { Outcome } from './changes/outcome.ts';
import type { Place } from './place.ts';

export interface Ec2Observer {
  /** An attempt ended. @param result `ok`, `throttled`, `forbidden` when AWS does not allow it, or the kind of its failure. */
  called(action: Ec2Action, result: string, seconds: number, place: Place): void;
  /** The SDK had to read an answer, because the faster reader could not. */
  fellBack(action: Ec2Action): void;
  /** A call was sent. @param loads how many loads it answers. */
  grouped(action: string, loads: number): void;
  /** A change ended that EC2 was asked for; no dry run. */
  settled(action: Ec2Action, outcome: Exclude<Outcome<unknown>['kind'], 'permitted'>): void;
  /** STS was asked to let the gateway assume a role in an account. */
  assumed(accountId: string, result: 'ok' | 'denied' | 'unavailable'): void;
}

/** Ignores every event. */
export const nobody: Ec2Observer = {
  called: () => {},
  fellBack: () => {},
  grouped: () => {},
  settled: () => {},
  assumed: () => {},
};
