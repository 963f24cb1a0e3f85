/** Which resources some replica has just created, for a minute: a reason for the others to look again when EC2 does not show them yet. */
import type { SharedNews } from '../ec2/changes/recent.ts';
import type { Connection } from './connection.ts';
import { forgetNew, hasNew, noteNew } from './scripts.ts';

const newForMs = 60_000;

/** @param keyOf the key of a resource in the store. */
export function createSharedNews(
  { run }: Pick<Connection, 'run'>,
  keyOf: (id: string) => string,
): SharedNews {
  return {
    created: (id) => void run(noteNew, { keys: [keyOf(id)], args: [newForMs] }),
    deleted: (id) => void run(forgetNew, { keys: [keyOf(id)], args: [] }),
    async hasNew(ids) {
      const [first, ...others] = ids.map(keyOf);
      return first !== undefined && (await run(hasNew, { keys: [first, ...others], args: [] })) === 1;
    },
  };
}
