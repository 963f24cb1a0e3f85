/** Says how old the picture is, and what has just changed in it. */
import './recent.css';
import { useEffect, useState } from 'react';
import { groupBy } from './groupBy.ts';
import { kinds, type Part } from './lists.ts';
import type { Recent } from './recent.ts';
import { ago, count, kindNouns, list } from './words.ts';

export function Freshness({ parts, recent }: { parts: readonly Part[]; recent: Recent }) {
  const now = useNow();
  const readAt = oldestIn(parts);
  const changed = groupBy(
    [...recent.values()].flatMap((kind) => kind ?? []),
    (kind) => kind,
  );
  const news = [...changed].map(([kind, all]) => count(all.length, kindNouns[kind]));
  return (
    <>
      {readAt !== undefined && <p className="age">Read {ago(readAt, now)}</p>}
      <p aria-live="polite" className="recent">
        {news.length > 0 && `Changed just now: ${list(news)}`}
      </p>
    </>
  );
}

/** When the oldest list was read, in milliseconds since 1970. Undefined if none was. */
export function oldestIn(parts: readonly Part[]): number | undefined {
  const times = parts.flatMap((part) => kinds.flatMap((kind) => part[kind].readAt ?? []));
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The current time, brought up to date every ten seconds. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
