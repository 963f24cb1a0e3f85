/** Makes the steps of a plan: a few at once, each in its turn, and each recorded before EC2 is asked. */
import type { Mutex } from '../ec2/changes/mutex.ts';
import type { ChangeOptions, Recorder } from '../ec2/changes/recorder.ts';
import { Ec2Failure } from '../ec2/failure.ts';
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import type { Ec2Usage } from '../ec2/usage.ts';
import { someAtOnce } from './atOnce.ts';
import { isDoubted, isStillPlanned, type Judging } from './lookAgain.ts';
import { makeStep } from './makeStep.ts';
import type { Memory } from './memory.ts';
import { ownedByPolicy } from './ownership.ts';
import { ownStep } from './ownStep.ts';
import { type PolicyStep, targetOf } from './policyPlan.ts';
import { type Ends, type Refusal, refusalOf } from './refusals.ts';
import { sessionsOn } from './sessionsOn.ts';

/** How many steps of a policy are made at once in an account and Region. */
const stepsAtOnce = 4;

export interface Work extends Judging {
  readonly memory: Memory;
  readonly mutex: Mutex;
  readonly recorder: Recorder;
  /** Who asked for it, for the audit. */
  readonly asked: Pick<ChangeOptions, 'operation' | 'onBehalfOf'>;
  /** Aborted: no step is begun any more. */
  readonly signal: AbortSignal;
}

/** What became of a step. */
export type Result =
  | { readonly kind: 'made'; readonly session: TrafficMirrorSessionRecord | undefined }
  /** It was not needed any more when it was looked at again. */
  | { readonly kind: 'needless' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface Ended {
  readonly step: PolicyStep;
  readonly result: Result;
}

export interface CarriedOut {
  /** Those that were begun. */
  readonly ended: readonly Ended[];
  /** Why the others were not. Undefined: there are none. */
  readonly stopped: Refusal | undefined;
}

/** What ends that further steps would be made, and for which of them. */
const endsFor: { readonly [End in Ends]: (step: PolicyStep) => boolean } = {
  nothing: () => false,
  interface: () => false,
  target: () => false,
  creates: ({ kind }) => kind === 'CREATE',
  policy: () => true,
  place: () => true,
};

/** Never throws an Ec2Failure: what EC2 refuses is one of the results. */
export async function carryOut(steps: readonly PolicyStep[], work: Work): Promise<CarriedOut> {
  const { memory, signal } = work;
  const ended: Ended[] = [];
  const stops: Refusal[] = [];
  /** Of each target that takes no more. */
  const full = new Map<string, Refusal>();
  await someAtOnce(steps, stepsAtOnce, async (step) => {
    if (signal.aborted && stops.length === 0) stops.push({ code: 'STOPPING', ends: 'place' });
    if (stops.some(({ ends }) => endsFor[ends](step))) return;
    const target = targetOf(step);
    const refusal = target && full.get(target);
    const result: Result = refusal ? { kind: 'refused', refusal } : await carryOutOne(step, work);
    ended.push({ step, result });
    if (result.kind === 'refused') {
      memory.refused(step, result.refusal);
      stops.push(result.refusal);
      if (target && result.refusal.ends === 'target') full.set(target, result.refusal);
      if (memory.isDenied()) stops.push({ code: 'NOT_ALLOWED', ends: 'policy' });
    } else if (result.kind === 'made') memory.made(step);
  });
  return {
    ended,
    stopped: stops.findLast(({ ends }) => ends === 'place' || ends === 'policy' || ends === 'creates'),
  };
}

async function carryOutOne(step: PolicyStep, work: Work): Promise<Result> {
  try {
    return await ownStep(work.signal, (usage) => makeInTurn(step, work, usage));
  } catch (error) {
    if (error instanceof Ec2Failure) return toResult(step, error);
    throw error;
  }
}

function makeInTurn(step: PolicyStep, work: Work, usage: Ec2Usage): Promise<Result> {
  const { scope, policy, planning, mutex, recorder, asked } = work;
  const { accountId, region } = scope;
  const id = step.kind === 'CREATE' ? step.networkInterfaceId : step.trafficMirrorSessionId;
  const turn = { ...usage, isCompared: false };
  return mutex.run({ accountId, region, ids: [id] }, turn, async (hold): Promise<Result> => {
    if (isDoubted(step, work.reading) && !(await isStillPlanned(step, work, usage)))
      return { kind: 'needless' };
    if (!sendsToApproved(step, work)) return { kind: 'needless' };
    const options = { dryRun: false, recorder, usage, hold, policy: policy.name, ...asked };
    const outcome = await makeStep(step, work, planning.owner, options);
    if (outcome.kind === 'applied') return { kind: 'made', session: outcome.value };
    if (outcome.kind === 'permitted') throw new Error('a step is no dry run');
    const result = toResult(step, outcome.failure);
    return (await isMadeByOther(step, result, work, usage)) ? { kind: 'needless' } : result;
  });
}

function toResult(step: PolicyStep, failure: Ec2Failure): Result {
  const refusal = refusalOf(step.kind, failure);
  return refusal === undefined ? { kind: 'made', session: undefined } : { kind: 'refused', refusal };
}

/** Whether the session number is taken by a session of the policy: another replica was first. */
async function isMadeByOther(
  { networkInterfaceId }: PolicyStep,
  result: Result,
  { scope, policy, planning: { owner } }: Judging,
  usage: Ec2Usage,
): Promise<boolean> {
  if (result.kind !== 'refused' || result.refusal.code !== 'NUMBER_TAKEN') return false;
  const found = await sessionsOn(scope, networkInterfaceId, usage);
  return ownedByPolicy(found, { owner, accountId: scope.accountId }).has(policy.name);
}

/** Where packets may go is asked again at every step: the accounts file may say something else by now. */
function sendsToApproved(step: PolicyStep, { reading, planning }: Judging): boolean {
  if (step.kind === 'DELETE') return true;
  const { trafficMirrorTargetId: id } = step.kind === 'CREATE' ? step.session : step.change.set;
  if (id === undefined) return true;
  const target = reading.targets.find(({ trafficMirrorTargetId }) => trafficMirrorTargetId === id);
  return target !== undefined && planning.approves(target);
}
