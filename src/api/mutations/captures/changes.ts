/** The changes of the sessions of a capture: all of them get an end, and some are deleted. */
import { appearancePausesMs, attempt } from '../../../ec2/attempts.ts';
import { createTags } from '../../../ec2/changes/tags.ts';
import { describeByIds } from '../../../ec2/reads/describe.ts';
import type { Ec2Scope } from '../../../ec2/scope.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../../../ec2/sessions.ts';
import { someAtOnce } from '../../../policies/atOnce.ts';
import { endTag, markOf } from '../../../policies/captures.ts';
import { changesAtOnce, endSession } from '../../../policies/ending.ts';
import type { GatewayContext } from '../../context.ts';
import { fromThrown, type UserError } from '../../userErrors.ts';
import { change } from '../change.ts';
import type { Origin } from '../inputs.ts';

/** Sessions of a capture. */
interface Members {
  readonly scope: Ec2Scope;
  readonly captureId: string;
  readonly sessionIds: readonly string[];
}

/**
 * Gives all sessions the same end, with one call, and reads them back: it is not known whether EC2 tags many resources as one.
 *
 * @param endsAtMs since 1970, in whole seconds.
 * @returns the sessions with their end; or why some may not have it.
 */
export async function setEnd(
  context: GatewayContext,
  origin: Origin<object>,
  { scope, captureId, sessionIds }: Members,
  endsAtMs: number,
): Promise<{ readonly sessions: TrafficMirrorSessionRecord[] } | { readonly userErrors: UserError[] }> {
  const { usage } = context;
  const hasEnd = (session: TrafficMirrorSessionRecord | null): session is TrafficMirrorSessionRecord => {
    const mark = session === null ? undefined : markOf(session);
    return mark?.id === captureId && mark.endsAtMs === endsAtMs && !mark.isStarting;
  };
  const readBack = async () => {
    const found = await describeByIds(scope, sessionKind, sessionIds, usage).catch((): null[] => []);
    const sessions = found.flatMap((session) => (hasEnd(session) ? [session] : []));
    return sessions.length === sessionIds.length ? sessions : undefined;
  };
  const { userErrors } = await change(context, origin, scope, sessionIds, (options) =>
    createTags(scope, sessionIds, [endTag(endsAtMs)], { ...options, capture: captureId }),
  );
  if (userErrors.length > 0) return { userErrors };
  const sessions = await attempt(appearancePausesMs, usage.signal, readBack);
  return sessions === undefined ? { userErrors: [notShown] } : { sessions };
}

const notShown: UserError = {
  __typename: 'TrafficMirrorGenericError',
  code: 'OUTCOME_UNKNOWN',
  message:
    'EC2 does not show all sessions of the capture with its end: read `trafficMirrorCaptures` before you do anything else.',
  retryable: true,
};

/** Deletes those that `mustGo` still finds to be sessions of the capture. @returns why some are still there. */
export async function endSessions(
  context: GatewayContext,
  origin: Origin<object>,
  { scope, captureId, sessionIds }: Members,
  mustGo: (session: TrafficMirrorSessionRecord) => boolean = () => true,
): Promise<UserError[]> {
  const isOfCapture = (session: TrafficMirrorSessionRecord) =>
    markOf(session)?.id === captureId && mustGo(session);
  const ended = await someAtOnce(sessionIds, changesAtOnce, (id) =>
    change(context, origin, scope, [id], async (options) => {
      const outcome = await endSession(scope, id, isOfCapture, options);
      return outcome ?? { kind: 'applied', value: id, requestId: undefined };
    }).catch((error: unknown) => ({ userErrors: [fromThrown(error, origin)] })),
  );
  return ended.flatMap(({ userErrors }) => userErrors);
}
