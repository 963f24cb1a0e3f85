/** What this process created and deleted. EC2 is eventually consistent: it may not show a new resource yet, and may still show a deleted one. */

/** Longer than EC2 is known to take (EC2 developer guide, "Eventual consistency", gives no bound). */
const newForMs = 60_000;
/** Of one account and Region; the oldest are forgotten. */
const maxKept = 10_000;

/** The creations and deletions in one account and Region, whoever made them. */
export interface Recent {
  /** @param id of a resource that EC2 says it created. */
  created(id: string): void;
  deleted(id: string): void;
  /** Whether a resource was created within the last minute, so EC2 will show it even if it does not yet. */
  isNew(id: string): boolean;
  /** Whether a resource that EC2 does not show is gone: it was deleted, or it was created more than a minute ago. */
  isGone(id: string): boolean;
}

/** @param now in milliseconds. */
export function createRecent(now = () => performance.now()): Recent {
  /** When each was created, or that it was deleted. */
  const known = new Map<string, number | 'deleted'>();

  function note(id: string, fact: number | 'deleted'): void {
    known.delete(id);
    known.set(id, fact);
    const [oldest] = known.keys();
    if (known.size > maxKept && oldest !== undefined) known.delete(oldest);
  }

  const isYoung = (fact: number | 'deleted') => fact !== 'deleted' && now() - fact < newForMs;
  return {
    // A repeated answer of EC2 does not make it new again.
    created: (id) => {
      if (!known.has(id)) note(id, now());
    },
    deleted: (id) => note(id, 'deleted'),
    isNew: (id) => isYoung(known.get(id) ?? 'deleted'),
    isGone: (id) => known.has(id) && !isYoung(known.get(id) ?? 'deleted'),
  };
}
