/** Faults on demand: an ordered script per action, whose steps each affect a limited number of requests and end. */
import type { Place } from '../seeds/places.ts';
import type { World } from '../state/world.ts';

/**
 * What goes wrong with one request. Fields combine: `{ delayMs: 50, reset: 'after' }` waits, applies the action, and
 * resets the connection.
 */
export interface Fault {
  /** Number of consecutive requests. Default 1. */
  times?: number;
  /** Waits this many milliseconds before applying the action. */
  delayMs?: number;
  /** Applies the action, then waits this many milliseconds before answering. */
  delayAfterMs?: number;
  /** Resets the connection without a response, before or after applying the action. */
  reset?: 'before' | 'after';
  /** Applies the action, then closes the connection normally, without a response. */
  end?: true;
  /** Returns this error instead of applying the action; with `apply`, after applying it. */
  error?: { code: string; message?: string; status?: number };
  apply?: true;
  /** Applies the action and replaces these parts of the response; an empty `body` is sent as such. */
  status?: number;
  body?: string;
  headers?: Record<string, string>;
  /** Sends the first half of the document as if it were all of it. */
  truncate?: true;
  /** Sends half of the body, waits this many milliseconds, and resets the connection. */
  partialMs?: number;
  /** Sends the body at this rate. */
  dripBytesPerSecond?: number;
  /** Writes this to the socket instead of an HTTP response, and closes it. */
  raw?: string;
  /**
   * Applies the action to the state at the time when the script was set: a read is stale, and a new resource is not
   * found.
   */
  stale?: true;
  /**
   * Returns the nextToken of the request, or on the first page the real one, so that a client following it never
   * reaches the end.
   */
  repeatNextToken?: true;
  /**
   * Reverses the list in the response, repeats its first item at the end, adds an item that was not asked for, or leaves
   * out this percentage of the items, each by a draw of the emulator's random source.
   */
  items?: 'reverse' | 'duplicate' | 'unasked' | `drop:${number}`;
}

/** A step of a script. `past` is the state when the script was set, if the fault is stale. */
export interface ActiveFault extends Fault {
  readonly past?: World | undefined;
}

const maxTimes = 1_000;
const maxMs = 60_000;

/** The key of the script for an action in an account, a Region, both or everywhere. */
const keyOf = (action: string, { accountId = '*', region = '*' }: Partial<Place>) =>
  `${action} ${accountId} ${region}`;

/** The scripts of all actions. */
export class Faults {
  readonly #scripts = new Map<string, ActiveFault[]>();

  /** Replaces the action's script in a place, by default everywhere. Throws RangeError if a step would never end. */
  set(action: string, script: readonly Fault[], world: World, where: Partial<Place> = {}): void {
    for (const fault of script) checkFinite(fault);
    const past = script.some(({ stale }) => stale) ? world.clone() : undefined;
    this.#scripts.set(
      keyOf(action, where),
      script.map((fault) => ({ ...fault, past: fault.stale && past })),
    );
  }

  /** Ends all scripts. */
  clear(): void {
    this.#scripts.clear();
  }

  /** Takes the fault for the next request in a place, of the script for the narrowest place; undefined if all are over. */
  take(action: string, { accountId, region }: Place): ActiveFault | undefined {
    const places = [{ accountId, region }, { accountId }, { region }, {}];
    const script = places
      .map((place) => this.#scripts.get(keyOf(action, place)))
      .find((found) => found !== undefined && found.length > 0);
    const [fault] = script ?? [];
    if (!script || !fault) return undefined;
    if ((fault.times ?? 1) > 1) script[0] = { ...fault, times: (fault.times ?? 1) - 1 };
    else script.shift();
    return fault;
  }
}

/** The share of the items that `drop:<percent>` leaves out, or NaN for any other distortion. */
export const droppedShare = (items: string): number =>
  Number(/^drop:(\d+(?:\.\d+)?)$/.exec(items)?.[1]) / 100;

function checkFinite({
  times = 1,
  delayMs = 0,
  delayAfterMs = 0,
  partialMs = 0,
  dripBytesPerSecond = 1,
  items,
}: Fault): void {
  if (!Number.isInteger(times) || times < 1 || times > maxTimes) {
    throw new RangeError(`times must be a whole number from 1 to ${maxTimes}`);
  }
  for (const ms of [delayMs, delayAfterMs, partialMs]) {
    if (!(ms >= 0 && ms <= maxMs)) throw new RangeError(`a delay must be from 0 to ${maxMs} ms`);
  }
  const share = droppedShare(items ?? '');
  if (
    items !== undefined &&
    !['reverse', 'duplicate', 'unasked'].includes(items) &&
    !(share >= 0 && share <= 1)
  )
    throw new RangeError('items must be reverse, duplicate, unasked, or drop:<percent> from 0 to 100');
  if (!(dripBytesPerSecond >= 1)) throw new RangeError('dripBytesPerSecond must be at least 1');
}
