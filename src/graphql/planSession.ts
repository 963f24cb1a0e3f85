/** `planTrafficMirrorSession`: what the change would do, what EC2's dry run says, and what it does not look at. */
import { describeAll } from '../ec2/describe.ts';
import {
  type SessionChange,
  sessionKind,
  type TrafficMirrorSessionRecord,
  tryModifyTrafficMirrorSession,
} from '../ec2/sessions.ts';
import type { ModifyTrafficMirrorSessionInput, ResolversTypes } from '../generated/graphql.ts';
import type { GatewayContext } from './context.ts';
import type { UserError } from './errors.ts';
import { problem } from './inputs.ts';
import { sessionNotFound, versionConflict } from './modifySession.ts';
import { report } from './payload.ts';
import { changesBetween, checkSessionChange, foresee } from './sessionChange.ts';

type Plan = Awaited<ResolversTypes['TrafficMirrorSessionPlan']>;

export async function planSession(
  context: GatewayContext,
  input: ModifyTrafficMirrorSessionInput,
): Promise<Plan> {
  const { warnings, ...checked } = checkSessionChange(context.scope, input);
  if ('userErrors' in checked) return { changes: [], warnings, userErrors: checked.userErrors };
  const change = checked.value;
  const session = await context.loaders.sessions.load(change.trafficMirrorSessionId);
  if (session === null) return { changes: [], warnings, userErrors: [sessionNotFound(input)] };
  const [outcome, refusals] = await Promise.all([
    tryModifyTrafficMirrorSession(context.scope, change),
    foreseeRefusals(context, change, session),
  ]);
  const { dryRun, userErrors } = report(outcome, { ...input, dryRun: true });
  const conflict = versionConflict(session, input);
  return {
    trafficMirrorSession: session,
    changes: changesBetween(session, foresee(session, change)),
    warnings,
    dryRun,
    userErrors: [...(conflict ? [conflict] : []), ...refusals, ...userErrors],
  };
}

/** Refusals that depend on the state of things, which EC2's dry run is not known to look at. */
async function foreseeRefusals(
  context: GatewayContext,
  { set }: SessionChange,
  session: TrafficMirrorSessionRecord,
): Promise<UserError[]> {
  const { trafficMirrorTargetId, trafficMirrorFilterId } = set;
  const { targets, filters } = context.loaders;
  const [target, filter, rival] = await Promise.all([
    trafficMirrorTargetId === undefined ? undefined : targets.load(trafficMirrorTargetId),
    trafficMirrorFilterId === undefined ? undefined : filters.load(trafficMirrorFilterId),
    numberedLike(context, session, set.sessionNumber),
  ]);
  const refusals: UserError[] = [];
  const missing = (field: string, id: string | undefined) =>
    refusals.push(problem('NOT_FOUND', ['input', field], `${id} does not exist in this account and Region`));
  if (target === null) missing('trafficMirrorTargetId', trafficMirrorTargetId);
  if (filter === null) missing('trafficMirrorFilterId', trafficMirrorFilterId);
  if (rival !== undefined) {
    const message = `session number ${rival.sessionNumber} is used by ${rival.trafficMirrorSessionId} on the same interface`;
    refusals.push(problem('ALREADY_EXISTS', ['input', 'sessionNumber'], message));
  }
  return refusals;
}

/** Another session of the same interface that has the number already. */
async function numberedLike(
  { scope, signal }: GatewayContext,
  session: TrafficMirrorSessionRecord,
  sessionNumber: number | undefined,
): Promise<TrafficMirrorSessionRecord | undefined> {
  if (sessionNumber === undefined || session.networkInterfaceId === undefined) return undefined;
  const filters = [{ Name: 'network-interface-id', Values: [session.networkInterfaceId] }];
  const siblings = await describeAll(scope, sessionKind, filters, signal);
  return siblings.find(
    (sibling) =>
      sibling.sessionNumber === sessionNumber &&
      sibling.trafficMirrorSessionId !== session.trafficMirrorSessionId,
  );
}
