/** What one request may use of EC2, and what it has used: passed explicitly to everything that calls EC2 on its behalf. */
import { actorOf, type Caller } from '../caller.ts';
import { noSpan, type Span } from '../trace.ts';
import type { Ec2Failure } from './failure.ts';
import { givenUp, overspent, stopping } from './failures.ts';

export interface Cost {
  /** EC2 calls made for the request, retries included. A call shared with other requests counts in full for each. */
  calls: number;
  /** Total milliseconds that calls waited: for the call before them, and for EC2's request rates. */
  waitedMs: number;
  /** How many of the calls were retries. */
  retries: number;
}

export const noCost = (): Cost => ({ calls: 0, waitedMs: 0, retries: 0 });

export function addCost(total: Cost, { calls, waitedMs, retries }: Cost): void {
  total.calls += calls;
  total.waitedMs += waitedMs;
  total.retries += retries;
}

/** What a single call needs from its request. */
export interface CallUsage {
  /** For whom the call is made: one caller, or those who share the call. They are served in turns with other callers. */
  readonly callers: readonly string[];
  /** Aborted when nobody waits for the answer any more, or the time is up. It cancels reads, never changes. */
  readonly signal: AbortSignal;
  readonly cost: Cost;
  /** What the call is a part of: a request, or all those who share the call. */
  readonly span: Span;
  /** When the time is up, on the clock of `performance.now()`. No change is sent after it; reads end with the signal. */
  readonly endsAtMs: number;
  /** Whether nobody waits for its changes: they take at most half of EC2's rate. Absent: somebody does. */
  readonly isBackground?: boolean | undefined;
  /** Awaited directly before each attempt of a change. @throws Ec2Failure when it must not be sent any more. */
  readonly beforeSend?: (() => Promise<void>) | undefined;
  /** Called when an attempt failed, so it is known that the call does not hang. */
  readonly attemptFailed?: () => void;
}

export interface Ec2Usage extends CallUsage {
  /** How many reads may still be made. */
  readsLeft(): number;
  /** Counts a read; a shared read counts for each request that needs it. @throws Ec2Failure `overspent`. */
  takeRead(): void;
  /** Called for every read. @param left which share of the burst that its calls are from is left. */
  drawsFrom(left: () => number): void;
  /** Which share is left of the burst of which least is left, of those that reads have drawn from; 0 before the first read. */
  burstLeft(): number;
  /** Counts a change that is about to be made. @returns why it must not be made. */
  takeChange(): Ec2Failure | undefined;
  /** @returns why no change may be begun any more. */
  endsChanges(): Ec2Failure | undefined;
}

interface UsageLimits extends Omit<CallUsage, 'endsAtMs'> {
  /** How many reads a request may cause, and how many changes. Each change allows one more read, of what it changes. Default: no limit. */
  readonly maxCalls?: number;
  /** Default: never. */
  readonly endsAtMs?: number;
  /** Whether the gateway is stopping, and begins no change any more. Default: it is not. */
  readonly isStopping?: () => boolean;
}

/** The usage of what a caller does beside any request: it is in no trace, and its cost is nobody's. */
export const createOwnUsage = (
  caller: Pick<Caller, 'issuer' | 'subject'>,
  limits: Omit<UsageLimits, 'callers' | 'cost' | 'span'>,
): Ec2Usage => createUsage({ callers: [actorOf(caller)], cost: noCost(), span: noSpan, ...limits });

export function createUsage({
  callers,
  signal,
  cost,
  span,
  maxCalls = Number.POSITIVE_INFINITY,
  endsAtMs = Number.POSITIVE_INFINITY,
  isStopping = () => false,
  beforeSend,
  isBackground,
}: UsageLimits): Ec2Usage {
  let reads = maxCalls;
  let changes = maxCalls;
  const drawnFrom = new Set<() => number>();
  return {
    callers,
    signal,
    cost,
    span,
    beforeSend,
    isBackground,
    endsAtMs,
    readsLeft: () => reads,
    takeRead() {
      if (reads === 0) throw overspent({ name: 'ec2Calls', max: maxCalls });
      reads--;
    },
    drawsFrom: (left) => drawnFrom.add(left),
    burstLeft: () => (drawnFrom.size === 0 ? 0 : Math.min(...[...drawnFrom].map((left) => left()))),
    takeChange() {
      if (performance.now() > endsAtMs) return givenUp();
      if (changes === 0) return overspent({ name: 'ec2Calls', max: maxCalls });
      changes--;
      reads++;
      return undefined;
    },
    endsChanges: () => (isStopping() ? stopping() : undefined),
  };
}
