/** How every plan is made: read what is there, ask EC2 for a dry run, and look for what a dry run is not known to check. */
import { noRecorder } from '../../ec2/changes/recorder.ts';
import type { GatewayContext } from '../context.ts';
import { missing, type VersionedInput, versionConflict } from '../mutations/change.ts';
import type { Origin } from '../mutations/inputs.ts';
import { type Report, refused, report } from '../mutations/payload.ts';
import { tell } from '../mutations/warnings.ts';
import { inputError, type Problem } from '../userErrors.ts';
import { type Earlier, keyOf, nothingEarlier } from './earlier.ts';
import { findAll } from './looks.ts';
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

/** The denial says more than what was found out about the same field. */
const withDenial = (denial: Problem, problems: readonly Problem[]) => [
  denial,
  ...problems.filter(({ field }) => field[0] !== denial.field[0]),
];
