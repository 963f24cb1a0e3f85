/** Reads the picture again by itself: every half minute while the page is visible, and sooner after a failure. */
import { useEffect, useState } from 'react';

const everyMs = 30_000;
/** A load takes at most this share of the time. */
const maxShare = 0.1;

/** What has come of the loads so far. */
export interface Loads {
  readonly isLoading: boolean;
  /** How many in a row did not bring everything. Infinite if it is of no use to try again. */
  readonly failures: number;
  /** How long the last one took. */
  readonly tookMs: number;
}

export function useRefresh({ isLoading, failures, tookMs }: Loads, refresh: () => void): void {
  const isVisible = useVisibility();
  useEffect(() => {
    if (isLoading || !isVisible || failures === Number.POSITIVE_INFINITY) return;
    const timer = setTimeout(refresh, failures > 0 ? afterFailure(failures) : untilNext(Date.now(), tookMs));
    return () => clearTimeout(timer);
  }, [isLoading, isVisible, failures, tookMs, refresh]);
}

/** Doubles from one second, at random between half of it and all of it, so that many pages do not come at once. */
const afterFailure = (failures: number) =>
  Math.min(1_000 * 2 ** (failures - 1), everyMs) * (0.5 + Math.random() / 2);

/**
 * Whole half minutes of the clock: pages that are open elsewhere ask at the same time, and the gateway asks EC2 once for those that
 * ask together.
 */
function untilNext(now: number, tookMs: number): number {
  const period = everyMs * Math.max(1, Math.ceil(tookMs / maxShare / everyMs));
  const left = period - (now % period);
  // Something was read just now.
  return left < period / 10 ? left + period : left;
}

function useVisibility(): boolean {
  const [isVisible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const look = () => setVisible(!document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isVisible;
}
