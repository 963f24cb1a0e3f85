/** Looks at what a move would do, and what stands against it, before anything is changed. */
import { approvesTarget } from '../../../access/approvedTargets.ts';
import { Ec2Failure } from '../../../ec2/failure.ts';
import type { TrafficMirrorSessionRecord } from '../../../ec2/sessions.ts';
import type { TrafficMirrorTargetRecord } from '../../../ec2/targets.ts';
import type { TrafficMirrorTargetCapacity } from '../../../generated/types.ts';
import { readCapacity } from '../../capacity.ts';
import type { GatewayContext } from '../../context.ts';
import { type FindingsDelta, readDelta } from '../../findings/delta.ts';
import type { Problem } from '../../userErrors.ts';
import { type Refusal, refuseTarget } from '../approval.ts';
import { notFound } from '../inputs.ts';
import { closedToLoop } from '../loopAccess.ts';
import type { WantedMove } from './input.ts';
import { inProgress, lookAtFindings, lookAtGoal, lookAtPolicies, lookAtTags, movingAmong } from './looks.ts';
import { selectSessions } from './select.ts';

export interface Preflight {
  /** As they are before. Empty: none is moved. */
  readonly sessions: readonly TrafficMirrorSessionRecord[];
  readonly capacity: TrafficMirrorTargetCapacity | null;
  readonly findings: FindingsDelta | null;
  readonly warnings: string[];
  readonly problems: readonly Problem[];
  /** What the gateway's own policy has against it. */
  readonly refusals: readonly Refusal[];
}

const nothing = { sessions: [], capacity: null, findings: null, warnings: [], refusals: [] };

/** @throws GraphQLError for an invalid filter. Ec2Failure when something that decides cannot be read. */
export async function lookAhead(context: GatewayContext, wanted: WantedMove): Promise<Preflight> {
  const { scope, fromId, toId } = wanted;
  const sessions = await selectSessions(context, wanted);
  if ('code' in sessions) return { ...nothing, problems: [sessions] };
  const { targets } = context.loaders(scope);
  const [goal, start, refusal] = await Promise.all([
    targets.load(toId),
    targets.load(fromId),
    refuseTarget(context, scope, toId),
  ]);
  if (goal === null) return { ...nothing, sessions, problems: [notFound('toTrafficMirrorTargetId', toId)] };
  const [capacity, findings, ofGoal, ofPolicies] = await Promise.all([
    readCapacity(context, goal),
    readFindings(context, wanted, sessions),
    lookAtGoal(context, goal, sessions),
    lookAtPolicies(context, wanted, sessions),
  ]);
  const problems = [
    ...inProgress(movingAmong(context, sessions)),
    ...lookAtTags(sessions),
    ...ofGoal,
    ...ofPolicies,
    ...(findings === null ? [] : lookAtFindings(findings)),
  ];
  const refusals = [refuseClosed(context, wanted), refusal].filter((one) => one !== undefined);
  return {
    ...{ sessions, capacity, findings, problems },
    refusals: refusals.map(atGoal),
    warnings: warningsOf(context, wanted, { start, goal, findings }),
  };
}

/** Where the gateway may not work of itself, nobody would move the sessions. */
function refuseClosed(context: GatewayContext, { scope }: WantedMove): Refusal | undefined {
  const why = closedToLoop(context, scope);
  if (why === undefined) return undefined;
  const message = `nobody would move the sessions, because ${why}`;
  return { code: 'FORBIDDEN_BY_POLICY', field: ['scope'], message };
}

const atGoal = (refusal: Refusal): Refusal =>
  refusal.field[0] === 'trafficMirrorTargetId' ? { ...refusal, field: ['toTrafficMirrorTargetId'] } : refusal;

/** @returns null when they cannot be computed. */
async function readFindings(
  context: GatewayContext,
  { scope, toId }: WantedMove,
  sessions: readonly TrafficMirrorSessionRecord[],
): Promise<FindingsDelta | null> {
  const sources = sessions.flatMap(({ networkInterfaceId }) => networkInterfaceId ?? []);
  const touched = { networkInterfaceIds: [...new Set(sources)], targetIds: [toId] };
  const put = sessions.map((session) => ({ ...session, trafficMirrorTargetId: toId }));
  const change = () => ({ sessions: { put, drop: [] } });
  return readDelta(context, { scope, touched, earlier: {}, change }).catch((error: unknown) => {
    if (error instanceof Ec2Failure) return null;
    throw error;
  });
}

interface Known {
  /** Null: EC2 does not show it. */
  readonly start: TrafficMirrorTargetRecord | null;
  readonly goal: TrafficMirrorTargetRecord;
  readonly findings: FindingsDelta | null;
}

function warningsOf(
  { approvedTargets, moves }: GatewayContext,
  { fromId, rollsBack }: WantedMove,
  { start, goal, findings }: Known,
): string[] {
  const warnings: string[] = [];
  if (findings === null) warnings.push('What the move does to the findings could not be computed.');
  if (start !== null && start.type !== goal.type)
    warnings.push(
      `The targets are of different kinds (${start.type} and ${goal.type}). AWS does not say what becomes of the packet length of a session between them: look at it afterwards.`,
    );
  if (
    rollsBack &&
    approvedTargets !== undefined &&
    !approvesTarget(approvedTargets, start ?? { trafficMirrorTargetId: fromId })
  )
    warnings.push(
      `The target ${fromId} is not approved, so no session is moved back to it when one is refused.`,
    );
  if (!moves.outliveRestarts)
    warnings.push('The gateway has no CURSOR_SECRET, so the move does not go on after a restart.');
  return warnings;
}
