/** One thing that the gateway does of itself: how long it may take, and that people come first. */
import { loopCaller } from '../caller.ts';
import { runUntil } from '../ec2/deadline.ts';
import { createOwnUsage, type Ec2Usage } from '../ec2/usage.ts';

/** How long a step may wait and read. A change that has begun may take longer. */
const stepMs = 30_000;

/** @param signal aborted: no change is begun any more. */
export function ownStep<Result>(
  signal: AbortSignal,
  step: (usage: Ec2Usage) => Promise<Result>,
): Promise<Result> {
  const endsAtMs = performance.now() + stepMs;
  return runUntil(endsAtMs, signal, (until) =>
    step(
      createOwnUsage(loopCaller, {
        signal: until,
        endsAtMs,
        isStopping: () => signal.aborted,
        // Nobody waits for it, so people always find half of EC2's rate.
        isBackground: true,
      }),
    ),
  );
}
