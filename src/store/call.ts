/** One call of the store: a script, and how long its answer may take. */
import type { Link } from './link.ts';
import type { Script } from './scripts.ts';

/** What a call ended with: an answer, an error, or nothing in time. */
export type StoreResult = End['result'];

type End =
  | { readonly result: 'ok'; readonly reply: unknown }
  | { readonly result: 'failed'; readonly error: Error }
  | { readonly result: 'timeout' };

/** At least one: it decides which server of a Cluster is asked. */
export type Keys = readonly [string, ...string[]];

/** Runs a script by its name. Redis forgets scripts when it restarts, and then needs the text. @throws what the link throws. */
export async function evaluate(
  link: Link,
  { sha, text }: Script,
  keys: Keys,
  args: readonly (string | number)[],
): Promise<unknown> {
  const [first] = keys;
  const rest = [String(keys.length), ...keys, ...args.map(String)];
  try {
    return await link.send(first, ['EVALSHA', sha, ...rest]);
  } catch (error) {
    if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
    return link.send(first, ['EVAL', text, ...rest]);
  }
}

/** Waits for an answer, and no longer than `ms`. @param doubt what to do when it has not come after a part of the time. */
export function inTime(
  answer: Promise<unknown>,
  ms: number,
  doubt?: { readonly ms: number; readonly run: () => void },
): Promise<End> {
  return new Promise((resolve) => {
    let turn: NodeJS.Immediate | undefined;
    const end = setTimeout(() => {
      // A busy process may find the answer and the end of the time in the same turn: then the answer, which is read next, counts.
      turn = setImmediate(() => resolve({ result: 'timeout' }));
    }, ms);
    const doubtful = doubt && setTimeout(doubt.run, doubt.ms);
    const settle = (ended: End) => {
      clearTimeout(end);
      clearTimeout(doubtful);
      clearImmediate(turn);
      resolve(ended);
    };
    answer.then(
      (reply) => settle({ result: 'ok', reply }),
      (error: Error) => settle({ result: 'failed', error }),
    );
  });
}
