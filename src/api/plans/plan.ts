/** How every plan is made: read what is there, ask EC2 for a dry run, and look for what a dry run is not known to check. */
import { firm } from '../../ec2/changes/mutex.ts';
import type { Outcome } from '../../ec2/changes/outcome.ts';
import { noRecorder } from '../../ec2/changes/recorder.ts';
import type { TrafficMirrorDryRun } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { missing, type VersionedInput, versionConflict } from '../mutations/change.ts';
import type { Origin } from '../mutations/inputs.ts';
import { report } from '../mutations/payload.ts';
import { tell, type Warning } from '../mutations/warnings.ts';
import { inputError, type Problem, type UserError } from '../userErrors.ts';
import { type Earlier, keyOf, nothingEarlier } from './earlier.ts';
import { earlierChange } from './effects.ts';
import { type Found, findAll } from './looks.ts';
import { notAllowed } from './notAllowed.ts';
import { type Checked, noPlan, type Plan, type Planned } from './shapes.ts';

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
 * @param asksEc2 whether EC2 is asked for a dry run.
 * @returns a function that finishes the plan, after the changes that come before it.
 */
export async function preparePlan<Current, Wanted>(
  context: GatewayContext,
  { input, path }: Origin<VersionedInput>,
  planned: Checked<Current, Wanted>,
  asksEc2 = true,
): Promise<(earlier: Earlier) => Promise<Plan<Current, Wanted>>> {
  if ('userErrors' in planned) return async () => noPlan(...planned.userErrors);
  const { scope, subject } = planned;
  const origin = { path, input: { ...input, dryRun: true } };
  const read =
    subject === undefined ? undefined : await subject.loader(context.loaders(scope)).load(subject.id);
  if (subject !== undefined && read === null) return async () => noPlan(missing(subject, path));
  const before = read as Current;
  const options = { dryRun: true, recorder: noRecorder, usage: context.usage, hold: firm };
  const policy = lookAtPolicy(planned);
  const [outcome, { problems: [denial] = [] }] = await Promise.all([
    asksEc2 ? planned.dryRun(options, before) : undefined,
    // Read now, together with the reads of other plans, and judged later.
    policy.catch((): Found => ({})),
    ...planned.looks(before, nothingEarlier).map((look) => look.catch(() => undefined)),
  ]);
  const said = judge(outcome, origin);
  return async (earlier) => {
    const left = subject && earlier.get(keyOf(scope, subject.id));
    if (subject !== undefined && left === null) return noPlan(missing(subject, path));
    const found = await findAll([policy, ...planned.looks((left ?? before) as Current, earlier)]);
    const problems = saidOnce(denial, found.problems);
    return finish(context, origin, planned, {
      now: (left ?? before) as Current,
      said,
      found: { ...found, problems },
      earlier,
    });
  };
}

/** What EC2 says of a change. */
interface Said {
  readonly dryRun: TrafficMirrorDryRun | null;
  readonly userErrors: readonly UserError[];
  readonly doubts: readonly Warning[];
}

/** That EC2 did not answer the dry run, or was not asked, says nothing against the change. */
function judge(outcome: Outcome<unknown> | UserError | undefined, origin: Origin<VersionedInput>): Said {
  if (outcome === undefined) return { dryRun: null, userErrors: [], doubts: [noVerdict(notAsked)] };
  if (!('kind' in outcome)) return { dryRun: null, userErrors: [outcome], doubts: [] };
  const { dryRun, userErrors } = report(outcome, origin);
  if (dryRun !== null) return { dryRun, userErrors, doubts: [] };
  const doubts = userErrors.map(({ message }) => noVerdict(message));
  return { dryRun, userErrors: [], doubts };
}

const notAsked = 'It was asked for the first items only, because it allows few dry runs in a second.';

const noVerdict = (reason: string): Warning => ({
  code: 'NOT_CHECKED',
  message: `EC2 gave no verdict on a dry run of the change. ${reason}`,
});

interface Known<Current> {
  /** The resource, after the earlier changes. */
  readonly now: Current;
  readonly said: Said;
  readonly found: Required<Found>;
  readonly earlier: Earlier;
}

async function finish<Current, Wanted>(
  context: GatewayContext,
  origin: Origin<VersionedInput>,
  planned: Planned<Current, Wanted>,
  { now, said, found, earlier }: Known<Current>,
): Promise<Plan<Current, Wanted>> {
  const { path } = origin;
  const { scope, subject, warnings = [], wanted, leaves } = planned;
  // Taken now: later changes are added to `earlier`.
  const left = earlierChange(earlier, scope);
  const conflict = subject && versionConflict(subject, now, origin);
  const denials = notAllowed(context, planned);
  const userErrors = [
    ...denials.map((problem) => inputError([], problem)),
    ...(conflict ? [conflict] : []),
    ...found.problems.map((problem) => inputError(path, problem)),
    ...found.errors,
    // EC2's denial of the dry run says the same as the missing permission.
    ...said.userErrors.filter(({ code }) => !denials.some((known) => known.code === code)),
  ];
  return {
    ...(wanted && { wanted }),
    current: subject === undefined ? null : now,
    changes: await planned.changes(now),
    ...tell(path, [...warnings, ...found.warnings, ...said.doubts]),
    dryRun: said.dryRun,
    userErrors,
    effect: async () => ({ scope, earlier: left, ...(await planned.effect(now)) }),
    ...(userErrors.length === 0 && leaves && { left: await leaves(now) }),
  };
}

/** The denial says more than what was found out about the same field. @param problems with the denial. */
const saidOnce = (denial: Problem | undefined, problems: readonly Problem[]) =>
  problems.filter((problem) => problem === denial || problem.field[0] !== denial?.field[0]);

/** Looks at the gateway's own policy. */
const lookAtPolicy = async ({ refuse }: Pick<Planned<never>, 'refuse'>): Promise<Found> => {
  const problem = await refuse?.();
  return problem === undefined ? {} : { problems: [problem] };
};
