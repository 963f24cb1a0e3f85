/** A lane: all reads of one Describe action with one set of credentials in one account and Region, in few calls. */
import type { Budget } from './budget.ts';
import { busy } from './failure.ts';
import { createGroup, type Group } from './group.ts';

export interface LaneOptions<Input, Found, Page> {
  readonly action: string;
  readonly budget: Budget;
  /** How many ids one call takes. */
  readonly maxIds: number;
  readonly readByIds: (ids: readonly string[], signal: AbortSignal) => Promise<Found>;
  readonly readPage: (input: Input, signal: AbortSignal) => Promise<Page>;
}

export interface Lane<Input, Found, Page> {
  /** @param ids at most `maxIds`. @returns what was found of these and of others that were asked for with them. */
  loadByIds(ids: readonly string[], signal: AbortSignal): Promise<Found>;
  /** Lists that are equal and waiting are read once. */
  loadPage(input: Input, signal: AbortSignal): Promise<Page>;
  readonly waiting: number;
}

/** Different lists at once; they are few, so that there are always sockets and tokens left for loads by id. */
const maxListsAtOnce = 4;
const maxLists = 1_000;
const retryAfterMs = 1_000;

export function createLane<Input, Found, Page>({
  action,
  budget,
  maxIds,
  readByIds,
  readPage,
}: LaneOptions<Input, Found, Page>): Lane<Input, Found, Page> {
  const byIds = createGroup({
    maxKeys: maxIds,
    call: readByIds,
    inTurn: async (send) => {
      await budget.prepay(action);
      await everythingThatHasArrived();
      await send();
    },
  });
  const lists = new Map<string, Group<Page>>();
  const inFlight = createSlots(maxListsAtOnce);
  /** Of the lists, one at a time stands in line for a token, so that loads by id get every second one. */
  const inLine = createSlots(1);

  const createList = (key: string, input: Input) =>
    createGroup({
      maxKeys: 1,
      call: (_, signal) => readPage(input, signal),
      inTurn: (send) =>
        inFlight(async () => {
          await inLine(() => budget.prepay(action));
          await send();
        }),
      onIdle: () => lists.delete(key),
    });

  return {
    loadByIds: byIds.ask,
    async loadPage(input, signal) {
      const key = JSON.stringify(input);
      const list = lists.get(key) ?? createList(key, input);
      if (lists.size >= maxLists && !lists.has(key)) throw busy(retryAfterMs);
      lists.set(key, list);
      return list.ask([key], signal);
    },
    get waiting() {
      let waiting = byIds.waiting;
      for (const list of lists.values()) waiting += list.waiting;
      return waiting;
    },
  };
}

/** Requests that wait in the sockets are read before the call is put together: they cost nothing in it. */
const everythingThatHasArrived = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Runs at most `count` tasks at once, in the order they came. */
function createSlots(count: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
