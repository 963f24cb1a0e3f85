/** Deletes sessions of captures: each is read by id just before, and deleted only if it is still one that must go. */
import type { Outcome } from '../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../ec2/changes/recorder.ts';
import { deleteTrafficMirrorSession } from '../ec2/changes/sessions.ts';
import { describeByIds } from '../ec2/reads/describe.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { markOf } from './captures.ts';

/** How many sessions of captures are created or deleted at once. */
export const changesAtOnce = 8;

/**
 * To be called in the session's turn.
 *
 * @param mustGo judges the session as it is now.
 * @returns undefined: it was not deleted, because it is gone, belongs to no capture any more, or must not go.
 * @throws Ec2Failure when it cannot be read, or the change cannot be recorded.
 */
export async function endSession(
  scope: Ec2Scope,
  id: string,
  mustGo: (session: TrafficMirrorSessionRecord) => boolean,
  options: ChangeOptions,
): Promise<Outcome<string> | undefined> {
  const [session = null] = await describeByIds(scope, sessionKind, [id], options.usage);
  const mark = session === null ? undefined : markOf(session);
  if (session === null || !mark?.isWhole || !mustGo(session)) return undefined;
  const outcome = await deleteTrafficMirrorSession(scope, id, {
    ...options,
    capture: mark.id,
    wasThere: true,
  });
  return isGone(outcome) ? undefined : outcome;
}

/** Somebody else deleted it meanwhile. */
const isGone = (outcome: Outcome<string>): boolean =>
  outcome.kind === 'refused' && /NotFound$/.test(outcome.failure.awsCode ?? '');
