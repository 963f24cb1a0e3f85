/** `planTrafficMirrorSession`: what a change would do, what EC2's dry run says, and problems that the dry run may not find. */
import { noRecorder } from '../../ec2/changes/recorder.ts';
import { modifyTrafficMirrorSession } from '../../ec2/changes/sessions.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import {
  type SessionChange,
  sessionProperties,
  type TrafficMirrorSessionRecord,
} from '../../ec2/sessions.ts';
import type { ResolversTypes } from '../../generated/resolvers.ts';
import type { ModifyTrafficMirrorSessionInput } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { inputError, type Problem, type UserError } from '../userErrors.ts';
import { refuseTarget } from './approval.ts';
import { missing, versionConflict } from './change.ts';
import { changesBetween } from './changes.ts';
import { notFound, originOf } from './inputs.ts';
import { report } from './payload.ts';
import { checkSessionChange, foreseeSession, sessionSubject } from './sessionChange.ts';

type Plan = Awaited<ResolversTypes['TrafficMirrorSessionPlan']>;

export async function planSession(
  context: GatewayContext,
  input: ModifyTrafficMirrorSessionInput,
): Promise<Plan> {
  const origin = originOf({ ...input, dryRun: true });
  const checked = checkSessionChange(context, origin);
  if ('userErrors' in checked) return { ...checked, changes: [] };
  const { value: change, scope, warnings } = checked;
  const subject = sessionSubject(scope, change.trafficMirrorSessionId);
  const session = await context.loaders(scope).sessions.load(subject.id);
  if (session === null) return { changes: [], warnings, userErrors: [missing(subject, origin.path)] };
  const [outcome, refusals, after] = await Promise.all([
    modifyTrafficMirrorSession(scope, change, {
      dryRun: true,
      recorder: noRecorder,
      usage: context.usage,
      before: session,
    }),
    foreseeRefusals(context, change, session),
    foreseeSession(context, session, change),
  ]);
  const { dryRun, userErrors } = report(outcome, origin);
  const conflict = versionConflict(subject, session, origin);
  const foreseen = refusals.map((problem) => inputError(origin.path, problem));
  const denials = notAllowed(context, scope);
  // EC2's denial of the dry run says the same as the missing permission.
  const isDenied = denials.some(({ code }) => code === 'UNAUTHORIZED');
  const said = isDenied ? userErrors.filter(({ code }) => code !== 'UNAUTHORIZED') : userErrors;
  return {
    trafficMirrorSession: session,
    changes: changesBetween(session, after, sessionProperties),
    warnings,
    dryRun,
    userErrors: [...denials, ...(conflict ? [conflict] : []), ...foreseen, ...said],
  };
}

/** Why the gateway itself would refuse the change, whatever EC2 says. */
function notAllowed({ readOnlyReason }: GatewayContext, { allows }: Ec2Scope): UserError[] {
  const problems: Problem[] = [];
  const needed = 'traffic-mirror:session:write';
  if (readOnlyReason !== undefined)
    problems.push({ code: 'FORBIDDEN_BY_POLICY', field: [], message: readOnlyReason });
  if (!allows(needed))
    problems.push({ code: 'UNAUTHORIZED', field: [], message: `the change needs the permission ${needed}` });
  return problems.map((problem) => inputError([], problem));
}

/** Finds reasons for a refusal that depend on other resources: it is not known whether EC2's dry run checks them. */
async function foreseeRefusals(
  context: GatewayContext,
  { set }: SessionChange,
  session: TrafficMirrorSessionRecord,
): Promise<Problem[]> {
  const { trafficMirrorTargetId, trafficMirrorFilterId, sessionNumber } = set;
  const { targets, filters, sessionsByInterface } = context.loaders(session.scope);
  const siblings =
    sessionNumber === undefined ? [] : sessionsByInterface.load(session.networkInterfaceId ?? '');
  const [target, filter, others] = await Promise.all([
    trafficMirrorTargetId === undefined ? undefined : targets.load(trafficMirrorTargetId),
    trafficMirrorFilterId === undefined ? undefined : filters.load(trafficMirrorFilterId),
    siblings,
  ]);
  const problems: Problem[] = [];
  const denial = await refuseTarget(context, session.scope, trafficMirrorTargetId);
  if (denial !== undefined) problems.push(denial);
  else if (target === null) problems.push(notFound('trafficMirrorTargetId', trafficMirrorTargetId));
  if (filter === null) problems.push(notFound('trafficMirrorFilterId', trafficMirrorFilterId));
  const rival = others.find(
    (other) =>
      other.sessionNumber === sessionNumber &&
      other.trafficMirrorSessionId !== session.trafficMirrorSessionId,
  );
  if (rival !== undefined) {
    const message = `session number ${sessionNumber} is used by ${rival.trafficMirrorSessionId} on the same interface`;
    problems.push({ code: 'ALREADY_EXISTS', field: ['sessionNumber'], message });
  }
  return problems;
}
