/** Makes a change and determines its outcome, even when EC2's answer is lost. */
import { authorize } from '../actions.ts';
import { appearancePausesMs, attempt } from '../attempts.ts';
import { type Send, sender } from '../call.ts';
import { Ec2Failure } from '../failure.ts';
import { unrecorded } from '../failures.ts';
import { type CallUsage, createUsage, type Ec2Usage } from '../usage.ts';
import type { Applied, Outcome } from './outcome.ts';
import type { Recorded } from './recorder.ts';

type Answer<Value> = Promise<{ readonly value: Value | undefined; readonly requestId: string | undefined }>;

/** EC2's answer to a change: the resource that it names, and what the SDK knows of the answer. */
export interface Sent<Item> {
  readonly item: Item | undefined;
  readonly $metadata: { readonly requestId?: string | undefined };
}

/**
 * How long sending one change may take, retries included. It must also end with the request's time, but a change that is sent shortly before
 * gets the least time.
 */
const sendMs = { most: 20_000, least: 5_000 };
/** How long it may take after that to determine the outcome, pauses included. So one change takes at most 25.8 s. */
const settleMs = 5_800;
/** How long `confirm` may take, within that time. */
const confirmMs = 10_000;

/** Before each time that the resource is read back. */
const readBackPausesMs = [0, 200, 600];

/** How a change is made, and how to determine its outcome when no answer arrived. */
export interface Change<Value> extends Recorded {
  /** Sends the change, or the dry run. The value is undefined when the answer lacks the resource, which does not count as success. */
  readonly send: (send: Send) => Answer<Value>;
  /**
   * Reads the resource back when no answer arrived. Default: sends the same request again, which is only for idempotent requests.
   *
   * @returns undefined unless the resource certainly shows the change.
   */
  readonly readBack?: (usage: Ec2Usage) => Promise<Value | undefined>;
  /** Looks again at what EC2 confirmed. @returns the outcome that this shows. @throws Ec2Failure when it could not be determined. */
  readonly confirm?: (applied: Applied<Value>, usage: Ec2Usage) => Promise<Outcome<Value>>;
  /** Error codes that say that there is nothing left to do, when an earlier attempt may have been applied. */
  readonly doneCodes?: RegExp;
  /** The value in that case. Absent: it is not known whether this change did it, so the change is not reported as made. */
  readonly doneValue?: Value;
}

/**
 * Makes a change and determines its outcome. Records the intent and the outcome. Errors of EC2 are outcomes, never exceptions.
 *
 * @throws Ec2Failure `unrecorded` when the intent cannot be recorded; EC2 is not asked then.
 */
export async function settle<Value>(change: Change<Value>): Promise<Outcome<Value>> {
  // The last moment at which nothing has happened yet. A dry run, like a plan, changes nothing.
  const failure = change.dryRun ? undefined : change.usage.endsChanges();
  if (failure !== undefined) return { kind: 'refused', failure };
  const record = await change.recorder.begin(change);
  if (record === undefined) throw unrecorded();
  let outcome: Outcome<Value> | undefined;
  try {
    const limits = deadlinesOf(change);
    outcome = await confirmed(change, await carryOut(change, limits), limits);
    return outcome;
  } finally {
    if (!change.dryRun) {
      const kind = outcome?.kind ?? 'unknown';
      change.scope.observer.settled(change.action, kind === 'permitted' ? 'unknown' : kind);
    }
    record(outcome);
  }
}

/** When a change that begins now must have been sent, and when its outcome must be known, on the clock of `performance.now()`. */
interface Deadlines {
  readonly sentAtMs: number;
  readonly knownAtMs: number;
}

function deadlinesOf({ usage }: Recorded): Deadlines {
  const nowMs = performance.now();
  const sentAtMs = nowMs + Math.min(sendMs.most, Math.max(sendMs.least, usage.endsAtMs - nowMs));
  return { sentAtMs, knownAtMs: sentAtMs + settleMs };
}

async function confirmed<Value>(
  change: Change<Value>,
  outcome: Outcome<Value>,
  { knownAtMs }: Deadlines,
): Promise<Outcome<Value>> {
  if (outcome.kind !== 'applied' || change.confirm === undefined) return outcome;
  const usage = createUsage(until(change, Math.min(knownAtMs, performance.now() + confirmMs)));
  try {
    return await change.confirm(outcome, usage);
  } catch (failure) {
    if (failure instanceof Ec2Failure) return { kind: 'unknown', failure };
    throw failure;
  }
}

async function carryOut<Value>(
  change: Change<Value>,
  { sentAtMs, knownAtMs }: Deadlines,
): Promise<Outcome<Value>> {
  let failure: Ec2Failure;
  try {
    authorize(change.scope, change);
    const { value, requestId } = await sendUntilSeen(change, sentAtMs);
    if (value !== undefined && !change.dryRun) return { kind: 'applied', value, requestId };
    const message = change.dryRun
      ? 'EC2 answered a dry run as if it were a change'
      : 'EC2 answered without the resource';
    failure = new Ec2Failure(message, { kind: 'broken', requestId, ambiguous: true });
    if (change.dryRun) return { kind: 'unknown', failure };
  } catch (error) {
    if (!(error instanceof Ec2Failure)) throw error;
    failure = error;
  }
  const { awsCode = '', requestId } = failure;
  const isDryRunAnswer = awsCode === 'DryRunOperation';
  // EC2 reports a dry run that passed as an error, HTTP 412.
  if (isDryRunAnswer && change.dryRun) return { kind: 'permitted', message: failure.message, requestId };
  if (change.dryRun || !(failure.ambiguous || isDryRunAnswer)) return { kind: 'refused', failure };
  if (change.doneCodes?.test(awsCode)) {
    const { doneValue: value } = change;
    return value === undefined ? { kind: 'refused', failure } : { kind: 'applied', value, requestId };
  }
  const value = await readBackFor(change, Math.min(knownAtMs, performance.now() + settleMs));
  return value === undefined ? { kind: 'unknown', failure } : { kind: 'applied', value, requestId };
}

/** Sends a change, and again while EC2 does not yet see a resource that was just created. @throws Ec2Failure. */
async function sendUntilSeen<Value>(change: Change<Value>, endsAtMs: number): Answer<Value> {
  const usage = beginning(change, until(change, endsAtMs));
  let failure: unknown;
  const answer = await attempt(appearancePausesMs, usage.signal, async () => {
    try {
      return await change.send(sender(change.scope, change.action, usage));
    } catch (error) {
      if (!(error instanceof Ec2Failure) || !(await mayAppear(change, error))) throw error;
      failure = error;
      return undefined;
    }
  });
  if (answer === undefined) throw failure;
  return answer;
}

/** Also looks before the first attempt whether changes are still begun: it may have waited long for EC2's rate. */
function beginning({ usage: { endsChanges } }: Recorded, usage: CallUsage): CallUsage {
  let isBegun = false;
  return {
    ...usage,
    async beforeSend() {
      await usage.beforeSend?.();
      const failure = isBegun ? undefined : endsChanges();
      if (failure !== undefined) throw failure;
      isBegun = true;
    },
  };
}

/** Whether EC2 did not find a resource that was just created. If its message names others, those are not there. */
async function mayAppear(
  { scope, input }: Recorded,
  { kind, awsCode = '', ambiguous, message }: Ec2Failure,
): Promise<boolean> {
  if (kind !== 'refused' || ambiguous || !/NotFound$/.test(awsCode)) return false;
  const ids = Object.values(input)
    .flat()
    .filter((value) => /^tm(s|t|f|fr)-/.test(String(value))) as string[];
  const named = ids.filter((id) => message.includes(id));
  return scope.recent.mayAppear(named.length > 0 ? named : ids);
}

/**
 * A change has its own deadline instead of the request's signal: once it is sent, its outcome must be determined and recorded. A dry run
 * also ends with the request, because it changes nothing.
 */
function until({ usage, hold, dryRun }: Recorded, endsAtMs: number): CallUsage {
  const { callers, cost, span, isBackground } = usage;
  const end = AbortSignal.timeout(Math.max(0, Math.ceil(endsAtMs - performance.now())));
  const signal = dryRun ? AbortSignal.any([usage.signal, end]) : end;
  return { callers, cost, span, isBackground, endsAtMs, signal, beforeSend: hold.keep };
}

async function readBackFor<Value>(change: Change<Value>, endsAtMs: number): Promise<Value | undefined> {
  // Reading back counts towards the request's cost, but not towards its limit of EC2 calls.
  const usage = createUsage(until(change, endsAtMs));
  const sendAgain = async () => (await change.send(sender(change.scope, change.action, usage, true))).value;
  return attempt(readBackPausesMs, usage.signal, () =>
    (change.readBack?.(usage) ?? sendAgain()).catch(() => undefined),
  );
}
