/** Which steps of a plan a pass makes: those that neither a guard nor an earlier refusal holds back. */
import type { PoliciesInForce } from '../config/readPolicies.ts';
import { type Block, guarded } from './guards.ts';
import type { Memory } from './memory.ts';
import type { PolicyPlan, PolicyStep } from './policyPlan.ts';
import type { RefusalCode } from './refusals.ts';

/** A step that was not made, and why. */
export interface Failed {
  readonly step: PolicyStep;
  readonly code: RefusalCode;
}

export interface Chosen {
  readonly steps: readonly PolicyStep[];
  readonly blocks: readonly Block[];
  /** Those that were refused lately. They take no place of other steps, but deletes that wait count for the guard. */
  readonly waiting: readonly Failed[];
}

/** @param approved what somebody has approved, which lifts the guards. */
export function choose(
  plan: PolicyPlan,
  { problems }: Pick<PoliciesInForce, 'problems'>,
  memory: Memory,
  approved: object | undefined,
): Chosen {
  if (approved !== undefined) memory.forgive(approved);
  const waiting = plan.steps.flatMap((step): Failed[] => {
    const code = memory.waits(step);
    return code === undefined ? [] : [{ step, code }];
  });
  const waits = new Set(waiting.map(({ step }) => step));
  const isReady = (step: PolicyStep) => !waits.has(step);
  if (approved !== undefined) return { steps: plan.steps.filter(isReady), blocks: [], waiting };
  const ready = plan.steps.filter((step) => step.kind === 'DELETE' || isReady(step));
  const beside = { isFileInvalid: problems.length > 0, deletedBefore: memory.deletedBefore() };
  const { steps, blocks } = guarded({ ...plan, steps: ready }, beside);
  return { steps: steps.filter(isReady), blocks, waiting };
}
