/** Which sessions are moved. */
import { describeAll } from '../../../ec2/reads/describe.ts';
import { isOwnedHere } from '../../../ec2/scope.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../../../ec2/sessions.ts';
import { isExpired, isOpen } from '../../../policies/moves.ts';
import type { GatewayContext } from '../../context.ts';
import { readMatching } from '../../sessionLists.ts';
import type { Problem } from '../../userErrors.ts';
import type { WantedMove } from './input.ts';

/** EC2 takes so many resources in one `CreateTags` (EC2 API reference). */
const most = 1_000;

/** @returns the sessions as they are, in the order of their ids; or why none is moved. @throws GraphQLError for an invalid filter. Ec2Failure. */
export async function selectSessions(
  context: GatewayContext,
  wanted: WantedMove,
): Promise<readonly TrafficMirrorSessionRecord[] | Problem> {
  const { scope, fromId, undone } = wanted;
  const found = await readCandidates(context, wanted);
  if ('code' in found) return found;
  // Sessions of other accounts at a shared target are in the list, too.
  const sessions = found
    .filter((one) => one.trafficMirrorTargetId === fromId && isOwnedHere(one, scope))
    .toSorted((one, other) => (one.trafficMirrorSessionId < other.trafficMirrorSessionId ? -1 : 1));
  const field = [undone === undefined ? 'filter' : 'undoOf'];
  if (sessions.length === 0)
    return {
      code: 'NO_CHANGES_REQUESTED',
      field,
      message: `no such session of this account sends to ${fromId}`,
    };
  if (sessions.length > most)
    return {
      code: 'INVALID_INPUT',
      field,
      message: `${sessions.length} sessions are more than ${most}: move them in parts, with a narrower filter`,
    };
  return sessions;
}

async function readCandidates(
  { usage, moves }: GatewayContext,
  { scope, fromId, filter, undone }: WantedMove,
): Promise<readonly TrafficMirrorSessionRecord[] | Problem> {
  if (undone === undefined)
    return readMatching(
      scope,
      { ...filter, trafficMirrorTargetIds: filter.trafficMirrorTargetIds ?? [fromId] },
      usage,
    );
  const job = moves.marks.jobOf(undone, await describeAll(scope, sessionKind, [], usage));
  if (!isOpen(job)) return job.there.map(({ session }) => session);
  return {
    code: 'OPERATION_IN_PROGRESS',
    field: ['undoOf'],
    message: isExpired(undone, Date.now())
      ? 'the move is not over, and its 24 hours are: stop it without rollBack, then send this again'
      : 'the move is not over: stop it with rollBack',
  };
}
