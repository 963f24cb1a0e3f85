/** A clock that only the test moves. */
import type { Clock } from '../../src/ec2/tokens.ts';
import { settled } from './deferred.ts';

export function createTestClock() {
  let nowMs = 0;
  const alarms: { atMs: number; ring: () => void }[] = [];
  const clock: Clock = {
    nowMs: () => nowMs,
    wait: (ms) => new Promise((ring) => alarms.push({ atMs: nowMs + ms, ring })),
  };
  return {
    clock,
    /** Moves the clock, stopping at each time that a caller waits for. */
    async advance(ms: number) {
      const endMs = nowMs + ms;
      for (;;) {
        await settled();
        alarms.sort((left, right) => left.atMs - right.atMs);
        const [next] = alarms;
        if (next === undefined || next.atMs > endMs) break;
        alarms.shift();
        nowMs = next.atMs;
        next.ring();
      }
      nowMs = endMs;
      await settled();
    },
  };
}
