/** Limits how many requests a caller sends per second. */
import { LRUCache } from 'lru-cache';

/** The callers who are remembered. One who was forgotten has sent nothing for longer than the others. */
const maxCallers = 10_000;

/** @returns how many milliseconds the caller must wait before the next request; 0 when this one can be taken. */
export type CallerRate = (caller: string) => number;

/** @param perSecond is also how many may come at once. */
export function createCallerRate(perSecond: number, nowMs = () => performance.now()): CallerRate {
  const buckets = new LRUCache<string, { readonly tokens: number; readonly atMs: number }>({
    max: maxCallers,
  });
  return (caller) => {
    const atMs = nowMs();
    const known = buckets.get(caller) ?? { tokens: perSecond, atMs };
    const tokens = Math.min(perSecond, known.tokens + ((atMs - known.atMs) / 1_000) * perSecond);
    if (tokens < 1) return Math.ceil(((1 - tokens) / perSecond) * 1_000);
    buckets.set(caller, { tokens: tokens - 1, atMs });
    return 0;
  };
}
