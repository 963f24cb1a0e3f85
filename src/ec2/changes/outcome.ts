/** What became of a change: never a success that EC2 did not confirm, never a failure where it may have happened. */
import { setTimeout as wait } from 'node:timers/promises';
import { authorize } from '../actions.ts';
import { Ec2Failure, unrecorded } from '../failure.ts';
import type { Recorded } from './recorder.ts';

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

/** How a change is made, and how one finds out whether it was when no answer came. */
export interface Change<Value> extends Recorded {
  /** Sends the change, or the dry run. The value is undefined when the answer lacks the resource, which is no success. */
  readonly send: (options: { abortSignal: AbortSignal }) => Answer<Value>;
  /** Answers with the resource if the change certainly shows; undefined if it does not (yet). */
  readonly readBack: (signal: AbortSignal) => Promise<Value | undefined>;
  /** Codes that mean, after an attempt that may have been carried out, that it was. */
  readonly doneCodes?: RegExp;
  /** The value in that case. */
  readonly doneValue?: Value;
}

/**
 * Makes a change and finds out what became of it; both are written down. Never rejects because of EC2.
 *
 * @throws Ec2Failure `unrecorded` when it cannot be written down beforehand; EC2 is not asked then.
 */
export async function settle<Value>(change: Change<Value>): Promise<Outcome<Value>> {
  const record = await change.recorder.begin(change);
  if (record === undefined) throw unrecorded();
  let outcome: Outcome<Value> | undefined;
  try {
    outcome = await carryOut(change);
    return outcome;
  } finally {
    record(outcome);
  }
}

async function carryOut<Value>(change: Change<Value>): Promise<Outcome<Value>> {
  let failure: Ec2Failure;
  try {
    authorize(change.scope, change.action, change.dryRun);
    const { value, requestId } = await change.send({ abortSignal: AbortSignal.timeout(changeDeadlineMs) });
    if (value !== undefined && !change.dryRun) return { kind: 'applied', value, requestId };
    const message = change.dryRun
      ? 'EC2 answered a dry run as if it were none'
      : 'EC2 answered without the resource';
    failure = new Ec2Failure(message, { kind: 'broken', requestId, ambiguous: true });
    if (change.dryRun) return { kind: 'unknown', failure };
  } catch (error) {
    if (!(error instanceof Ec2Failure)) throw error;
    failure = error;
  }
  const { awsCode = '', requestId } = failure;
  // EC2 reports a passed dry run as an error, HTTP 412.
  if (awsCode === 'DryRunOperation') return { kind: 'wouldSucceed', message: failure.message, requestId };
  if (change.dryRun || !failure.ambiguous) return { kind: 'refused', failure };
  if (change.doneCodes?.test(awsCode) && change.doneValue !== undefined) {
    return { kind: 'applied', value: change.doneValue, requestId };
  }
  const value = await readBackFor(change);
  return value === undefined ? { kind: 'unknown', failure } : { kind: 'applied', value, requestId };
}

async function readBackFor<Value>(change: Change<Value>): Promise<Value | undefined> {
  const signal = AbortSignal.timeout(readBackDeadlineMs);
  for (const pauseMs of readBackPausesMs) {
    await wait(pauseMs);
    const value = await change.readBack(signal).catch(() => undefined);
    if (value !== undefined) return value;
  }
  return undefined;
}
