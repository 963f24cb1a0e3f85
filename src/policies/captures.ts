/** Captures: sessions that end by themselves. What is known of one is in the tags of its sessions and nowhere else. */
import { type Ec2Scope, isOwnedHere } from '../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { type TagRecord, valueOfTag } from '../ec2/tags.ts';
import { captureKey, endKey, managed } from '../marks.ts';
import { groupBy } from '../mirroring/grouped.ts';

/** How long a capture may take to start. Its sessions are created with this end, so nothing remains of one whose start was cut off. */
export const startsWithinMs = 120_000;

/** So long after their end, sessions are deleted: the clocks of replicas differ a little. */
const graceMs = 5_000;

/** What the tags of a session say. */
export interface Mark {
  /** Of the capture. */
  readonly id: string;
  /** Milliseconds since 1970. Undefined: it has no end that can be read, which is never a reason to delete it. */
  readonly endsAtMs: number | undefined;
  /** Whether it has both tags, so that it can be deleted as one of a capture. */
  readonly isWhole: boolean;
  /** Whether the capture may not have all of its sessions yet. */
  readonly isStarting: boolean;
}

export interface Capture {
  readonly id: string;
  readonly scope: Ec2Scope;
  readonly state: 'STARTING' | 'RUNNING' | 'OVERDUE';
  /** ISO 8601 in UTC, of the session that ends first. Null when that of any session cannot be read. */
  readonly expiresAt: string | null;
  readonly reason: string | null;
  readonly sessions: readonly TrafficMirrorSessionRecord[];
}

/** An end as the tag has it: in whole seconds, and with a word more while the capture starts. */
const endPattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)( starting)?$/;

const toText = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, '');

/** The tag of an end. @param ms since 1970, rounded down to a second. */
export const endTag = (ms: number, isStarting = false): TagRecord => ({
  key: endKey,
  value: `${toText(ms)}${isStarting ? ' starting' : ''}`,
});

/** The tags of a session that is created for a capture. */
export const startingTags = (id: string, nowMs: number): TagRecord[] => [
  { key: captureKey, value: id },
  endTag(nowMs + startsWithinMs, true),
  managed,
];

/** @returns undefined for a session of no capture, or of another account, which targets that are shared also show. */
export function markOf(session: TrafficMirrorSessionRecord): Mark | undefined {
  const id = valueOfTag(session.tags, captureKey);
  if (id === undefined || !isOwnedHere(session, session.scope)) return undefined;
  const text = valueOfTag(session.tags, endKey);
  const [, end = '', starting] = endPattern.exec(text ?? '') ?? [];
  const endsAtMs = Date.parse(end);
  return {
    id,
    endsAtMs: Number.isNaN(endsAtMs) ? undefined : endsAtMs,
    isWhole: text !== undefined,
    isStarting: starting !== undefined,
  };
}

/** Whether a session's capture has ended, so that the session must go. */
export function isOver(session: TrafficMirrorSessionRecord, nowMs: number): boolean {
  const end = markOf(session)?.endsAtMs;
  return end !== undefined && end + graceMs < nowMs;
}

/** The captures that these sessions of one scope belong to. */
export function capturesAmong(
  scope: Ec2Scope,
  sessions: readonly TrafficMirrorSessionRecord[],
  nowMs: number,
): Capture[] {
  const marked = sessions.flatMap((session) => {
    const mark = markOf(session);
    return mark === undefined ? [] : [{ session, mark }];
  });
  return [...groupBy(marked, ({ mark }) => mark.id)].map(([id, members]) => {
    const ends = members.map(({ mark }) => mark.endsAtMs ?? Number.NaN);
    // Not a number if any of them is not.
    const endsAtMs = Math.min(...ends);
    const isStarting = members.some(({ mark }) => mark.isStarting);
    const isOverdue = Number.isNaN(endsAtMs) || endsAtMs + graceMs < nowMs;
    return {
      id,
      scope,
      state: isOverdue ? 'OVERDUE' : isStarting ? 'STARTING' : 'RUNNING',
      expiresAt: Number.isNaN(endsAtMs) ? null : toText(endsAtMs),
      reason: members.find(({ session }) => session.description)?.session.description ?? null,
      sessions: members.map(({ session }) => session),
    };
  });
}
