/** A lane: all reads of one Describe action with one set of credentials in one account and Region, in few calls. */
import { takeRead } from '../allowance.ts';
import type { Budget } from '../budget.ts';
import { busy } from '../failure.ts';
import type { Ec2Observer } from '../observer.ts';
import { arrivals, createGroup, type Group } from './group.ts';

export interface LaneOptions<Input, Found, Page> {
  readonly action: string;
  readonly budget: Budget;
  readonly observer: Ec2Observer;
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
  observer,
  maxIds,
  readByIds,
  readPage,
}: LaneOptions<Input, Found, Page>): Lane<Input, Found, Page> {
  const onCall = (loads: number) => observer.grouped(action, loads);
  const byIds: Group<Found> = createGroup({
    maxKeys: maxIds,
    onCall,
    call: readByIds,
    inTurn: (send) => sendPaid(byIds, () => budget.prepay(action), send),
  });
  const lists = new Map<string, Group<Page>>();
  const inFlight = createSlots(maxListsAtOnce);
  /** Of the lists, one at a time stands in line for a token, so that loads by id get every second one. */
  const inLine = createSlots(1);

  function createList(key: string, input: Input): Group<Page> {
    const list: Group<Page> = createGroup({
      maxKeys: 1,
      onCall,
      call: (_, signal) => readPage(input, signal),
      inTurn: (send) => inFlight(() => sendPaid(list, () => inLine(() => budget.prepay(action)), send)),
      onIdle: () => lists.delete(key),
    });
    lists.set(key, list);
    return list;
  }

  /** The token comes before the call is put together: what is asked for while it is waited for still joins. */
  async function sendPaid(
    group: Group<unknown>,
    pay: () => Promise<void>,
    send: () => Promise<void>,
  ): Promise<void> {
    await pay();
    await arrivals();
    if (group.waiting > 0) await send();
    else budget.giveBack(action);
  }

  return {
    async loadByIds(ids, signal) {
      takeRead(signal);
      return byIds.ask(ids, signal);
    },
    async loadPage(input, signal) {
      takeRead(signal);
      const key = JSON.stringify(input);
      const list = lists.get(key);
      if (list === undefined && lists.size >= maxLists) throw busy(retryAfterMs);
      return (list ?? createList(key, input)).ask([key], signal);
    },
    get waiting() {
      let waiting = byIds.waiting;
      for (const list of lists.values()) waiting += list.waiting;
      return waiting;
    },
  };
}

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
