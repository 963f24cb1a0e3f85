/** Reads the picture again by itself: every half minute while the page is visible, and sooner after a failure. */
import { useEffect, useState } from 'react';
import { afterFailure, untilNext } from './refreshTimes.ts';

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
    const timer = setTimeout(
      refresh,
      failures > 0 ? afterFailure(failures, Math.random()) : untilNext(Date.now(), tookMs),
    );
    return () => clearTimeout(timer);
  }, [isLoading, isVisible, failures, tookMs, refresh]);
}

/** Whether the page can be seen. */
export function useVisibility(): boolean {
  const [isVisible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const look = () => setVisible(!document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isVisible;
}
