/** What a plan is made from, and what it is. */
import type { Ec2Action } from '../../ec2/actions.ts';
import type { Outcome } from '../../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../../ec2/changes/recorder.ts';
import type { TrafficMirrorFilterRuleRecord } from '../../ec2/filterRules.ts';
import type { TrafficMirrorFilterRecord } from '../../ec2/filters.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type { TrafficMirrorTargetRecord } from '../../ec2/targets.ts';
import type { TrafficMirrorDryRun, TrafficMirrorFieldChange } from '../../generated/types.ts';
import type { Effect } from '../findings/delta.ts';
import type { Subject } from '../mutations/subjects.ts';
import { type Told, tell, type Warning } from '../mutations/warnings.ts';
import type { Problem, UserError } from '../userErrors.ts';
import type { Earlier, PlannedSession } from './earlier.ts';
import type { PlannedEffect } from './effects.ts';
import type { Found } from './looks.ts';

/** A change whose input was checked. */
export interface Planned<Current, Wanted = undefined> {
  /** What it would create. Absent: it creates nothing. */
  readonly wanted?: Wanted;
  readonly action: Ec2Action;
  readonly scope: Ec2Scope;
  /** The resource that it changes or deletes. Absent: it creates one. */
  readonly subject?: Subject<Current>;
  readonly warnings?: readonly Warning[];
  /** Why the gateway's own policy forbids it. Absent: there is no policy. */
  readonly refuse?: () => Promise<Problem | undefined>;
  /** Asks EC2. Returns the error when there is nothing to ask. */
  readonly dryRun: (options: ChangeOptions, before: Current) => Promise<Outcome<unknown> | UserError>;
  readonly changes: (before: Current) => TrafficMirrorFieldChange[] | Promise<TrafficMirrorFieldChange[]>;
  /** Looks at other resources. */
  readonly looks: (before: Current, earlier: Earlier) => readonly Promise<Found>[];
  /** What it does to the facts that findings rest on. */
  readonly effect: (now: Current) => PlannedEffect | Promise<PlannedEffect>;
  /** What it would leave of a session, for the changes after it. */
  readonly leaves?: (before: Current) => Promise<PlannedSession | null>;
}

export interface Plan<Current, Wanted = undefined> extends Told {
  readonly wanted?: Wanted;
  /** The resource as it is now. */
  readonly current: Current | null;
  readonly changes: TrafficMirrorFieldChange[];
  readonly dryRun: TrafficMirrorDryRun | null;
  readonly userErrors: UserError[];
  /** What the change does to the facts that findings rest on. Undefined: its input was refused. */
  readonly effect?: () => Promise<Effect>;
  /** Undefined: nothing changes. */
  readonly left?: PlannedSession | null;
}

export type AnyPlan = Plan<unknown, unknown>;
export type SessionPlan = Plan<TrafficMirrorSessionRecord>;
export type TargetPlan = Plan<TrafficMirrorTargetRecord>;
export type FilterPlan = Plan<TrafficMirrorFilterRecord>;
export type RulePlan = Plan<TrafficMirrorFilterRuleRecord>;

/** A change, or what is wrong with its input. */
export type Checked<Current, Wanted> = Planned<Current, Wanted> | { readonly userErrors: UserError[] };

/** The plan of a change that is refused before EC2 is asked. */
export const noPlan = (...userErrors: UserError[]): Plan<never, never> => ({
  ...tell([], []),
  current: null,
  changes: [],
  dryRun: null,
  userErrors,
});
