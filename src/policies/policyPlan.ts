/** What a plan says: where each interface stands, and the steps that would make EC2 as the policy says. */
import type { Policy } from '../config/policies.ts';
import type { NewSession, SessionChange } from '../ec2/sessions.ts';
import type { CoverageState } from '../mirroring/coverage.ts';
import type { EligibilityReason } from '../mirroring/sourceReasons.ts';
import type { Because } from './reasons.ts';

/** In the order in which they are made. The schema's enum has the same. */
export const stepKinds = ['MODIFY', 'CREATE', 'DELETE'] as const;
export type StepKind = (typeof stepKinds)[number];

/** A session is created. Its tags and its description are those of the policy. */
export interface CreateStep extends Because {
  readonly kind: 'CREATE';
  readonly networkInterfaceId: string;
  readonly session: Omit<NewSession, 'tags' | 'description'>;
}

/** A session is changed in place. */
export interface ModifyStep extends Because {
  readonly kind: 'MODIFY';
  readonly networkInterfaceId: string;
  readonly trafficMirrorSessionId: string;
  readonly change: SessionChange;
}

/** A session is deleted. */
export interface DeleteStep extends Because {
  readonly kind: 'DELETE';
  /** May not exist any more. */
  readonly networkInterfaceId: string;
  readonly trafficMirrorSessionId: string;
}

export type PolicyStep = CreateStep | ModifyStep | DeleteStep;

/** The target that a step sends a session to. Undefined: it changes nothing about that. */
export function targetOf(step: PolicyStep): string | undefined {
  if (step.kind === 'DELETE') return undefined;
  return (step.kind === 'CREATE' ? step.session : step.change.set).trafficMirrorTargetId;
}

/** Where an interface stands that a policy selects. UNKNOWN does not occur: what may be possible is tried. */
export interface PolicyStanding {
  readonly networkInterfaceId: string;
  readonly state: Exclude<CoverageState, 'UNKNOWN'>;
  /** Null when it is MIRRORED as the policy says. */
  readonly because: Because | null;
  /** For INELIGIBLE: what rules mirroring out. */
  readonly reasons: readonly EligibilityReason[];
  /** The session that the policy owns there. */
  readonly ownedSessionId: string | null;
}

/** A session that the policy could take over: it does not own it, and nobody else does. */
export interface Adoptable {
  readonly networkInterfaceId: string;
  readonly trafficMirrorSessionId: string;
  /** What the policy would then change. Undefined: nothing. */
  readonly change: SessionChange | undefined;
}

/** What a policy comes to in an account and Region. */
export interface PolicyPlan {
  readonly policy: Policy;
  readonly accountId: string;
  readonly region: string;
  /** Of the interfaces that the policy selects, in the order of their ids. */
  readonly standings: readonly PolicyStanding[];
  /** MODIFY, CREATE, DELETE. */
  readonly steps: readonly PolicyStep[];
  /** Sessions that the policy owns on interfaces that it does not want, in the order of their ids. */
  readonly leftoverIds: readonly string[];
  readonly adoptable: readonly Adoptable[];
  /** How many sessions the policy owns. */
  readonly ownedCount: number;
  /** Why nothing can be planned: the filter is not there, or not the only one. */
  readonly filterProblem: string | undefined;
}
