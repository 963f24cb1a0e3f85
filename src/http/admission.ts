/** Admission: bounds what runs at the same time, and serves callers in turns, so that admitted requests are answered in time. */
import type { Limits } from '../config/limits.ts';
import { createFairQueue } from '../fairQueue.ts';
import { HttpRefusal } from '../refusal.ts';
import { createCallerRate } from './callerRate.ts';
import type { Load } from './load.ts';
import { type Admitted, type Shed, shed } from './shedding.ts';

/** Why a request was refused before it was run. */
export type Refused = Shed | 'queued' | 'callerPerSecond' | 'callerQueued';

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
  /** Limits of a caller that are left out are not held. */
  readonly limits: Pick<Limits, 'active' | 'queued'> & Partial<Pick<Limits, CallerLimit>>;
  readonly load: Load;
  readonly onRefused: (reason: Refused) => void;
}

type CallerLimit = 'callerActive' | 'callerQueued' | 'callerPerSecond';

interface Waiter {
  readonly caller: string;
  readonly sinceMs: number;
  readonly enter: () => void;
}

export function createAdmission({ limits, load, onRefused }: AdmissionOptions): Admission {
  const { active, queued, callerActive = active, callerQueued = queued, callerPerSecond } = limits;
  const rate = callerPerSecond === undefined ? () => 0 : createCallerRate(callerPerSecond);
  let free = active;
  const running = createCounts();
  const waiting = createFairQueue<Waiter>();
  const inOrder = new Set<Waiter>();

  const admitted: Admitted = {
    get count() {
      return active - free + inOrder.size;
    },
    get callers() {
      return new Set([...running.keys(), ...waiting.keys]).size;
    },
    ofCaller: (caller) => running.of(caller) + waiting.sizeOf(caller),
    get oldestWaitMs() {
      const [oldest] = inOrder;
      return oldest === undefined ? 0 : performance.now() - oldest.sinceMs;
    },
  };

  const mayRun = (caller: string) => free > 0 && running.of(caller) < callerActive;

  function refuse(reason: Refused, retryAfterMs = 1_000): never {
    onRefused(reason);
    throw refusalOf(reason, retryAfterMs);
  }

  function begin(caller: string): void {
    free--;
    running.add(caller, 1);
  }

  function end(caller: string): void {
    free++;
    running.add(caller, -1);
    load.ended();
    for (let next = waiting.take(mayRun); next !== undefined; next = waiting.take(mayRun)) {
      inOrder.delete(next);
      begin(next.caller);
      next.enter();
    }
  }

  function turn(caller: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.delete(waiter);
        inOrder.delete(waiter);
        reject(refusalOf('waiting', 1_000));
      };
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const waiter = { caller, sinceMs: performance.now(), enter };
      if (signal.aborted) return leave();
      waiting.add(waiter, caller);
      inOrder.add(waiter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  function checkLoad(caller: string): void {
    const reason = shed(load, admitted, caller);
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
      if (mayRun(caller)) begin(caller);
      else if (inOrder.size >= queued) refuse('queued');
      else if (waiting.sizeOf(caller) >= callerQueued) refuse('callerQueued');
      else await turn(caller, signal);
      try {
        return await task();
      } finally {
        end(caller);
      }
    },
    counts: () => ({ running: active - free, waiting: inOrder.size }),
  };
}

function createCounts() {
  const counts = new Map<string, number>();
  return {
    of: (key: string) => counts.get(key) ?? 0,
    keys: () => counts.keys(),
    add(key: string, change: number): void {
      const count = (counts.get(key) ?? 0) + change;
      if (count === 0) counts.delete(key);
      else counts.set(key, count);
    },
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
  return new HttpRefusal('OVERLOADED', 'The gateway is busy. Send the request again in a second.', headers);
}
