/**
 * `startTrafficMirrorCapture`: a session on every interface, or none. The sessions are created with an end two minutes away, and get their
 * real end when all of them are there. So whatever happens on the way, nothing of half a capture remains.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Ec2Scope } from '../../../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../../../ec2/sessions.ts';
import type { StartTrafficMirrorCaptureInput } from '../../../generated/types.ts';
import { type Capture, capturesAmong, markOf } from '../../../policies/captures.ts';
import { readCapture } from '../../captures.ts';
import type { GatewayContext } from '../../context.ts';
import { inputError, type UserError } from '../../userErrors.ts';
import { type Refusal, recordAttempt, refuseTarget } from '../approval.ts';
import { finishing } from '../finishing.ts';
import type { Origin } from '../inputs.ts';
import { closedToLoop } from '../loopAccess.ts';
import { countFurther, endIn, failed, inTurn, succeeded, toErrors } from './capture.ts';
import { endSessions, setEnd } from './changes.ts';
import { createSessions } from './create.ts';
import { checkStart, differences, type Starting } from './input.ts';
import { checkSources, toWarnings } from './sources.ts';

export async function startCapture(context: GatewayContext, origin: Origin<StartTrafficMirrorCaptureInput>) {
  const checked = checkStart(context, origin);
  if ('userErrors' in checked) return failed(...checked.userErrors);
  const { scope, value } = checked;
  const refusal =
    refuseUnswept(context, scope) ?? (await refuseTarget(context, scope, value.trafficMirrorTargetId));
  if (refusal !== undefined) {
    recordAttempt(context, refusal);
    return failed(inputError(origin.path, refusal));
  }
  const id = captureIdOf(context, scope, value);
  return inTurn(context, origin, scope, id, () => start(context, origin, { scope, id, ...value }));
}

/** Why there must be no capture: the gateway does not work there of itself, so nobody would end it. */
function refuseUnswept(context: GatewayContext, scope: Ec2Scope): Refusal | undefined {
  const why = closedToLoop(context, scope);
  if (why === undefined) return undefined;
  const message = `nobody would end the capture, because ${why}`;
  return { code: 'FORBIDDEN_BY_POLICY', field: ['scope'], message };
}

/** The same key of the same caller gives the same id, at every replica. */
function captureIdOf(
  { actor }: GatewayContext,
  { accountId, region }: Ec2Scope,
  { idempotencyKey: key }: Pick<Starting, 'idempotencyKey'>,
): string {
  if (key === undefined) return randomBytes(16).toString('base64url');
  const parts = ['capture', accountId, region, actor, key];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

async function start(context: GatewayContext, origin: Origin<object>, wanted: Starting) {
  const { scope, id, idempotencyKey, networkInterfaceIds, precedence } = wanted;
  const begun = idempotencyKey === undefined ? undefined : await readCapture(scope, id, context.usage);
  const different = begun === undefined ? [] : differences(begun, wanted, begun.sessions.some(isStarting));
  if (different.length > 0) return failed(inputError(origin.path, keyConflict(different)));
  // It was started before, as a whole.
  if (begun !== undefined && !begun.sessions.some(isStarting)) return succeeded(begun);
  const present = begun?.sessions ?? [];
  const has = new Set(present.map(({ networkInterfaceId }) => networkInterfaceId));
  const { problems, others } = await checkSources(context, { ...wanted, has });
  if (problems.length > 0) return failed(...toErrors(origin, problems));
  const tooMany = countFurther(context, origin, networkInterfaceIds);
  if (tooMany !== undefined) return failed(tooMany);
  const missing = networkInterfaceIds.filter((one) => !has.has(one));
  const { sessions, userErrors } = await createSessions(context, origin, wanted, missing);
  const all = [...present, ...sessions];
  if (userErrors.length > 0) {
    await undo(context, origin, wanted, all, isStarting);
    return failed(...userErrors);
  }
  return finish(context, origin, wanted, all, toWarnings(others, precedence));
}

const isStarting = (session: TrafficMirrorSessionRecord) => markOf(session)?.isStarting === true;

/** Sessions that are about to end might be gone before they get another end. */
const timeToFinishMs = 30_000;

async function finish(
  context: GatewayContext,
  origin: Origin<object>,
  wanted: Starting,
  all: readonly TrafficMirrorSessionRecord[],
  warnings: readonly string[],
) {
  const { scope, id } = wanted;
  const firstEndMs = Math.min(...all.map((session) => markOf(session)?.endsAtMs ?? 0));
  if (firstEndMs < Date.now() + timeToFinishMs) {
    await undo(context, origin, wanted, all, isStarting);
    return failed(tookTooLong);
  }
  const sessionIds = all.map(({ trafficMirrorSessionId }) => trafficMirrorSessionId);
  const members = { scope, captureId: id, sessionIds };
  const endsAtMs = endIn(wanted.minutes);
  const set = await finishing(context, (lasting) => setEnd(lasting, origin, members, endsAtMs));
  if ('userErrors' in set) {
    // Another end is that of another replica, which got the same request and has told its caller that the capture runs.
    await undo(
      context,
      origin,
      wanted,
      all,
      (session) => isStarting(session) || markOf(session)?.endsAtMs === endsAtMs,
    );
    return failed(...set.userErrors);
  }
  const [capture] = capturesAmong(scope, set.sessions, Date.now());
  return succeeded(capture ?? null, ...warnings);
}

const tookTooLong: UserError = {
  __typename: 'TrafficMirrorGenericError',
  code: 'UPSTREAM_UNAVAILABLE',
  message: 'EC2 took too long to create all sessions, so none was kept. Send the request again.',
  retryable: true,
};

const keyConflict = (fields: readonly string[]) =>
  ({
    code: 'IDEMPOTENCY_CONFLICT',
    field: ['idempotencyKey'],
    message: `a capture was started with this key and other values of ${fields.join(', ')}`,
  }) as const;

/** Deletes what was made, also what no answer confirmed. It need not succeed: what it leaves ends by itself. */
function undo(
  context: GatewayContext,
  origin: Origin<object>,
  { scope, id }: Starting,
  made: readonly TrafficMirrorSessionRecord[],
  mustGo: (session: TrafficMirrorSessionRecord) => boolean,
): Promise<unknown> {
  return finishing(context, async (undoing) => {
    const found: Capture | undefined = await readCapture(scope, id, undoing.usage).catch(() => undefined);
    const ids = [...made, ...(found?.sessions ?? [])].map((session) => session.trafficMirrorSessionId);
    const members = { scope, captureId: id, sessionIds: [...new Set(ids)] };
    return endSessions(undoing, origin, members, mustGo);
  });
}
