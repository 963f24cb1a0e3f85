/** What holds steps of a plan back that nobody has approved. */
import type { PolicyPlan, PolicyStep } from './policyPlan.ts';

/** Why steps are not made. The schema's enum has the same. */
export const blockCodes = [
  'READ_INCOMPLETE',
  'FILTER_GONE',
  'FILE_INVALID',
  'DELETE_GUARD',
  'SEEN_ONCE',
  'CHANGE_GUARD',
  'NOT_ALLOWED',
  'READ_ONLY',
  'AUDIT_UNAVAILABLE',
] as const;
export type BlockCode = (typeof blockCodes)[number];

export interface Block {
  readonly code: BlockCode;
  /** A sentence with a full stop. */
  readonly message: string;
}

/** What only a pass finds out. */
const ofPasses = {
  READ_INCOMPLETE: 'The gateway itself could not read the account and Region whole.',
  FILTER_GONE: 'EC2 does not have the filter of the policy any more.',
  NOT_ALLOWED: 'AWS does not let the gateway work there. It tries again later.',
  READ_ONLY: 'Changes are off at this gateway.',
  AUDIT_UNAVAILABLE: 'The gateway cannot write to its audit file, so it changes nothing.',
} as const satisfies { readonly [Code in BlockCode]?: string };

export const blockOf = (code: keyof typeof ofPasses): Block => ({ code, message: ofPasses[code] });

/** The first of each code. */
export const firstOfEach = (blocks: readonly Block[]): Block[] =>
  blocks.filter(({ code }, index) => blocks.findIndex((other) => other.code === code) === index);

export interface Guarded {
  /** Those that may be made, in their order. */
  readonly steps: readonly PolicyStep[];
  readonly blocks: readonly Block[];
}

export interface Beside {
  /** Whether a newer text of the policy file is not in force: what it may say is not known. */
  readonly isFileInvalid: boolean;
  /**
   * The sessions that the plan of the complete reading before would have deleted: a list of EC2 is no snapshot, so one reading deletes
   * nothing. Undefined: it is not asked.
   */
  readonly deletedBefore?: ReadonlySet<string> | undefined;
}

export function guarded(
  { policy: { mode, guard }, steps, ownedCount, filterProblem }: PolicyPlan,
  { isFileInvalid, deletedBefore }: Beside,
): Guarded {
  const blocks: Block[] = [];
  const block = (code: BlockCode, message: string) => void blocks.push({ code, message });
  let left = steps;
  if (filterProblem !== undefined) block('FILTER_GONE', filterProblem);
  const deletes = steps.filter(({ kind, reason }) => kind === 'DELETE' && reason !== 'DUPLICATE');
  const most = Math.max(1, Math.floor((ownedCount * guard.deletePercent) / 100));
  if (isFileInvalid && steps.some(({ kind }) => kind === 'DELETE')) {
    block('FILE_INVALID', 'The policy file has a newer text that is wrong, so nothing is deleted.');
    left = left.filter(({ kind }) => kind !== 'DELETE');
  } else if (mode === 'retire' && deletes.length > 0) {
    block('DELETE_GUARD', 'A policy that is being retired deletes only when its plan is applied.');
    left = [];
  } else if (deletes.length > most) {
    const all = `${deletes.length} of ${ownedCount} sessions of the policy`;
    block('DELETE_GUARD', `It would delete ${all}, more than deletePercent allows, which is ${most}.`);
    left = left.filter((step) => !deletes.includes(step));
  }
  const isNew = (step: PolicyStep) =>
    step.kind === 'DELETE' && deletedBefore?.has(step.trafficMirrorSessionId) === false;
  const fresh = left.filter(isNew);
  if (fresh.length > 0) {
    block('SEEN_ONCE', `${fresh.length} deletes wait until a second reading asks for them.`);
    left = left.filter((step) => !isNew(step));
  }
  if (left.length > guard.changesPerPass) {
    block('CHANGE_GUARD', `${left.length} steps are more than changesPerPass allows; the rest follows.`);
    left = left.slice(0, guard.changesPerPass);
  }
  return { steps: left, blocks };
}
