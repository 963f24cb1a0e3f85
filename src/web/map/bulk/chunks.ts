/** Splits many sessions into requests. Pure. */
import { groupBy } from '../groupBy.ts';
import { keyOf, type Session } from '../lists.ts';

/** What the gateway takes in one request (`docs/changes.md`). It answers a plan of so many from a few reads of EC2. */
export const planned = 50;
/** Fewer, because changes are made one after the other: people see how far they have come, and can stop them. */
export const made = 25;

/**
 * Each request is for one account and Region, so that EC2's verdict on its first sessions says something of the others. Sessions of one
 * interface stay together: a plan takes into account what it does to the interface's other sessions.
 */
export function chunksOf<Item extends { readonly session: Session }>(
  items: readonly Item[],
  size: number,
): readonly (readonly Item[])[] {
  return [...groupBy(items, ({ session }) => keyOf(session.scope)).values()].flatMap((inScope) => {
    const chunks: Item[][] = [[]];
    for (const siblings of groupBy(inScope, ({ session }) => session.networkInterfaceId ?? '').values())
      for (let start = 0; start < siblings.length; start += size) {
        const next = siblings.slice(start, start + size);
        const last = chunks.at(-1);
        if (last && last.length + next.length <= size) last.push(...next);
        else chunks.push(next);
      }
    return chunks;
  });
}
