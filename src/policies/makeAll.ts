/** Makes steps of a plan, and tries other targets where EC2 does not take a session at the first one. */
import { afterSteps } from './afterSteps.ts';
import { carryOut, type Ended, type Work } from './carryOut.ts';
import { planOf } from './planOf.ts';
import { type PolicyStep, targetOf } from './policyPlan.ts';
import type { PlaceReading } from './readPlace.ts';
import type { Refusal } from './refusals.ts';

export interface MadeAll {
  /** With what was changed. */
  readonly reading: PlaceReading;
  /** What became of each step at last. */
  readonly ended: readonly Ended[];
  /** Why some were not begun. */
  readonly stopped: Refusal | undefined;
}

/** @param full targets that take no more in this pass; those are added of which EC2 says so. */
export async function makeAll(steps: readonly PolicyStep[], work: Work, full: Set<string>): Promise<MadeAll> {
  const { policy, planning, memory } = work;
  const last = new Map<string, Ended>();
  let { reading } = work;
  let left = steps;
  for (;;) {
    const { ended, stopped } = await carryOut(left, { ...work, reading });
    reading = afterSteps(reading, ended);
    for (const one of ended) last.set(one.step.networkInterfaceId, one);
    const again = ended.filter(({ result }) => result.kind === 'refused' && result.refusal.ends === 'target');
    for (const { step } of again) full.add(targetOf(step) ?? '');
    if (again.length === 0 || stopped?.ends === 'place' || stopped?.ends === 'policy')
      return { reading, ended: [...last.values()], stopped };
    const wanted = new Set(again.map(({ step }) => step.networkInterfaceId));
    left = planOf(policy, reading, { ...planning, full }).steps.filter(
      (step) =>
        step.kind !== 'DELETE' && wanted.has(step.networkInterfaceId) && !full.has(targetOf(step) ?? ''),
    );
    const found = new Set(left.map((step) => step.networkInterfaceId));
    for (const { step, result } of again)
      if (!found.has(step.networkInterfaceId) && result.kind === 'refused')
        memory.refused(step, { code: result.refusal.code, ends: 'interface' });
    if (left.length === 0) return { reading, ended: [...last.values()], stopped };
  }
}
