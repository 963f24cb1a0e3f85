/** Limits how many denials of one kind are recorded, so one actor cannot fill the audit file. */

const windowMs = 60_000;
const maxPerWindow = 10;
/** Beyond this, the key whose window began first is forgotten. */
const maxKeys = 1_000;

/**
 * @param key identifies the actor and the kind of denial.
 * @returns how many denials were left out in the window before; undefined when this one must be left out too.
 */
export type DenialLimit = (key: string) => number | undefined;

export function createDenialLimit(nowMs: () => number = () => performance.now()): DenialLimit {
  // A Map keeps insertion order: the oldest window comes first.
  const windows = new Map<string, { readonly endsAtMs: number; count: number }>();
  return (key) => {
    const current = windows.get(key);
    if (current !== undefined && nowMs() < current.endsAtMs) {
      current.count++;
      return current.count > maxPerWindow ? undefined : 0;
    }
    windows.delete(key);
    const [oldest] = windows.keys();
    if (windows.size >= maxKeys && oldest !== undefined) windows.delete(oldest);
    windows.set(key, { endsAtMs: nowMs() + windowMs, count: 1 });
    return Math.max(0, (current?.count ?? 0) - maxPerWindow);
  };
}
