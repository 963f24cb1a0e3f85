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
import { allFindings, lookAtSession } from './foreseen.ts';
import { originOf } from './inputs.ts';
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
  const [outcome, around, after] = await Promise.all([
    modifyTrafficMirrorSession(scope, change, {
      dryRun: true,
      recorder: noRecorder,
      usage: context.usage,
      before: session,
    }),
    lookAround(context, change, session),
    foreseeSession(context, session, change),
  ]);
  const { dryRun, userErrors } = report(outcome, origin);
  const conflict = versionConflict(subject, session, origin);
  const foreseen = around.problems.map((problem) => inputError(origin.path, problem));
  const denials = notAllowed(context, scope);
  // EC2's denial of the dry run says the same as the missing permission.
  const isDenied = denials.some(({ code }) => code === 'UNAUTHORIZED');
  const said = isDenied ? userErrors.filter(({ code }) => code !== 'UNAUTHORIZED') : userErrors;
  return {
    trafficMirrorSession: session,
    changes: changesBetween(session, after, sessionProperties),
    warnings: [...warnings, ...around.warnings],
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

/** Problems and warnings that depend on other resources, and whether the target is approved. */
async function lookAround(
  context: GatewayContext,
  { set }: SessionChange,
  session: TrafficMirrorSessionRecord,
) {
  const { scope, trafficMirrorSessionId, networkInterfaceId } = session;
  const wanted = {
    ...set,
    scope,
    trafficMirrorSessionId,
    networkInterfaceId: async () => networkInterfaceId,
  };
  const [denial, { problems, warnings }] = await Promise.all([
    refuseTarget(context, scope, set.trafficMirrorTargetId),
    allFindings(lookAtSession(context, wanted)),
  ]);
  if (denial === undefined) return { problems, warnings };
  const others = problems.filter(({ field }) => field[0] !== 'trafficMirrorTargetId');
  return { problems: [denial, ...others], warnings };
}
