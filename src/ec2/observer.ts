/** Receives events about EC2 calls, for metrics. */

export interface Ec2Observer {
  /** An attempt ended. @param result `ok`, `throttled`, or the kind of its failure. */
  called(action: string, result: string, seconds: number): void;
  /** A call was sent. @param loads how many loads it answers. */
  grouped(action: string, loads: number): void;
  /** STS was asked to let the gateway assume a role. */
  assumed(result: 'ok' | 'denied' | 'unavailable'): void;
}

/** Ignores every event. */
export const nobody: Ec2Observer = { called: () => {}, grouped: () => {}, assumed: () => {} };
