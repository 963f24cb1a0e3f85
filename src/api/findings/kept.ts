/** Lists of findings that are kept for a while, so that their further pages need no reading. */
import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { createFlat } from '../../ec2/flat.ts';
import { createPause } from '../../longWork.ts';
import type { ScopeFailure } from '../errors.ts';
import type { ScopedFinding, ScopedUnchecked } from './judge.ts';

export interface FindingList {
  /** Names it in cursors. */
  readonly id: string;
  /** In the order in which they are listed. */
  readonly findings: readonly ScopedFinding[];
  readonly unchecked: readonly ScopedUnchecked[];
  readonly failures: readonly ScopeFailure[];
  /** When the reading began, ISO 8601 in UTC. */
  readonly readAt: string;
}

/** Whose a list is. */
interface Owner {
  /** Only requests with the same key, which means the same credentials and permissions, may see it. */
  readonly sharingKey: object;
  /** The arguments that it is the answer to. */
  readonly bound: string;
}

export interface KeptLists {
  /** Keeps a copy: what was found names what was read, and would keep the answers of EC2 in memory. */
  keep(owner: Owner, list: Omit<FindingList, 'id'>): Promise<FindingList>;
  /** @returns undefined when it is not kept any more, or somebody else's. */
  find(owner: Owner, id: string): FindingList | undefined;
}

const maxLists = 16;
const maxAgeMs = 300_000;
/** In all lists together, which takes about 100 MB. */
const maxFindings = 100_000;

/** @param most how many findings are kept, in all lists together. A list with more is not kept. */
export function createKeptLists(most = maxFindings): KeptLists {
  const lists = new LRUCache<string, Owner & { readonly list: FindingList }>({
    max: maxLists,
    ttl: maxAgeMs,
    maxSize: most,
    sizeCalculation: ({ list }) => list.findings.length + 1,
  });
  return {
    async keep(owner, found) {
      const list = { ...found, id: randomBytes(9).toString('base64url') };
      if (list.findings.length >= most) return list;
      const copy = await copyOf(list);
      lists.set(copy.id, { ...owner, list: copy });
      return copy;
    },
    find({ sharingKey, bound }, id) {
      const known = lists.get(id);
      return known?.sharingKey === sharingKey && known.bound === bound ? known.list : undefined;
    },
  };
}

/** Gives others their turn: a list may be long. */
async function copyOf(list: FindingList): Promise<FindingList> {
  const flat = createFlat();
  const pause = createPause();
  const findings: ScopedFinding[] = [];
  for (const { scope, assumptions, ...finding } of list.findings) {
    findings.push({ ...flat(finding), scope, assumptions });
    const turn = pause();
    if (turn !== undefined) await turn;
  }
  const unchecked = list.unchecked.map(({ scope, ...row }) => ({ ...flat(row), scope }));
  return { ...list, findings, unchecked };
}
