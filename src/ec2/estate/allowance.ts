/** What the readings of an estate may use: calls and time of their own, because they read more than any other request. */
import { type EstateKind, type Gap, notAsked } from '../../mirroring/facts.ts';
import { actions, iamActionOf } from '../actions.ts';
import { runUntil } from '../deadline.ts';
import { Ec2Failure } from '../failure.ts';
import { givenUp, overspent } from '../failures.ts';
import { createUsage, type Ec2Usage } from '../usage.ts';
import { kinds } from './kinds.ts';

/** For all readings of an account and Region that one request causes. */
export interface Allowance {
  /** How many calls may be made. */
  readonly calls: number;
  /** How long the request may take, in milliseconds. */
  readonly ms: number;
}

/** What is left of an allowance. */
export interface Remaining {
  /** @throws Ec2Failure `overspent`. */
  takeRead(): void;
  /** When reading stops, on the clock of `performance.now()`. */
  readonly endsAtMs: number;
}

/** Reading stops when this much of the time is over, so that what was read can still be judged and sent. */
const shareForReading = 0.8;

/** @param endsAtMs when the time of the request is up. Default: never. */
export function openAllowance(
  { calls, ms }: Allowance,
  endsAtMs: number = Number.POSITIVE_INFINITY,
): Remaining {
  let left = calls;
  const now = performance.now();
  return {
    takeRead() {
      if (left === 0) throw overspent({ name: 'estateCalls', max: calls });
      left--;
    },
    endsAtMs: now + Math.max(0, Math.min(ms, endsAtMs - now)) * shareForReading,
  };
}

/**
 * Runs a reading at the cost of a request. Its reads fail as `overspent` when the allowed calls are used up, and as `cancelled` when the
 * time for reading is over. When it ends, whatever it is still reading ends too.
 *
 * @throws what the reading throws; Ec2Failure `cancelled` when the request itself has ended.
 */
export async function readWithin<Result>(
  { takeRead, endsAtMs }: Remaining,
  { callers, signal, cost, span, drawsFrom }: Ec2Usage,
  read: (usage: Ec2Usage) => Promise<Result>,
): Promise<Result> {
  const result = await runUntil(endsAtMs, signal, (until) =>
    read({ ...createUsage({ callers, cost, span, signal: until }), takeRead, drawsFrom }),
  );
  if (signal.aborted) throw givenUp();
  return result;
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
