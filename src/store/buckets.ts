/** Token buckets in the store, which all replicas share. */
import type { SharedBucket } from '../ec2/sharedTokens.ts';
import type { Rate } from '../ec2/tokens.ts';
import type { Connection } from './connection.ts';
import { takeTokens } from './scripts.ts';

/** Longer than any wait. */
const anyMs = 1e9;

/** @param key of the bucket in the store. */
export function createSharedBucket({ run }: Pick<Connection, 'run'>, key: string): SharedBucket {
  const callOf = ({ capacity, refillPerSecond }: Rate, maxMs: number, count: number, isDrained: boolean) => ({
    keys: [key] as const,
    args: [capacity, refillPerSecond / 1_000, Math.min(maxMs, anyMs), count, Number(isDrained)],
  });
  const giveBack = (rate: Rate) => void run(takeTokens, callOf(rate, anyMs, -1, false));
  return {
    async take(rate, { maxMs, isDrained }) {
      const onLate = (reply: unknown) => {
        if (toTake(reply).waitMs >= 0) giveBack(rate);
      };
      const reply = await run(takeTokens, { ...callOf(rate, maxMs, 1, isDrained), onLate });
      return reply === undefined ? undefined : toTake(reply);
    },
    giveBack,
    drain: (rate) => void run(takeTokens, callOf(rate, anyMs, 0, true)),
  };
}

function toTake(reply: unknown) {
  const [waitMs, level] = reply as [number, string];
  return { waitMs, level: Number(level) };
}
