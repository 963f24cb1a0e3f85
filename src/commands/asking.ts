/** Asks something, for a limited time, and says in one line how it went. */
import { setTimeout as wait } from 'node:timers/promises';

export interface Question<Answer> {
  /** What is asked, for example `keys of https://issuer.example.com/`. */
  readonly about: string;
  /** Longer than what it asks waits by itself, so that its own reason is shown. */
  readonly withinMs: number;
  /** @throws Error whose message says what to do. */
  readonly ask: (signal: AbortSignal) => Promise<Answer>;
  /** What the line says of the answer. */
  readonly show?: (answer: Answer) => string;
}

export interface Asker {
  /** @returns the answer; undefined if there is none. */
  ask<Answer>(question: Question<Answer>): Promise<Answer | undefined>;
  ok(about: string, text: string): void;
  fail(about: string, problem: string): void;
  hasFailed(): boolean;
}

/** @param print gets the lines. */
export function createAsker(print: (line: string) => void): Asker {
  let hasFailed = false;
  const ok = (about: string, text: string) => print(`ok      ${about}${text && `: ${text}`}`);
  const fail = (about: string, problem: string) => {
    hasFailed = true;
    // What others have written must not make lines of its own.
    print(`failed  ${about}: ${problem.replace(/\s+/g, ' ')}`);
  };
  return {
    ok,
    fail,
    hasFailed: () => hasFailed,
    async ask({ about, withinMs, ask, show = () => '' }) {
      const end = new AbortController();
      try {
        const answer = await Promise.race([ask(end.signal), late(withinMs, end.signal)]);
        ok(about, show(answer));
        return answer;
      } catch (error) {
        fail(about, (error as Error).message);
        return undefined;
      } finally {
        end.abort();
      }
    },
  };
}

async function late(ms: number, signal: AbortSignal): Promise<never> {
  await wait(ms, undefined, { signal });
  throw new Error(`no answer within ${ms / 1_000} s; check that it can be reached from here`);
}

/** Runs so many at a time. */
export async function eachOf<Item>(
  items: Iterable<Item>,
  atOnce: number,
  run: (item: Item) => Promise<unknown>,
): Promise<void> {
  const rest = [...items].values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of rest) await run(item);
    }),
  );
}
