/** How far a move is, by the tags of its sessions. */
import { describeAll } from '../../ec2/reads/describe.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import { sessionKind } from '../../ec2/sessions.ts';
import type { TrafficMirrorOperationState } from '../../generated/types.ts';
import { goesBack, isExpired, isOpen, type Job, type Move, notTurnedYet } from '../../policies/moves.ts';
import { keptForMs } from '../../policies/moveTags.ts';
import type { GatewayContext } from '../context.ts';
import type { OperationFailure } from './failures.ts';

/** @returns null when it began so long ago that the sessions do not say any more what became of it. @throws Ec2Failure. */
export async function readMove(
  { usage, moves }: Pick<GatewayContext, 'usage' | 'moves'>,
  move: Move,
  scope: Ec2Scope,
) {
  if (Date.now() - move.startedAtMs > keptForMs) return null;
  const sessions = await describeAll(scope, sessionKind, [], usage);
  return progressOf(scope, moves.marks.jobOf(move, sessions), moves.isWorkedOn);
}

/** @param isWorkedOn whether this replica works on it. */
function progressOf(scope: Ec2Scope, job: Job, isWorkedOn: (operation: string) => boolean) {
  const { move, operation, moving, there, failed } = job;
  const onTheirWay = new Set(moving.map(({ session }) => session));
  const turning = goesBack(job) ? notTurnedYet({ ...job, moving: [] }).length : 0;
  const stays = failed.filter(({ session }) => !onTheirWay.has(session));
  return {
    startedAtMs: move.startedAtMs,
    state: stateOf(job),
    total: move.total,
    done: there.length - turning,
    failed: stays.length,
    remaining: moving.length + turning,
    isWorkedOnHere: isWorkedOn(operation),
    failures: failed.map(
      ({ session, code }): OperationFailure => ({
        scope,
        networkInterfaceId: session.networkInterfaceId ?? '',
        trafficMirrorSessionId: session.trafficMirrorSessionId,
        code,
      }),
    ),
  };
}

function stateOf(job: Job): TrafficMirrorOperationState {
  const { move, there, backCount } = job;
  if (isOpen(job)) {
    if (isExpired(move, Date.now())) return 'EXPIRED';
    return goesBack(job) ? 'ROLLING_BACK' : 'RUNNING';
  }
  if (there.length === move.total) return 'SUCCEEDED';
  return there.length === 0 && backCount > 0 ? 'ROLLED_BACK' : 'INCOMPLETE';
}
