/** One thing that the gateway does of itself: how long it may take, and that people come first. */
import { loopCaller } from '../caller.ts';
import { runUntil } from '../ec2/deadline.ts';
import { createOwnUsage, type Ec2Usage } from '../ec2/usage.ts';

/** How long a step may wait and read, unless it is told otherwise. A change that has begun may take longer. */
const stepMs = 30_000;

/**
 * @param signal aborted: no change is begun any more.
 * @param limits `isBackground`: nobody waits for it, so people always find half of EC2's rate for changes.
 */
export function ownStep<Result>(
  signal: AbortSignal,
  step: (usage: Ec2Usage) => Promise<Result>,
  { ms = stepMs, isBackground = true }: { readonly ms?: number; readonly isBackground?: boolean } = {},
): Promise<Result> {
  const endsAtMs = performance.now() + ms;
  return runUntil(endsAtMs, signal, (until) =>
    step(
      createOwnUsage(loopCaller, {
        signal: until,
        endsAtMs,
        isStopping: () => signal.aborted,
        isBackground,
      }),
    ),
  );
}
