/** A lane: all reads of one Describe action in one scope, in as few calls as possible. */
import type { Filter } from '@aws-sdk/client-ec2';
import type { Ec2Action } from '../actions.ts';
import type { Budget } from '../budget.ts';
import { busy } from '../failures.ts';
import type { Ec2Observer } from '../observer.ts';
import type { CallUsage, Ec2Usage } from '../usage.ts';
import { createFurther } from './further.ts';
import { arrivals, createGroup, type Group } from './group.ts';
import { createPatience } from './patience.ts';
import { createSlots } from './slots.ts';

/** The parameters that all Describe actions have in common. */
export interface DescribeInput {
  readonly filters: readonly Filter[];
  /** 5 to 1000. */
  readonly maxResults: number;
  readonly nextToken: string | undefined;
}

export interface Page<Record> {
  readonly records: readonly Record[];
  /** Undefined on the last page. An empty page may have one. */
  readonly nextToken: string | undefined;
}

interface LaneOptions<Record> {
  readonly action: Ec2Action;
  readonly budget: Budget;
  readonly observer: Ec2Observer;
  /** How many ids one call can have. */
  readonly maxIds: number;
  /** How many loads by id may be in flight at once. Default: as many as make answers sooner. */
  readonly maxInFlight?: number | undefined;
  readonly readByIds: (ids: readonly string[], usage: CallUsage) => Promise<ReadonlyMap<string, Record>>;
  readonly readPage: (input: DescribeInput, usage: CallUsage) => Promise<Page<Record>>;
}

export interface Lane<Record> {
  /** @param ids at most `maxIds`. @returns the records by id, including those that others asked for in the same call. */
  loadByIds(ids: readonly string[], usage: Ec2Usage): Promise<ReadonlyMap<string, Record>>;
  /** Reads a page. Equal pages that are requested at the same time are read once. */
  loadPage(input: DescribeInput, usage: Ec2Usage): Promise<Page<Record>>;
  /** How many loads and lists wait for their call. */
  readonly waiting: number;
}

/** How many different lists are read at once: few, so sockets and tokens remain for loads by id. */
const maxListsAtOnce = 4;
/** How many different lists may wait on behalf of one caller. */
const maxLists = 1_000;
const retryAfterMs = 1_000;

/** EC2 usually answers faster, so a call that takes longer delays others more than a second call would burden EC2. */
const leastMs = 500;
/** How many calls of a lane may go on while others take their turns: few, because each holds a socket. */
const maxOverdue = { loads: 2, lists: 4 };

/** A list may be long, and takes more of the processor than of EC2's time. So there are no further calls for it, and none of what reads it. */
const noBurst = () => 0;

/** The time limit of a single read, retries included. */
const deadlineMs = 15_000;

export function createLane<Record>({
  action,
  budget,
  observer,
  maxIds,
  maxInFlight,
  readByIds,
  readPage,
}: LaneOptions<Record>): Lane<Record> {
  const left = () => budget.left(action);
  const onCall = (loads: number) => observer.grouped(action, loads);
  const byIds: Group<ReadonlyMap<string, Record>> = createGroup({
    maxKeys: maxIds,
    deadlineMs,
    patience: createPatience({ leastMs, maxOverdue: maxOverdue.loads }),
    // A list may be long, so a second call for it might take as long.
    repeatsOverdue: true,
    further: createFurther(left, maxInFlight),
    onCall,
    call: readByIds,
    inTurn: (send) => sendPaid(byIds, () => budget.prepay(action, byIds.callers), send),
  });
  const lists = new Map<string, Group<Page<Record>>>();
  const patienceWithLists = createPatience({ leastMs, maxOverdue: maxOverdue.lists });
  const inFlight = createSlots(maxListsAtOnce);
  /** Only one list at a time waits for a token, so loads by id get every second token. */
  const inLine = createSlots(1);

  function createList(key: string, input: DescribeInput): Group<Page<Record>> {
    const list: Group<Page<Record>> = createGroup({
      maxKeys: 1,
      deadlineMs,
      patience: patienceWithLists,
      onCall,
      call: (_, usage) => readPage(input, usage),
      inTurn: (send) =>
        inFlight.run(list, list.callers, () => {
          const pay = () => inLine.run(list, list.callers, () => budget.prepay(action, list.callers));
          return sendPaid(list, pay, send);
        }),
      onIdle: () => lists.delete(key),
    });
    lists.set(key, list);
    return list;
  }

  /** Takes a token before the call is assembled, so loads that arrive while it waits for the token still join. */
  async function sendPaid(
    group: Group<unknown>,
    pay: () => Promise<void>,
    send: (tokenSinceMs: number) => Promise<void>,
  ): Promise<void> {
    const askedAtMs = performance.now();
    await pay();
    await arrivals();
    if (group.waiting > 0) await send(askedAtMs);
    else budget.giveBack(action);
  }

  return {
    async loadByIds(ids, usage) {
      usage.takeRead();
      usage.drawsFrom(left);
      return byIds.ask(ids, usage);
    },
    async loadPage(input, usage) {
      usage.takeRead();
      usage.drawsFrom(noBurst);
      const key = JSON.stringify(input);
      const { callers } = usage;
      const known = lists.get(key);
      if (known === undefined && callers.every((caller) => inFlight.waitingFor(caller) >= maxLists))
        throw busy(retryAfterMs);
      const list = known ?? createList(key, input);
      const answer = list.ask([key], usage);
      for (const slots of [inFlight, inLine]) slots.join(list, callers);
      return answer;
    },
    get waiting() {
      let waiting = byIds.waiting;
      for (const list of lists.values()) waiting += list.waiting;
      return waiting;
    },
  };
}
