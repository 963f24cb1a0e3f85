/** What became of a change: never a success that EC2 did not confirm, never a failure where it may have happened. */
import { setTimeout as wait } from 'node:timers/promises';
import { Ec2Failure } from './failure.ts';

export type Outcome<Value> =
  /** EC2 answered, or reading back showed it. */
  | { readonly kind: 'applied'; readonly value: Value; readonly requestId: string | undefined }
  /** A dry run that EC2 would have let pass. */
  | { readonly kind: 'wouldSucceed'; readonly message: string; readonly requestId: string | undefined }
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly failure: Ec2Failure }
  /** The answer was lost, and reading back did not settle it. */
  | { readonly kind: 'unknown'; readonly failure: Ec2Failure };

type Answer<Value> = Promise<{ readonly value: Value | undefined; readonly requestId: string | undefined }>;

/** How long one change may take, retries included, and how long finding out what became of it. */
const changeDeadlineMs = 20_000;
const readBackDeadlineMs = 5_000;

/** EC2 is eventually consistent, so a change that does not show at once is looked for again after these pauses. */
const readBackPausesMs = [0, 200, 600];

/**
 * Makes a change and finds out what became of it. Never rejects because of EC2.
 *
 * @param send sends the change; its value is undefined when the answer has no resource in it, which is no success.
 * @param readBack reads the resource and returns it if the change certainly shows.
 */
export async function settle<Value>(
  send: (signal: AbortSignal) => Answer<Value>,
  readBack: (signal: AbortSignal) => Promise<Value | undefined>,
): Promise<Outcome<Value>> {
  let failure: Ec2Failure;
  try {
    const { value, requestId } = await send(AbortSignal.timeout(changeDeadlineMs));
    if (value !== undefined) return { kind: 'applied', value, requestId };
    failure = new Ec2Failure('EC2 answered without the resource', {
      kind: 'broken',
      requestId,
      ambiguous: true,
    });
  } catch (error) {
    if (!(error instanceof Ec2Failure)) throw error;
    if (!error.ambiguous) return { kind: 'refused', failure: error };
    failure = error;
  }
  const signal = AbortSignal.timeout(readBackDeadlineMs);
  for (const pauseMs of readBackPausesMs) {
    await wait(pauseMs);
    const value = await readBack(signal).catch(() => undefined);
    if (value !== undefined) return { kind: 'applied', value, requestId: failure.requestId };
  }
  return { kind: 'unknown', failure };
}

/** Asks EC2 for its verdict on a change without making it. EC2 reports a passed dry run as an error, HTTP 412. */
export async function tryOut(
  send: (signal: AbortSignal) => Answer<unknown>,
): Promise<Exclude<Outcome<never>, { kind: 'applied' }>> {
  try {
    const { requestId } = await send(AbortSignal.timeout(changeDeadlineMs));
    const message = 'EC2 answered a dry run as if it had made the change';
    return {
      kind: 'unknown',
      failure: new Ec2Failure(message, { kind: 'broken', requestId, ambiguous: true }),
    };
  } catch (error) {
    if (!(error instanceof Ec2Failure)) throw error;
    if (error.awsCode !== 'DryRunOperation') return { kind: 'refused', failure: error };
    return { kind: 'wouldSucceed', message: error.message, requestId: error.requestId };
  }
}
