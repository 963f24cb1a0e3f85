/** How every plan is made: read what is there, ask EC2 for a dry run, and look for what a dry run is not known to check. */
import type { Ec2Action } from '../../ec2/actions.ts';
import type { Outcome } from '../../ec2/changes/outcome.ts';
import { type ChangeOptions, noRecorder } from '../../ec2/changes/recorder.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorDryRun, TrafficMirrorFieldChange } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { missing, type VersionedInput, versionConflict } from '../mutations/change.ts';
import type { Origin } from '../mutations/inputs.ts';
import { type Report, refused, report } from '../mutations/payload.ts';
import type { Subject } from '../mutations/subjects.ts';
import { type Told, tell, type Warning } from '../mutations/warnings.ts';
import { inputError, type Problem, type UserError } from '../userErrors.ts';
import { type Earlier, keyOf, nothingEarlier, type PlannedSession } from './earlier.ts';
import { type Found, findAll } from './looks.ts';
import { notAllowed } from './notAllowed.ts';

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
  /** Undefined: nothing changes. */
  readonly left?: PlannedSession | null;
}

/** A change, or what is wrong with its input. */
export type Checked<Current, Wanted> = Planned<Current, Wanted> | { readonly userErrors: UserError[] };

/** Makes the plan of one change. */
export async function plan<Current, Wanted = undefined>(
  context: GatewayContext,
  origin: Origin<VersionedInput>,
  planned: Checked<Current, Wanted>,
): Promise<Plan<Current, Wanted>> {
  const finish = await preparePlan(context, origin, planned);
  return finish(nothingEarlier);
}

/**
 * Asks and reads everything that the plan of a change needs, together with those of other changes.
 *
 * @returns a function that finishes the plan, after the changes that come before it.
 */
export async function preparePlan<Current, Wanted>(
  context: GatewayContext,
  { input, path }: Origin<VersionedInput>,
  planned: Checked<Current, Wanted>,
): Promise<(earlier: Earlier) => Promise<Plan<Current, Wanted>>> {
  if ('userErrors' in planned) return async () => noPlan(...planned.userErrors);
  const { scope, subject } = planned;
  const origin = { path, input: { ...input, dryRun: true } };
  const read =
    subject === undefined ? undefined : await subject.loader(context.loaders(scope)).load(subject.id);
  if (subject !== undefined && read === null) return async () => noPlan(missing(subject, path));
  const before = read as Current;
  const options = { dryRun: true, recorder: noRecorder, usage: context.usage };
  const [outcome, denial] = await Promise.all([
    planned.dryRun(options, before),
    planned.refuse?.(),
    // Read now, together with the reads of other plans, and judged later.
    ...planned.looks(before, nothingEarlier).map((look) => look.catch(() => undefined)),
  ]);
  const said = 'kind' in outcome ? report(outcome, origin) : refused(outcome);
  return async (earlier) => {
    const left = subject && earlier.get(keyOf(scope, subject.id));
    if (subject !== undefined && left === null) return noPlan(missing(subject, path));
    return finish(context, origin, planned, { now: (left ?? before) as Current, said, denial, earlier });
  };
}

interface Known<Current> {
  /** The resource, after the earlier changes. */
  readonly now: Current;
  /** What EC2 says. */
  readonly said: Report<unknown>;
  readonly denial: Problem | undefined;
  readonly earlier: Earlier;
}

async function finish<Current, Wanted>(
  context: GatewayContext,
  origin: Origin<VersionedInput>,
  planned: Planned<Current, Wanted>,
  { now, said, denial, earlier }: Known<Current>,
): Promise<Plan<Current, Wanted>> {
  const { path } = origin;
  const { subject, warnings = [], wanted, leaves } = planned;
  const found = await findAll(planned.looks(now, earlier));
  const conflict = subject && versionConflict(subject, now, origin);
  const problems = denial === undefined ? found.problems : withDenial(denial, found.problems);
  const denials = notAllowed(context, planned);
  const userErrors = [
    ...denials.map((problem) => inputError([], problem)),
    ...(conflict ? [conflict] : []),
    ...problems.map((problem) => inputError(path, problem)),
    ...found.errors,
    // EC2's denial of the dry run says the same as the missing permission.
    ...said.userErrors.filter(({ code }) => !denials.some((known) => known.code === code)),
  ];
  return {
    ...(wanted && { wanted }),
    current: subject === undefined ? null : now,
    changes: await planned.changes(now),
    ...tell(path, [...warnings, ...found.warnings]),
    dryRun: said.dryRun,
    userErrors,
    ...(userErrors.length === 0 && leaves && { left: await leaves(now) }),
  };
}

/** The plan of a change that is refused before EC2 is asked. */
export const noPlan = (...userErrors: UserError[]): Plan<never, never> => ({
  ...tell([], []),
  current: null,
  changes: [],
  dryRun: null,
  userErrors,
});

/** The denial says more than what was found out about the same field. */
const withDenial = (denial: Problem, problems: readonly Problem[]) => [
  denial,
  ...problems.filter(({ field }) => field[0] !== denial.field[0]),
];
