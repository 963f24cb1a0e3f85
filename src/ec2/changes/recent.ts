/** What was created and deleted lately. EC2 is eventually consistent: it may not show a new resource yet, and may still show a deleted one. */
import { flat } from '../flat.ts';

/** Longer than EC2 is known to take (EC2 developer guide, "Eventual consistency", gives no bound). */
const newForMs = 60_000;
/** Of one account and Region; the oldest are forgotten. */
const maxKept = 10_000;

/** What other replicas created lately. None of the functions throws. */
export interface SharedNews {
  created(id: string): void;
  deleted(id: string): void;
  /** Whether one of them was created within the last minute. False when that is not known. */
  hasNew(ids: readonly string[]): Promise<boolean>;
}

const noOthers: SharedNews = { created: () => {}, deleted: () => {}, hasNew: async () => false };

/** The creations and deletions in one account and Region, of all callers of this process. */
export interface Recent {
  /** @param id of a resource that EC2 says it created. */
  created(id: string): void;
  deleted(id: string): void;
  /** Whether this process created a resource within the last minute, so EC2 will show it even if it does not yet. */
  isNew(id: string): boolean;
  /** Whether one of these was created within the last minute, also by another replica: a reason to look again, and no more than that. */
  mayAppear(ids: readonly string[]): Promise<boolean>;
  /** Whether a resource that EC2 does not show is gone: it was deleted, or it was created more than a minute ago. */
  isGone(id: string): boolean;
}

/** @param now in milliseconds. @param others default: there are no other replicas. */
export function createRecent(now = () => performance.now(), others = noOthers): Recent {
  /** When each was created, or that it was deleted. */
  const known = new Map<string, number | 'deleted'>();

  function note(id: string, fact: number | 'deleted'): void {
    known.delete(id);
    known.set(id, fact);
    const [oldest] = known.keys();
    if (known.size > maxKept && oldest !== undefined) known.delete(oldest);
  }

  const isNew = (id: string) => isYoung(known.get(id) ?? 'deleted');
  const isYoung = (fact: number | 'deleted') => fact !== 'deleted' && now() - fact < newForMs;
  return {
    // A repeated answer of EC2 does not make it new again.
    created: (id) => {
      if (known.has(id)) return;
      note(flat(id), now());
      others.created(id);
    },
    deleted: (id) => {
      note(id, 'deleted');
      others.deleted(id);
    },
    isNew,
    async mayAppear(ids) {
      const unknown = ids.filter((id) => !known.has(id));
      return ids.some(isNew) || (unknown.length > 0 && (await others.hasNew(unknown)));
    },
    isGone: (id) => known.has(id) && !isNew(id),
  };
}
