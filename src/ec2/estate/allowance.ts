/** What one reading of an estate may use: calls and time of its own, because it reads more than any other request. */
import { setMaxListeners } from 'node:events';
import { type EstateKind, type Gap, notAsked } from '../../mirroring/facts.ts';
import { actions, iamActionOf } from '../actions.ts';
import { Ec2Failure } from '../failure.ts';
import { givenUp } from '../failures.ts';
import { createUsage, type Ec2Usage } from '../usage.ts';
import { kinds } from './kinds.ts';

export interface Allowance {
  /** How many calls may be made. */
  readonly calls: number;
  /** How long the request may take, in milliseconds. */
  readonly ms: number;
}

/** Reading stops when this much of the time is over, so that what was read can still be judged and sent. */
const shareForReading = 0.8;

/**
 * The usage of a reading, at the cost of a request.
 *
 * @returns a usage whose reads fail as `overspent` after so many calls, and as `cancelled` when the time for reading is over.
 */
export function usageWithin({ calls, ms }: Allowance, { callers, signal, cost }: Ec2Usage): Ec2Usage {
  const until = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(ms * shareForReading))]);
  // Every read adds a listener.
  setMaxListeners(0, until);
  return createUsage({ callers, cost, maxCalls: calls, signal: until });
}

/** The codes that AWS's services refuse a call with that no policy allows (EC2 API reference and ELB API reference, "Common errors"). */
const denials = /^(UnauthorizedOperation|AccessDenied|AccessDeniedException)$/;

/**
 * Why a kind was not read, from the failure of its read.
 *
 * @throws what is no failure of a call.
 */
export function toGap(kind: EstateKind, failure: unknown): Gap {
  if (!(failure instanceof Ec2Failure)) throw failure;
  const { action } = kinds[kind];
  if (failure.kind === 'forbidden') return { reason: 'UNAUTHORIZED', permission: actions[action].permission };
  if (failure.kind === 'refused' && denials.test(failure.awsCode ?? ''))
    return { reason: 'UNAUTHORIZED', iamAction: iamActionOf(action) };
  if (failure.kind === 'overspent') return { reason: 'OUT_OF_CALLS' };
  return failure.kind === 'cancelled' ? { reason: 'OUT_OF_TIME' } : notAsked;
}

/** @throws Ec2Failure `cancelled` when nobody waits for the reading any more. */
export function checkAwaited({ signal }: Ec2Usage): void {
  if (signal.aborted) throw givenUp();
}
