/** Allows one change of a resource at a time. EC2 has no compare-and-swap, so read-compare-write sequences must not interleave. */
import { type Span, waited } from '../../trace.ts';
import { contended, givenUp } from '../failures.ts';
import type { Ec2Scope } from '../scope.ts';

/** What a change is about. */
export interface Subjects extends Pick<Ec2Scope, 'accountId' | 'region'> {
  /** AWS IDs; none: it changes nothing that exists. */
  readonly ids: readonly string[];
}

/** How a change waits for its turn. */
export interface Turn {
  /** When it is aborted before the task starts, the task is not run, and this ends at once. */
  readonly signal: AbortSignal;
  /** When the request's time is up, on the clock of `performance.now()`. */
  readonly endsAtMs: number;
  /** Whether the change depends on what it read: it must not be made unless nobody else can make one. */
  readonly isCompared: boolean;
  /** Is told how long it has waited. */
  readonly span: Span;
}

/** The turn of a change while it runs. */
export interface Hold {
  /**
   * To be called directly before the change is sent, each time.
   *
   * @throws Ec2Failure `uncoordinated` or `outrun` when the turn is no longer its own.
   */
  keep(): Promise<void>;
}

/** Nobody else can take the turn. */
export const firm: Hold = { keep: async () => {} };

export interface Mutex {
  /**
   * Runs `task` after every earlier task about one of its subjects has ended, however it ended.
   *
   * @throws Ec2Failure `cancelled`, `contended` or `uncoordinated` when the task was not run.
   */
  run<Result>(subjects: Subjects, turn: Turn, task: (hold: Hold) => Promise<Result>): Promise<Result>;
}

/** Timers may be early by so much. */
const earlyMs = 5;

/** Why a change whose signal was aborted has missed its turn: its time was up while others had theirs, or its client has left. */
export const missed = ({ endsAtMs }: Turn) =>
  performance.now() >= endsAtMs - earlyMs ? contended() : givenUp();

/** Orders the changes of this process. */
export function createMutex(): Mutex {
  const tails = new Map<string, Promise<unknown>>();

  function runAlone<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const result = (tails.get(key) ?? Promise.resolve()).then(task, task);
    const tail = result
      .catch(() => undefined)
      .then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
    tails.set(key, tail);
    return result;
  }

  return {
    run: ({ accountId, region, ids }, turn, task) =>
      new Promise((resolve, reject) => {
        const { signal, span } = turn;
        const askedAtMs = performance.now();
        const leave = () => reject(missed(turn));
        const start = async () => {
          signal.removeEventListener('abort', leave);
          if (signal.aborted) throw missed(turn);
          waited(span, 'waited for its turn', askedAtMs);
          return task(firm);
        };
        signal.addEventListener('abort', leave, { once: true });
        // Always locks in the same order, so two tasks cannot deadlock.
        const ordered = [...new Set(ids)].sort().map((id) => `${accountId}/${region}/${id}`);
        ordered
          .reduceRight((inner, key) => () => runAlone(key, inner), start)()
          .then(resolve, reject);
      }),
  };
}
