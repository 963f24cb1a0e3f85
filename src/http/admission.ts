/** Admission: bounds what runs at the same time, and serves callers in turns, so that admitted requests are answered in time. */
import type { Limits } from '../config/limits.ts';
import { HttpRefusal, overloaded } from '../refusal.ts';
import { createCallerRate } from './callerRate.ts';
import type { Load } from './load.ts';
import { shed, shedReasons } from './shedding.ts';
import { createTurns } from './turns.ts';

/** Why a request was refused before it was run. */
export const refusedReasons = [...shedReasons, 'queued', 'callerPerSecond', 'callerQueued'] as const;

export type Refused = (typeof refusedReasons)[number];

export interface Admission {
  /** To be called before anything of a request is read. @throws HttpRefusal 429 or 503. */
  check(caller: string): void;
  /**
   * Runs a task when it is its turn.
   *
   * @param signal aborted when the client disconnects or the request's time is up. A task that is still waiting is then refused.
   * @throws HttpRefusal 429 or 503.
   */
  run<Result>(caller: string, task: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
  /** How many requests run now, and how many wait. */
  counts(): { readonly running: number; readonly waiting: number };
}

interface AdmissionOptions {
  readonly limits: Pick<
    Limits,
    'active' | 'queued' | 'busyMs' | 'callerActive' | 'callerQueued' | 'callerPerSecond'
  >;
  /** Whether the limits of each caller are held. */
  readonly tellsCallersApart: boolean;
  readonly load: Load;
  readonly onRefused: (reason: Refused) => void;
}

export function createAdmission({ limits, tellsCallersApart, load, onRefused }: AdmissionOptions): Admission {
  const { active, queued } = limits;
  const callerActive = tellsCallersApart ? limits.callerActive : active;
  const callerQueued = tellsCallersApart ? limits.callerQueued : queued;
  const rate = tellsCallersApart ? createCallerRate(limits.callerPerSecond) : () => 0;
  const turns = createTurns({ active, callerActive });

  function refuse(reason: Refused, retryAfterMs = 1_000): never {
    onRefused(reason);
    throw refusalOf(reason, retryAfterMs);
  }

  function checkLoad(caller: string): void {
    const reason = shed(load, limits.busyMs, turns, caller);
    if (reason !== undefined) refuse(reason);
  }

  return {
    check(caller) {
      const waitMs = rate(caller);
      if (waitMs > 0) refuse('callerPerSecond', waitMs);
      checkLoad(caller);
    },
    async run(caller, task, signal) {
      // Others may have been admitted while the request was read.
      checkLoad(caller);
      if (!turns.tryBegin(caller)) {
        if (turns.waiting >= queued) refuse('queued');
        if (turns.waitingOf(caller) >= callerQueued) refuse('callerQueued');
        if (!(await turns.begin(caller, signal))) refuse('waiting');
      }
      try {
        return await task();
      } finally {
        load.ended();
        turns.end(caller);
      }
    },
    counts: () => ({ running: turns.running, waiting: turns.waiting }),
  };
}

function refusalOf(reason: Refused, retryAfterMs: number): HttpRefusal {
  const headers = { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) };
  if (reason === 'callerPerSecond' || reason === 'callerQueued')
    return new HttpRefusal(
      'RATE_LIMITED',
      'You send too many requests. Send this one again, more slowly.',
      headers,
      {
        limit: reason,
      },
    );
  return overloaded(headers);
}
