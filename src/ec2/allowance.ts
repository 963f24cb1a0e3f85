/** How much of EC2 one request may use. It hangs on the request's signal, which goes with every read already. */

import { type Ec2Failure, givenUp, overspent } from './failure.ts';

interface Allowance {
  readonly maxCalls: number;
  readonly endsAtMs: number;
  reads: number;
  changes: number;
}

const allowances = new WeakMap<AbortSignal, Allowance>();

/**
 * Bounds what a request may cause: `maxCalls` reads, and as many changes, of which each may read first what it changes.
 *
 * @param endsAtMs on the clock of `performance.now()`; no change is sent after it. Reads end with the signal.
 */
export function allow(signal: AbortSignal, maxCalls: number, endsAtMs: number): void {
  allowances.set(signal, { maxCalls, endsAtMs, reads: maxCalls, changes: maxCalls });
}

/** Counts a read; one that is shared counts for each who needs it. @throws Ec2Failure `overspent`. */
export function takeRead(signal: AbortSignal): void {
  const allowance = allowances.get(signal);
  if (allowance === undefined) return;
  if (allowance.reads === 0) throw overspent(allowance.maxCalls);
  allowance.reads--;
}

/** Counts a change that is about to be made. @returns why it must not be. */
export function takeChange(signal: AbortSignal): Ec2Failure | undefined {
  const allowance = allowances.get(signal);
  if (allowance === undefined) return undefined;
  if (performance.now() > allowance.endsAtMs) return givenUp();
  if (allowance.changes === 0) return overspent(allowance.maxCalls);
  allowance.changes--;
  allowance.reads++;
  return undefined;
}
