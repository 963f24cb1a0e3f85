/** Moves one session: it is read by id in its turn, and changed only if its tag still says so. */
import type { ChangeOptions } from '../ec2/changes/recorder.ts';
import { modifyTrafficMirrorSession } from '../ec2/changes/sessions.ts';
import type { Ec2Failure } from '../ec2/failure.ts';
import { describeByIds } from '../ec2/reads/describe.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import { sessionKind } from '../ec2/sessions.ts';
import { moveKey } from '../marks.ts';
import type { MoveMarks } from './moveMarks.ts';
import { type Direction, type Move, type MoveFailureCode, wayOf } from './moves.ts';
import { refusalOf } from './refusals.ts';

/** What became of a session. */
export type Moved =
  /** It is where it is to be. */
  | { readonly kind: 'arrived'; readonly isNew: boolean }
  /** It stays where it is, for good. */
  | { readonly kind: 'failed'; readonly code: MoveFailureCode }
  /** It is gone, or its tag says something else by now. */
  | { readonly kind: 'left' }
  /** It may have been changed: it must be looked at again. */
  | { readonly kind: 'doubtful' }
  /** Nothing can be done there now. */
  | { readonly kind: 'trouble'; readonly failure: Ec2Failure };

interface Wanted {
  readonly scope: Ec2Scope;
  readonly move: Move;
  readonly direction: Direction;
  readonly marks: Pick<MoveMarks, 'operationOf' | 'read'>;
  /** Whether packets may go to where it is to be. */
  readonly isApproved: () => boolean;
}

/** To be called in the session's turn. @throws Ec2Failure when it cannot be read, or the change cannot be recorded. */
export async function moveSession(
  id: string,
  { scope, move, direction, marks, isApproved }: Wanted,
  options: ChangeOptions,
): Promise<Moved> {
  const [session = null] = await describeByIds(scope, sessionKind, [id], options.usage);
  const mark = session === null ? undefined : marks.read(session, moveKey);
  if (session === null || mark?.operation !== marks.operationOf(move) || mark.what !== direction)
    return { kind: 'left' };
  const { start, goal } = wayOf(move, direction);
  const { trafficMirrorTargetId } = session;
  if (trafficMirrorTargetId === goal) return { kind: 'arrived', isNew: false };
  // Somebody else has sent it elsewhere, and that counts.
  if (trafficMirrorTargetId !== start) return { kind: 'failed', code: 'CHANGED' };
  if (!isApproved()) return { kind: 'failed', code: 'NOT_APPROVED' };
  const change = { trafficMirrorSessionId: id, set: { trafficMirrorTargetId: goal }, removeFields: [] };
  const outcome = await modifyTrafficMirrorSession(scope, change, { ...options, before: session });
  if (outcome.kind === 'applied') return { kind: 'arrived', isNew: true };
  if (outcome.kind === 'permitted') throw new Error('a move is no dry run');
  return ofFailure(outcome.failure);
}

/** What a failure says about a session. */
export function ofFailure(failure: Ec2Failure): Moved {
  const { code = 'UNKNOWN', ends = 'nothing' } = refusalOf('MODIFY', failure) ?? {};
  if (ends === 'place') return { kind: 'trouble', failure };
  if (ends === 'nothing') return { kind: code === 'GONE' ? 'left' : 'doubtful' };
  return { kind: 'failed', code };
}
