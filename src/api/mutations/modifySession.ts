/** `modifyTrafficMirrorSession`: check, compare with what is there, ask EC2, report. */

import { refuseTarget } from '../../access/approvedTargets.ts';
import { modifyTrafficMirrorSession, type TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type { ModifyTrafficMirrorSessionInput, ResolversTypes } from '../../generated/graphql.ts';
import type { GatewayContext } from '../context.ts';
import type { UserError } from '../userErrors.ts';
import { changesBetween } from './changes.ts';
import { notFound, type Origin, problem } from './inputs.ts';
import { report } from './payload.ts';
import { checkSessionChange, foreseeSession, sessionProperties, versionOf } from './sessionChange.ts';

type Payload = Awaited<ResolversTypes['ModifyTrafficMirrorSessionPayload']>;

/** @param wantsChanges whether the answer shows `changes`, which costs one read. */
export async function modifySession(
  context: GatewayContext,
  origin: Origin<ModifyTrafficMirrorSessionInput>,
  wantsChanges: boolean,
): Promise<Payload> {
  const checked = checkSessionChange(context, origin);
  if ('userErrors' in checked) return checked;
  const { value: change, scope, warnings } = checked;
  const refusal = await refuseTarget(context, scope, change.set.trafficMirrorTargetId);
  if (refusal !== undefined) return { warnings, userErrors: [problem(origin.path, refusal)] };
  const id = change.trafficMirrorSessionId;
  const { sessions } = context.loaders(scope);
  return context.mutex.run(id, context.signal, async () => {
    const { ifVersion, dryRun = false } = origin.input;
    // The session as it is now, whatever this request has read before. `changes` can be left out, `ifVersion` cannot.
    const read = () => sessions.clear(id).load(id);
    const before =
      typeof ifVersion === 'string'
        ? await read()
        : wantsChanges
          ? await read().catch(() => undefined)
          : undefined;
    const conflict = before === undefined ? undefined : versionConflict(before, origin);
    if (conflict !== undefined) return { warnings, userErrors: [conflict] };
    // EC2's dry run is not known to look whether the session exists.
    if (before === null && dryRun) return { warnings, userErrors: [sessionNotFound(origin)] };
    const outcome = await modifyTrafficMirrorSession(scope, change, {
      dryRun,
      recorder: context.audit,
      before: before ?? undefined,
    });
    const { value, ...rest } = report(outcome, origin);
    const after = value ?? (rest.dryRun && before && (await foreseeSession(context, before, change)));
    const changes = before && after ? changesBetween(before, after, sessionProperties) : null;
    return { ...rest, trafficMirrorSession: value, warnings, changes };
  });
}

type SessionOrigin = Origin<{ readonly trafficMirrorSessionId: string; readonly ifVersion?: string | null }>;

/** Why `ifVersion` stands against a change. @param current the session as it is now, null when it does not exist. */
export function versionConflict(
  current: TrafficMirrorSessionRecord | null,
  { input, path }: SessionOrigin,
): UserError | undefined {
  if (typeof input.ifVersion !== 'string') return undefined;
  if (current === null) return sessionNotFound({ input, path });
  const currentVersion = versionOf(current);
  if (currentVersion === input.ifVersion) return undefined;
  const message = 'the session was changed since this version was read; read it again';
  const error = problem(path, { code: 'VERSION_CONFLICT', field: ['ifVersion'], message });
  return Object.assign(error, { __typename: 'TrafficMirrorVersionConflictError', currentVersion, current });
}

export const sessionNotFound = ({ input, path }: SessionOrigin): UserError =>
  problem(path, notFound('trafficMirrorSessionId', input.trafficMirrorSessionId));
