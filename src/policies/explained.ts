/** What EC2 has refused lately, laid over a plan: its steps stay, and where interfaces stand is told as EC2 sees it. */
import type { PolicyPlan, PolicyStanding } from './policyPlan.ts';
import type { Because } from './reasons.ts';
import type { RefusalCode } from './refusals.ts';

/** Why the last pass did not make steps, by interface. */
export type Refusals = ReadonlyMap<string, RefusalCode>;

/** What refusals say of an interface. Those that are missing say nothing of it: the next pass tries again. */
const becauseOf: { readonly [Code in RefusalCode]?: Because } = {
  NUMBER_TAKEN: { reason: 'NUMBER_TAKEN', message: 'EC2 says that another session has the session number.' },
  NO_CAPACITY: {
    reason: 'NO_CAPACITY',
    message: 'EC2 says that no target of the policy that it may use has room.',
  },
  TARGET_GONE: {
    reason: 'NO_TARGET',
    message: 'EC2 says that the target, or what is behind it, is gone or does not work.',
  },
  INELIGIBLE: {
    reason: 'INELIGIBLE',
    message: 'EC2 says that it cannot be mirrored, or has three sessions.',
  },
  UNAUTHORIZED: {
    reason: 'UNAUTHORIZED',
    message: 'IAM does not let the gateway do this, often because the interface lacks a tag.',
  },
  ACCOUNT_QUOTA: { reason: 'ACCOUNT_QUOTA', message: 'EC2 says that the account has no more sessions left.' },
  REFUSED: { reason: 'REFUSED', message: 'EC2 refused it for another reason, which the audit file has.' },
  NOT_CONVERGING: {
    reason: 'NOT_CONVERGING',
    message: 'The session was changed three times and is still wrong: somebody else writes it, too.',
  },
};

/** Only where the plan has a step that creates or changes a session: else nothing would be tried again. */
export function explained(plan: PolicyPlan, refusals: Refusals): PolicyPlan {
  const open = new Set(
    plan.steps.filter(({ kind }) => kind !== 'DELETE').map((step) => step.networkInterfaceId),
  );
  const explain = (standing: PolicyStanding): PolicyStanding => {
    const code = open.has(standing.networkInterfaceId) && refusals.get(standing.networkInterfaceId);
    const because = code ? becauseOf[code] : undefined;
    if (because === undefined) return standing;
    const state = standing.state === 'MISSING' ? 'IMPOSSIBLE' : standing.state;
    return {
      ...standing,
      state,
      because: { ...because, message: `${because.message} It is tried again later.` },
    };
  };
  return refusals.size === 0 ? plan : { ...plan, standings: plan.standings.map(explain) };
}
