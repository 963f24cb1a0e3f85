/** What is told of EC2 calls while they are made: for metrics. */

export interface Ec2Observer {
  /** An attempt ended. @param result `ok`, `throttled`, or how it failed. */
  called(action: string, result: string, seconds: number): void;
  /** A call was sent for so many loads at once. */
  grouped(action: string, loads: number): void;
}

export const nobody: Ec2Observer = { called: () => {}, grouped: () => {} };
