/** Keeps one actor from filling the audit file with denials of a kind. */

const windowMs = 60_000;
const maxPerWindow = 10;
/** Beyond it the actor whose window began first is forgotten. */
const maxActors = 1_000;

/** @returns how many denials of the actor were left out before this one; undefined: leave this one out too. */
export type DenialLimit = (actor: string) => number | undefined;

export function createDenialLimit(nowMs: () => number = () => performance.now()): DenialLimit {
  // In the order in which the windows began.
  const windows = new Map<string, { readonly endsAtMs: number; count: number }>();
  return (actor) => {
    const current = windows.get(actor);
    if (current !== undefined && nowMs() < current.endsAtMs) {
      current.count++;
      return current.count > maxPerWindow ? undefined : 0;
    }
    windows.delete(actor);
    const [oldest] = windows.keys();
    if (windows.size >= maxActors && oldest !== undefined) windows.delete(oldest);
    windows.set(actor, { endsAtMs: nowMs() + windowMs, count: 1 });
    return Math.max(0, (current?.count ?? 0) - maxPerWindow);
  };
}
