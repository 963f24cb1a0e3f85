/** Moves: sessions that go from one target to another. How far one is, and which way it goes. */
import type { Place } from '../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { goodForMs } from './approvals.ts';
import { type RefusalCode, refusalCodes } from './refusals.ts';

type Session = TrafficMirrorSessionRecord;

/** What somebody has asked for, in an account and Region. */
export interface Move extends Place {
  readonly fromId: string;
  readonly toId: string;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  /** How many sessions were to be moved. */
  readonly total: number;
  /** Whether all go back when EC2 refuses one for good. */
  readonly rollsBack: boolean;
}

/** Why a session was not moved. */
export const moveFailureCodes = [...refusalCodes, 'NOT_APPROVED', 'CHANGED'] as const;
export type MoveFailureCode = RefusalCode | 'NOT_APPROVED' | 'CHANGED';

/** Which way a session is going, by its tag `tmgw:move`. */
export const directions = ['forward', 'back'] as const;
export type Direction = (typeof directions)[number];

/** Where a session went, by its tag `tmgw:moved`: `kept` is where it arrived, and stays though others may go back. */
export const ends = ['there', 'kept', 'back'] as const;
export type MoveEnd = (typeof ends)[number];

/** How far a move is. */
export interface Job {
  readonly move: Move;
  readonly operation: string;
  /** Those on their way. */
  readonly moving: readonly { readonly session: Session; readonly direction: Direction }[];
  /** Those that have arrived and are still there. */
  readonly there: readonly { readonly session: Session; readonly isKept: boolean }[];
  /** How many were moved back. */
  readonly backCount: number;
  readonly failed: readonly { readonly session: Session; readonly code: MoveFailureCode }[];
}

/** The text of a move that is signed, and from which the id of its operation is made. */
export const textOf = ({ accountId, region, fromId, toId, startedAtMs, total, rollsBack }: Move): string =>
  JSON.stringify(['move', accountId, region, fromId, toId, startedAtMs, total, rollsBack]);

/** Whether a move is not obeyed any more. */
export const isExpired = ({ startedAtMs }: Move, nowMs: number): boolean => nowMs - startedAtMs > goodForMs;

/**
 * Whether the sessions go back: somebody said so, or one was refused. Both are in the tags, so that a replica that goes on after another one
 * was killed does the same. That somebody else changed a session is no reason to move the others back.
 */
export const goesBack = ({ move, moving, failed }: Job): boolean =>
  moving.some(({ direction }) => direction === 'back') ||
  (move.rollsBack && failed.some(({ code }) => code !== 'CHANGED'));

/** The sessions of a move that goes back whose tags do not say so yet. One that could not be moved back is not tried again. */
export function notTurnedYet(job: Job): Session[] {
  const failed = new Set(job.failed.map(({ session }) => session));
  return [
    ...job.moving.flatMap(({ session, direction }) => (direction === 'back' ? [] : session)),
    ...job.there.flatMap(({ session, isKept }) => (isKept || failed.has(session) ? [] : session)),
  ];
}

/** Whether something remains to be done. */
export const isOpen = (job: Job): boolean =>
  job.moving.length > 0 || (goesBack(job) && notTurnedYet(job).length > 0);

/** Where a session that is on its way is to be, and where it comes from. */
export const wayOf = ({ fromId, toId }: Move, direction: Direction) =>
  direction === 'forward' ? { start: fromId, goal: toId } : { start: toId, goal: fromId };
