/** Repeats the gateway's own work in every account and Region that is open to it. */
import type { Access } from '../access/access.ts';
import { loopCaller } from '../caller.ts';
import type { Ec2Failure } from '../ec2/failure.ts';
import { type Ec2Scope, nameOf, type Place } from '../ec2/scope.ts';
import type { Scopes } from '../ec2/scopes.ts';
import type { Logger } from '../log.ts';

/** In how many places work is done at a time. */
const placesAtOnce = 8;

export interface LoopOptions {
  readonly access: Pick<Access, 'now'>;
  /**
   * From one beginning in a place to the next, ± 10 %: replicas that start together must not stay together. 0: it begins only when it is
   * told to.
   */
  readonly everyMs: number;
  /**
   * Works in one place. Once the signal is aborted, it must begin nothing more, and end what it has begun.
   *
   * @throws when it failed there; it is tried again next time.
   */
  readonly work: (scope: Ec2Scope, signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
  /** What the log calls the work. */
  readonly name: string;
}

export interface Loop {
  /** Begins at once where it is not busy, and elsewhere as soon as what runs there has ended. Default: in all places. */
  begin(places?: readonly Place[]): void;
  /** For how long work has not succeeded in the place where that is longest ago, in seconds; 0 without places. */
  oldestSeconds(): number;
  /** Begins nothing more, and resolves when what was begun has ended. */
  stop(): Promise<void>;
}

/** The accounts and Regions in which the gateway may work of itself. Undefined: there are none. */
export const openToLoop = ({ scopesFor }: ReturnType<Access['now']>): Scopes | undefined =>
  scopesFor(loopCaller);

/** A place, and what became of the work in it. */
interface Known {
  readonly place: Place;
  /** Since when it succeeded last, or is known. */
  doneAtMs: number;
  isFailing: boolean;
  isBusy: boolean;
  /** Whether it begins again when what runs has ended. */
  isWanted: boolean;
}

/** Begins at once, unless it is to be told, and works in each place one at a time. Keeps no process alive. */
export function startLoop({ access, everyMs, work, log, name }: LoopOptions): Loop {
  const end = new AbortController();
  const { signal } = end;
  const known = new Map<string, Known>();
  const waiting: Known[] = [];
  const workers = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  /** Takes up what is open now, and lets go of what is not any more. */
  function look(): void {
    const open = new Map((openToLoop(access.now())?.all ?? []).map((place) => [nameOf(place), place]));
    // Where work still runs, it must not begin beside it when the place is open again.
    for (const [name, { isBusy }] of [...known]) if (!open.has(name) && !isBusy) known.delete(name);
    for (const [name, place] of open)
      if (!known.has(name))
        known.set(name, {
          place,
          doneAtMs: performance.now(),
          isFailing: false,
          isBusy: false,
          isWanted: false,
        });
  }

  function tick(): void {
    timer = setTimeout(tick, everyMs * (0.9 + Math.random() / 5)).unref();
    look();
    for (const one of known.values()) if (!one.isBusy) queue(one);
    workAll();
  }

  function queue(one: Known): void {
    one.isBusy = true;
    one.isWanted = false;
    waiting.push(one);
  }

  function workAll(): void {
    while (waiting.length > 0 && workers.size < placesAtOnce) {
      const worker = workOff().finally(() => workers.delete(worker));
      workers.add(worker);
    }
  }

  async function workOff(): Promise<void> {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      await workIn(one);
      one.isBusy = false;
      if (one.isWanted && !signal.aborted) queue(one);
    }
  }

  async function workIn(one: Known): Promise<void> {
    const { accountId, region } = one.place;
    try {
      const scope = openToLoop(access.now())?.find(accountId, region);
      if (scope !== undefined) await work(scope, signal);
      one.doneAtMs = performance.now();
      if (one.isFailing) log.notice({ accountId, region }, `${name}: works again`);
      one.isFailing = false;
    } catch (err) {
      const { kind: failure, awsCode } = err as Partial<Ec2Failure>;
      // Said once, not every time.
      if (!one.isFailing && !signal.aborted)
        log.warn({ err, accountId, region, failure, awsCode }, `${name}: failed, and will be tried again`);
      one.isFailing = true;
    }
  }

  function begin(places?: readonly Place[]): void {
    look();
    for (const name of places?.map(nameOf) ?? known.keys()) {
      const one = known.get(name);
      if (one?.isBusy) one.isWanted = true;
      else if (one !== undefined) queue(one);
    }
    workAll();
  }

  if (everyMs > 0) tick();
  return {
    begin,
    oldestSeconds() {
      const now = performance.now();
      return Math.max(0, ...[...known.values()].map(({ doneAtMs }) => now - doneAtMs)) / 1_000;
    },
    async stop() {
      clearTimeout(timer);
      waiting.length = 0;
      end.abort();
      await Promise.all(workers);
    },
  };
}
