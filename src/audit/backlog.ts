/** Keeps the outcomes, denials and operations that could not be written, until the file can be written again. */

const maxKept = 10_000;
/** Callers cause denials as they like, so these leave room for outcomes. */
const maxWithDenials = maxKept / 2;

interface Late {
  readonly event: 'outcome' | 'denied' | 'operation';
}

export interface Backlog<Entry extends Late> {
  /** @returns false when there are too many already; the entry is then counted as lost. */
  keep(entry: Entry): boolean;
  /** All kept entries, oldest first, and how many were lost. */
  read(): { readonly kept: readonly Entry[]; readonly lost: number };
  clear(): void;
}

export function createBacklog<Entry extends Late>(): Backlog<Entry> {
  let kept: Entry[] = [];
  let lost = 0;
  return {
    keep(entry) {
      const hasRoom = kept.length < (entry.event === 'denied' ? maxWithDenials : maxKept);
      // A copy: texts of EC2's answers would keep whole answers.
      if (hasRoom) kept.push(structuredClone(entry));
      else lost++;
      return hasRoom;
    },
    read: () => ({ kept, lost }),
    clear() {
      kept = [];
      lost = 0;
    },
  };
}
