/** What stands against a move of sessions, each as its own look. */
import { approvesForPolicy } from '../../../access/approvedTargets.ts';
import type { TrafficMirrorSessionRecord } from '../../../ec2/sessions.ts';
import type { TrafficMirrorTargetRecord } from '../../../ec2/targets.ts';
import { movedKey, moveFailedKey, moveKey } from '../../../marks.ts';
import { groupBy } from '../../../mirroring/grouped.ts';
import { isExpired } from '../../../policies/moves.ts';
import { ownedByPolicy } from '../../../policies/ownership.ts';
import { planOf } from '../../../policies/planOf.ts';
import type { PolicyReason } from '../../../policies/reasons.ts';
import { isFor } from '../../../policies/select.ts';
import { readSources } from '../../capacity.ts';
import type { GatewayContext } from '../../context.ts';
import type { FindingsDelta } from '../../findings/delta.ts';
import type { Problem } from '../../userErrors.ts';
import { listed } from '../deletion.ts';
import type { WantedMove } from './input.ts';

type Session = TrafficMirrorSessionRecord;

/** EC2's limit (EC2 user guide, "Tag restrictions"). */
const mostTags = 50;
/** What a move may need of it. */
const tagsOfMoves: ReadonlySet<string> = new Set([moveKey, movedKey, moveFailedKey]);

const atGoal = (code: Problem['code'], message: string): Problem => ({
  code,
  field: ['toTrafficMirrorTargetId'],
  message,
});

/** The sessions that are on their way already. A tag that nobody obeys is replaced. */
export const movingAmong = ({ moves: { marks } }: GatewayContext, sessions: readonly Session[]): Session[] =>
  sessions.filter((session) => {
    const mark = marks.read(session, moveKey);
    return mark !== undefined && !isExpired(mark.move, Date.now());
  });

/** @param moving those of them that are on their way. */
export const inProgress = (moving: readonly Session[]): Problem[] =>
  moving.length === 0
    ? []
    : [
        {
          code: 'OPERATION_IN_PROGRESS',
          field: [],
          message: `${moving.length} of the sessions are on their way to another target: ${listed(moving)}`,
        },
      ];

export function lookAtTags(sessions: readonly Session[]): Problem[] {
  // Those of an earlier move are replaced.
  const full = sessions.filter(
    ({ tags }) => tags.filter(({ key }) => !tagsOfMoves.has(key)).length > mostTags - tagsOfMoves.size,
  );
  if (full.length === 0) return [];
  const message = `these sessions have no room for the ${tagsOfMoves.size} tags of a move, because EC2 allows ${mostTags}: ${listed(full)}`;
  return [{ code: 'QUOTA_EXCEEDED', field: [], message }];
}

/** Whether the target has room, and is no source itself. */
export async function lookAtGoal(
  context: GatewayContext,
  target: TrafficMirrorTargetRecord,
  sessions: readonly Session[],
): Promise<Problem[]> {
  const { networkInterfaceId: receiver } = target;
  const own = sessions.filter((one) => receiver !== undefined && one.networkInterfaceId === receiver);
  const problems = own.map(({ trafficMirrorSessionId }) =>
    atGoal('UNSUPPORTED_RESOURCE', `the source of session ${trafficMirrorSessionId} is the target itself`),
  );
  const { sourcesAllowed, sources } = await readSources(context, target);
  const further = new Set(
    sessions.flatMap(({ networkInterfaceId: id }) => (id === undefined || sources.has(id) ? [] : id)),
  );
  // What is not known is tried: EC2 decides.
  if (sourcesAllowed === null || sources.size + further.size <= sourcesAllowed) return problems;
  const message = `the target takes ${sourcesAllowed} sources and has ${sources.size}, so there is no room for ${further.size} more`;
  return [...problems, atGoal('QUOTA_EXCEEDED', message)];
}

/** Why a policy would send a session elsewhere again. */
const takesBack: ReadonlySet<PolicyReason> = new Set(['TARGET_GONE', 'TARGET_UNLISTED', 'ZONE_DIFFERS']);

/** Whether policies would take sessions that they own back: their plans say so, made as if the sessions had moved. */
export async function lookAtPolicies(
  context: GatewayContext,
  { scope, toId }: WantedMove,
  sessions: readonly Session[],
): Promise<Problem[]> {
  const file = await context.policies();
  if (file === null) return [];
  const owned = ownedByPolicy(sessions, { owner: file.owner, accountId: scope.accountId });
  const concerned = file.policies.filter((policy) => owned.has(policy.name) && isFor(policy, scope));
  if (concerned.length === 0) return [];
  const reading = await context.policyPlaces(scope).read();
  const ids = new Set(sessions.map(({ trafficMirrorSessionId }) => trafficMirrorSessionId));
  const after = {
    ...reading,
    sessions: reading.sessions.map((session) =>
      ids.has(session.trafficMirrorSessionId)
        ? { ...session, trafficMirrorTargetId: toId, tags: session.tags.filter(({ key }) => key !== moveKey) }
        : session,
    ),
  };
  return concerned.flatMap((policy) => {
    const approves = (target: Parameters<typeof approvesForPolicy>[2]) =>
      approvesForPolicy(policy, context.approvedTargets, target);
    const back = planOf(policy, after, { owner: file.owner, approves }).standings.flatMap(
      ({ ownedSessionId, because }) =>
        ids.has(ownedSessionId ?? '') && because !== null && takesBack.has(because.reason) ? because : [],
    );
    const [first] = back;
    if (first === undefined) return [];
    return atGoal(
      'FORBIDDEN_BY_POLICY',
      `the policy ${policy.name} owns ${back.length} of the sessions and would send them elsewhere again (${first.reason}); change the policy file first`,
    );
  });
}

/** The findings of the severity BROKEN that the move would add: copies would not arrive. */
export function lookAtFindings({ added }: FindingsDelta): Problem[] {
  const broken = added.filter(({ severity }) => severity === 'BROKEN');
  return [...groupBy(broken, ({ code }) => code)].map(([code, { length }]) =>
    atGoal('UNSUPPORTED_RESOURCE', `copies would not arrive: the move would add ${length} findings ${code}`),
  );
}
