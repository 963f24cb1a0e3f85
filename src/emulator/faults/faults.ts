/** Faults on demand: an ordered script per action, each step for one request or a few; finite by construction. */
import type { World } from '../state/world.ts';

/** What goes wrong with one request. Fields combine: `{ delayMs: 50, reset: 'after' }` waits, applies, resets. */
export interface Fault {
  /** For how many requests in a row. Default 1. */
  times?: number;
  /** Waits before the action is applied. */
  delayMs?: number;
  /** Applies the action, then waits before answering: a hang that ends. */
  delayAfterMs?: number;
  /** Resets the connection without an answer, before or after the action was applied. */
  reset?: 'before' | 'after';
  /** Applies the action, then ends the connection in good order without an answer. */
  end?: true;
  /** Answers with this error instead of applying the action; with `apply`, after applying it. */
  error?: { code: string; message?: string; status?: number };
  apply?: true;
  /** Applies the action and replaces these parts of its answer. An empty body is an empty body. */
  status?: number;
  body?: string;
  headers?: Record<string, string>;
  /** Answers with the first half of the document, as if that were all of it. */
  truncate?: true;
  /** Sends half of the body, waits this long, and resets. */
  partialMs?: number;
  /** Sends the body at this many bytes a second. */
  dripBytesPerSecond?: number;
  /** Writes these bytes on the socket instead of HTTP, and ends it. */
  raw?: string;
  /** The action sees the world as it was when the script was set: a stale read, or not found after a create. */
  stale?: true;
  /** The answer's nextToken is the one that was asked with (or the next one, the first time): a client that follows it never ends. */
  repeatNextToken?: true;
  /** What happens to the list in the answer. */
  items?: 'reverse' | 'duplicate' | 'unasked';
}

/** A fault in force, with the world as it was when it was set, if it is stale. */
export interface ActiveFault extends Fault {
  readonly past?: World | undefined;
}

const maxTimes = 1_000;
const maxMs = 60_000;

/** Scripts by action. */
export class Faults {
  readonly #scripts = new Map<string, ActiveFault[]>();

  /** Replaces the action's script. Throws RangeError when a step would not end. */
  set(action: string, script: readonly Fault[], world: World): void {
    for (const fault of script) checkFinite(fault);
    const past = script.some(({ stale }) => stale) ? world.clone() : undefined;
    this.#scripts.set(
      action,
      script.map((fault) => ({ ...fault, past: fault.stale && past })),
    );
  }

  /** The fault of this request; undefined when the script is over. */
  take(action: string): ActiveFault | undefined {
    const script = this.#scripts.get(action);
    const [fault] = script ?? [];
    if (!script || !fault) return undefined;
    if ((fault.times ?? 1) > 1) script[0] = { ...fault, times: (fault.times ?? 1) - 1 };
    else script.shift();
    return fault;
  }

  clear(): void {
    this.#scripts.clear();
  }
}

function checkFinite({
  times = 1,
  delayMs = 0,
  delayAfterMs = 0,
  partialMs = 0,
  dripBytesPerSecond = 1,
}: Fault): void {
  if (!Number.isInteger(times) || times < 1 || times > maxTimes) {
    throw new RangeError(`times must be a whole number from 1 to ${maxTimes}`);
  }
  for (const ms of [delayMs, delayAfterMs, partialMs]) {
    if (!(ms >= 0 && ms <= maxMs)) throw new RangeError(`a wait must be from 0 to ${maxMs} ms`);
  }
  if (!(dripBytesPerSecond >= 1)) throw new RangeError('dripBytesPerSecond must be at least 1');
}
