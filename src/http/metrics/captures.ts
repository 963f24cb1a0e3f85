/** The metrics of captures, which the gateway ends by itself. */
import type { Instruments } from './instruments.ts';

interface Captures {
  readonly overdue: () => number;
  readonly oldestSweepSeconds: () => number;
}

export function captureMetrics({ show }: Instruments) {
  return {
    watchCaptures({ overdue, oldestSweepSeconds }: Captures): void {
      show(
        'mirror_captures_overdue',
        'Captures that are over and still there, or whose end cannot be read, in the last sweep of each account and Region.',
        overdue,
      );
      show(
        'mirror_captures_oldest_sweep_seconds',
        'For how long the account and Region has not been swept for captures where that is longest ago.',
        oldestSweepSeconds,
      );
    },
  };
}
