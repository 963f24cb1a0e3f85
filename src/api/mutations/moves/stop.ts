/** Stops a move: by the tags of its sessions, so whichever replica works on it. */
import { describeAll } from '../../../ec2/reads/describe.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../../../ec2/sessions.ts';
import type { StopTrafficMirrorOperationInput } from '../../../generated/types.ts';
import type { MoveMarks } from '../../../policies/moveMarks.ts';
import {
  type Direction,
  directions,
  isExpired,
  isOpen,
  type Job,
  type Move,
  notTurnedYet,
} from '../../../policies/moves.ts';
import type { Tagging } from '../../../policies/moveTags.ts';
import type { GatewayContext } from '../../context.ts';
import { inputError, type UserError } from '../../userErrors.ts';
import type { Origin } from '../inputs.ts';
import { tagAsCaller } from './tags.ts';

interface Stopped {
  readonly warnings: string[];
  readonly userErrors: UserError[];
}

export async function stopMove(
  context: GatewayContext,
  origin: Origin<StopTrafficMirrorOperationInput>,
  move: Move,
): Promise<Stopped> {
  const { scopes, usage, moves } = context;
  const scope = scopes.at(move);
  const job = moves.marks.jobOf(move, await describeAll(scope, sessionKind, [], usage));
  if (!isOpen(job)) return { warnings: ['Nothing is left to be stopped.'], userErrors: [] };
  const { rollBack } = origin.input;
  if (rollBack && isExpired(move, Date.now()))
    return { warnings: [], userErrors: [inputError(origin.path, tooLate)] };
  const groups = rollBack ? [turned(moves.marks, job)] : released(moves.marks, job);
  const userErrors = await tagAsCaller(context, origin, { scope, operation: job.operation }, groups);
  moves.begin(scope);
  return { warnings: [], userErrors };
}

const tooLate = {
  code: 'INVALID_INPUT',
  field: ['rollBack'],
  message: 'the 24 hours of the move are over: stop it without rollBack, then move its sessions with undoOf',
} as const;

/** All sessions go back, also those that have arrived. */
const turned = (marks: MoveMarks, job: Job): Tagging => ({
  ids: notTurnedYet(job).map(({ trafficMirrorSessionId }) => trafficMirrorSessionId),
  tag: marks.onItsWay(job.move, 'back'),
});

/** All sessions stay where they are, and say so. */
function released(marks: MoveMarks, { move, moving, there }: Job): Tagging[] {
  const idsOf = (all: readonly { readonly session: TrafficMirrorSessionRecord }[]) =>
    all.map(({ session }) => session.trafficMirrorSessionId);
  const isAt = (id: string) => (one: { readonly session: TrafficMirrorSessionRecord }) =>
    one.session.trafficMirrorTargetId === id;
  const going = (wanted: Direction) => moving.filter(({ direction }) => direction === wanted);
  return [
    { ids: idsOf([...there, ...moving.filter(isAt(move.toId))]), tag: marks.moved(move, 'kept') },
    { ids: idsOf(going('back').filter(isAt(move.fromId))), tag: marks.moved(move, 'back') },
    ...directions.map((one) => ({ ids: idsOf(going(one)), off: marks.onItsWay(move, one) })),
  ];
}
