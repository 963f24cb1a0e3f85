/** Writes the tags of moves: many sessions with one call. */
import { firm } from '../ec2/changes/mutex.ts';
import type { Outcome } from '../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../ec2/changes/recorder.ts';
import { createTags, deleteTags } from '../ec2/changes/tags.ts';
import { Ec2Failure } from '../ec2/failure.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { type TagRecord, valueOfTag } from '../ec2/tags.ts';
import type { Logger } from '../log.ts';
import { movedKey, moveFailedKey, moveKey } from '../marks.ts';
import type { MoveMarks } from './moveMarks.ts';
import { ownStep } from './ownStep.ts';

/** So long after a move began, its tags say what became of it, in milliseconds. */
export const keptForMs = 7 * 86_400_000;

/** What sessions get, and then lose. */
export interface Tagging {
  readonly ids: readonly string[];
  readonly tag?: TagRecord;
  /** Taken off only where it has this value: another replica may have turned the session around. */
  readonly off?: TagRecord | undefined;
}

/**
 * Makes one change of tags. It waits for no turn: nothing is lost where somebody else changes a session, and who stops a move must not wait
 * for it.
 *
 * @returns whether it was made.
 */
export type SendTags = (change: (options: ChangeOptions) => Promise<Outcome<true>>) => Promise<boolean>;

/**
 * Changes tags, each group of sessions with one call. The new one first: a session is never without a tag that says where it belongs.
 *
 * @returns how many sessions were changed wholly.
 */
export async function tagSessions(
  scope: Ec2Scope,
  groups: readonly Tagging[],
  send: SendTags,
): Promise<number> {
  let done = 0;
  for (const { ids, tag, off } of groups) {
    if (ids.length === 0) continue;
    const isDone =
      (tag === undefined || (await send((options) => createTags(scope, ids, [tag], options)))) &&
      (off === undefined || (await send((options) => deleteTags(scope, ids, [off], options))));
    if (isDone) done += ids.length;
  }
  return done;
}

/** What the gateway needs to change tags of itself. */
interface OwnWork extends Pick<ChangeOptions, 'recorder' | 'operation'> {
  readonly scope: Ec2Scope;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** As the gateway itself. What fails is said in the log, and found again by the next reading. */
export const asOwnWork =
  ({ scope: { accountId, region }, recorder, signal, operation, log }: OwnWork): SendTags =>
  async (change) => {
    try {
      const outcome = await ownStep(signal, (usage) =>
        change({ dryRun: false, recorder, usage, operation, hold: firm }),
      );
      if (outcome.kind === 'refused' || outcome.kind === 'unknown') throw outcome.failure;
      return true;
    } catch (failure) {
      if (!(failure instanceof Ec2Failure)) throw failure;
      const { kind, awsCode } = failure;
      if (kind !== 'stopping' && kind !== 'cancelled')
        log.warn(
          { accountId, region, operation, failure: kind, awsCode },
          'the tags of sessions that are moved could not be changed; it is tried again',
        );
      return false;
    }
  };

/** Tags of moves that began long ago, and the sessions that have them. */
export function withOldMarks(
  { read }: Pick<MoveMarks, 'read'>,
  sessions: readonly TrafficMirrorSessionRecord[],
  nowMs: number,
): { readonly operation: string; readonly tag: TagRecord; readonly ids: string[] }[] {
  const old = new Map<string, { operation: string; tag: TagRecord; ids: string[] }>();
  for (const session of sessions)
    for (const key of [moveKey, movedKey, moveFailedKey] as const) {
      const mark = read(session, key);
      if (mark === undefined || nowMs - mark.move.startedAtMs < keptForMs) continue;
      const tag = { key, value: valueOfTag(session.tags, key) ?? '' };
      const known = old.get(`${key} ${tag.value}`) ?? { operation: mark.operation, tag, ids: [] };
      known.ids.push(session.trafficMirrorSessionId);
      old.set(`${key} ${tag.value}`, known);
    }
  return [...old.values()];
}
