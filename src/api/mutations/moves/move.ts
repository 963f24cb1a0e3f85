/**
 * `moveTrafficMirrorSessions`: writes the job into the tags of the sessions, with the caller's own credentials, so that CloudTrail names who
 * began it. The gateway does the rest with its own, whoever leaves.
 */
import { appearancePausesMs, attempt } from '../../../ec2/attempts.ts';
import { createTags } from '../../../ec2/changes/tags.ts';
import { Ec2Failure } from '../../../ec2/failure.ts';
import { describeAll } from '../../../ec2/reads/describe.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../../../ec2/sessions.ts';
import type { MoveTrafficMirrorSessionsInput } from '../../../generated/types.ts';
import { moveKey } from '../../../marks.ts';
import type { Move } from '../../../policies/moves.ts';
import type { GatewayContext } from '../../context.ts';
import { type Operation, readOperation } from '../../operations/operation.ts';
import { inputError, type UserError } from '../../userErrors.ts';
import { recordAttempt } from '../approval.ts';
import { change } from '../change.ts';
import { finishing } from '../finishing.ts';
import type { Origin } from '../inputs.ts';
import { checkMove, type WantedMove } from './input.ts';
import { inProgress, movingAmong } from './looks.ts';
import { lookAhead, type Preflight } from './preflight.ts';
import { tagAsCaller } from './tags.ts';

interface Begun {
  readonly operation: Operation | null;
  readonly userErrors: UserError[];
}

interface MovePayload extends Begun, Pick<Preflight, 'capacity' | 'findings' | 'warnings'> {
  readonly sessions: readonly TrafficMirrorSessionRecord[] | null;
}

export async function moveSessions(
  context: GatewayContext,
  origin: Origin<MoveTrafficMirrorSessionsInput>,
): Promise<MovePayload> {
  const wanted = checkMove(context, origin);
  if ('userErrors' in wanted) return { ...nothing, ...failed(...wanted.userErrors) };
  const { problems, refusals, ...seen } = await lookAhead(context, wanted);
  const { dryRun } = origin.input;
  if (!dryRun) for (const refusal of refusals) recordAttempt(context, refusal);
  const userErrors = [...refusals, ...problems].map((problem) => inputError(origin.path, problem));
  if (dryRun || userErrors.length > 0) return { ...seen, ...failed(...userErrors) };
  return { ...seen, ...(await begin(context, origin, wanted, seen.sessions)) };
}

const nothing = { sessions: null, capacity: null, findings: null, warnings: [] };

const failed = (...userErrors: UserError[]): Begun => ({ operation: null, userErrors });

async function begin(
  context: GatewayContext,
  origin: Origin<MoveTrafficMirrorSessionsInput>,
  { scope, fromId, toId, rollsBack }: WantedMove,
  sessions: readonly TrafficMirrorSessionRecord[],
): Promise<Begun> {
  const { moves, audit, caller, operationIds } = context;
  const { accountId, region } = scope;
  const total = sessions.length;
  const move: Move = { accountId, region, fromId, toId, startedAtMs: Date.now(), total, rollsBack };
  const operation = moves.marks.operationOf(move);
  const ids = sessions.map(({ trafficMirrorSessionId }) => trafficMirrorSessionId);
  const read = () => readSome(context, scope, ids);
  const { userErrors } = await change(context, { ...origin, input: {} }, scope, ids, async (options) => {
    // Another move may have begun meanwhile.
    const [problem] = inProgress(movingAmong(context, await read()));
    if (problem !== undefined) return inputError(origin.path, problem);
    return createTags(scope, ids, [moves.marks.onItsWay(move, 'forward')], { ...options, operation });
  });
  const [error] = userErrors;
  if (error !== undefined && error.code !== 'OUTCOME_UNKNOWN') return failed(...userErrors);
  const note = { operation, onBehalfOf: caller.subject, from: fromId, to: toId, modifies: total };
  audit.operation({ phase: 'begin', ...note });
  const id = operationIds.toMoveId(move);
  // What cannot be read is no reason to withdraw it.
  const isKnown = () => isMarked(context, operation, total, read).catch(orNot);
  if (error === undefined && (await isKnown()) === false)
    return finishing(context, async (lasting) => {
      const why = await withdraw(lasting, origin, move, await read());
      return { operation: await readOperation(lasting, id), userErrors: why };
    });
  // Also if it is not known whether there are tags: those that there are will be obeyed, and the id shows how far that is.
  moves.begin(scope);
  const seen = await readOperation(context, id).catch(orNot);
  return { operation: seen ?? justBegun(id, move), userErrors };
}

/** @returns undefined for what EC2 does not say now. */
function orNot(error: unknown): undefined {
  if (!(error instanceof Ec2Failure)) throw error;
}

/** Without its id, nobody could stop or undo what has begun. */
const justBegun = (id: string, { startedAtMs, total }: Move): Operation => ({
  ...{ id, kind: 'MOVE_SESSIONS', policyName: null, startedAtMs, state: 'RUNNING' },
  ...{ total, done: 0, failed: 0, remaining: total, isWorkedOnHere: false, failures: [] },
});

/** These sessions as they are now. One list of all takes fewer calls than asking for each. */
async function readSome(
  { usage }: GatewayContext,
  scope: WantedMove['scope'],
  ids: readonly string[],
): Promise<TrafficMirrorSessionRecord[]> {
  const wanted = new Set(ids);
  const all = await describeAll(scope, sessionKind, [], usage);
  return all.filter(({ trafficMirrorSessionId }) => wanted.has(trafficMirrorSessionId));
}

/** Whether all sessions say that they are on their way. It is not known whether EC2 tags many resources as one. */
async function isMarked(
  { moves: { marks }, usage }: GatewayContext,
  operation: string,
  total: number,
  read: () => Promise<TrafficMirrorSessionRecord[]>,
): Promise<boolean> {
  const found = await attempt(appearancePausesMs, usage.signal, async () => {
    const tags = (await read()).map((session) => marks.read(session, moveKey)?.operation);
    const own = tags.filter((one) => one === operation);
    if (own.length === total) return true;
    return tags.some((one) => one !== undefined && one !== operation) ? false : undefined;
  });
  return found ?? false;
}

/** Turns around what has the tag: what another replica may have moved already goes back, and everything loses the tag. */
async function withdraw(
  context: GatewayContext,
  origin: Origin<object>,
  move: Move,
  sessions: readonly TrafficMirrorSessionRecord[],
): Promise<UserError[]> {
  const { marks, begin } = context.moves;
  const scope = context.scopes.at(move);
  const operation = marks.operationOf(move);
  const own = sessions.filter((session) => marks.read(session, moveKey)?.operation === operation);
  const ids = own.map(({ trafficMirrorSessionId }) => trafficMirrorSessionId);
  const tag = marks.onItsWay(move, 'back');
  const errors = await tagAsCaller(context, origin, { scope, operation }, [{ ids, tag }]);
  begin(scope);
  const others = inProgress(movingAmong(context, sessions).filter((session) => !own.includes(session)));
  const problem = others[0] ?? {
    code: 'UPSTREAM_UNAVAILABLE' as const,
    field: [],
    message: 'EC2 does not show the tags of all sessions, so none stays moved: send the request again later',
  };
  return [inputError(origin.path, problem), ...errors];
}
