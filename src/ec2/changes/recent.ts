/** What was created a short while ago: EC2 is eventually consistent, so a change that names it may be refused although it exists. */

/** Longer than EC2 is known to take (EC2 developer guide, "Eventual consistency", gives no bound). */
const recentMs = 60_000;

export interface Recent {
  /** @param id of a resource that EC2 says it created. */
  add(id: string): void;
  /** @param id of a resource that was deleted. */
  delete(id: string): void;
  /** Whether the parameters of a change name a resource that was created within the last minute. */
  isNamedIn(input: object): boolean;
}

/** @param now in milliseconds. */
export function createRecent(now = () => performance.now()): Recent {
  const createdAtMs = new Map<unknown, number>();
  const forgetOld = () => {
    for (const [id, atMs] of createdAtMs) {
      if (now() - atMs < recentMs) return;
      createdAtMs.delete(id);
    }
  };
  return {
    add: (id) => {
      forgetOld();
      createdAtMs.set(id, now());
    },
    delete: (id) => createdAtMs.delete(id),
    isNamedIn: (input) => {
      forgetOld();
      return (
        createdAtMs.size > 0 &&
        Object.values(input)
          .flat()
          .some((value) => createdAtMs.has(value))
      );
    },
  };
}
