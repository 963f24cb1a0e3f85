/** What became of the steps of a pass: for the log and the metrics, for the operation that asked for them, and for whoever asks why. */
import type { Place } from '../ec2/scope.ts';
import type { Logger } from '../log.ts';
import type { FailedStep } from './approvals.ts';
import type { Ended } from './carryOut.ts';
import type { Chosen, Failed } from './chosen.ts';
import type { Refusals } from './explained.ts';
import type { MadeAll } from './makeAll.ts';
import type { PolicyPlan, StepKind } from './policyPlan.ts';
import type { Refusal, RefusalCode } from './refusals.ts';

export type OnStep = (policyName: string, kind: StepKind, outcome: 'made' | 'needless' | RefusalCode) => void;

/** Counts the steps and writes one line about them. */
export function reportSteps(
  { accountId, region, policy: { name } }: Pick<PolicyPlan, 'accountId' | 'region' | 'policy'>,
  ended: readonly Ended[],
  { onStep, log }: { readonly onStep: OnStep; readonly log: Logger },
): void {
  const outcomes: Record<string, number> = {};
  for (const { step, result } of ended) {
    const outcome = result.kind === 'refused' ? result.refusal.code : result.kind;
    onStep(name, step.kind, outcome);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  if (ended.length === 0) return;
  const line = { accountId, region, policy: name, outcomes };
  if (refusedIn(ended).length === 0) log.notice(line, 'sessions of a policy were changed');
  else log.warn(line, 'some sessions of a policy could not be changed');
}

/** The steps that an operation leaves. @returns undefined when a further pass may do more about it. */
export function failuresOf(
  { accountId, region }: Place,
  waiting: readonly Failed[],
  { ended, stopped }: MadeAll,
): readonly FailedStep[] | undefined {
  const refused = refusedIn(ended);
  if (stopped?.ends === 'place' || refused.some(({ ends }) => ends === 'nothing')) return undefined;
  return [...waiting, ...refused].map(({ step, code }) => ({
    accountId,
    region,
    networkInterfaceId: step.networkInterfaceId,
    trafficMirrorSessionId: step.kind === 'CREATE' ? undefined : step.trafficMirrorSessionId,
    code,
  }));
}

/** @param made undefined: no step was begun. */
export function refusalsIn({ steps, waiting }: Chosen, made: MadeAll | undefined): Refusals {
  const refusals = new Map(waiting.map(({ step, code }) => [step.networkInterfaceId, code]));
  if (made === undefined) return refusals;
  const { ended, stopped } = made;
  if (stopped?.ends === 'creates')
    for (const { kind, networkInterfaceId } of steps)
      if (kind === 'CREATE') refusals.set(networkInterfaceId, stopped.code);
  for (const { step, result } of ended)
    if (result.kind === 'refused') refusals.set(step.networkInterfaceId, result.refusal.code);
    else refusals.delete(step.networkInterfaceId);
  return refusals;
}

const refusedIn = (ended: readonly Ended[]): (Failed & Pick<Refusal, 'ends'>)[] =>
  ended.flatMap(({ step, result }) => (result.kind === 'refused' ? [{ step, ...result.refusal }] : []));
