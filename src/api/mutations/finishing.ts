/** Ends what must not stay half done. */
import { runUntil } from '../../ec2/deadline.ts';
import { createUsage } from '../../ec2/usage.ts';
import type { GatewayContext } from '../context.ts';

/** How long it may go on, beside the time that each of its changes has. */
const finishMs = 20_000;

/** Does something whoever leaves or stops meanwhile: what is half done must become whole, or nothing. */
export function finishing<Result>(
  context: GatewayContext,
  task: (lasting: GatewayContext) => Promise<Result>,
): Promise<Result> {
  const { callers, cost, span } = context.usage;
  const endsAtMs = performance.now() + finishMs;
  return runUntil(endsAtMs, new AbortController().signal, (signal) =>
    task({ ...context, usage: createUsage({ callers, cost, span, signal, endsAtMs }) }),
  );
}
