/** `modifyTrafficMirrorSession`: check, compare with what is there, ask EC2, report. */
import {
  modifyTrafficMirrorSession,
  type TrafficMirrorSessionRecord,
  tryModifyTrafficMirrorSession,
} from '../ec2/sessions.ts';
import type { ModifyTrafficMirrorSessionInput, ResolversTypes } from '../generated/graphql.ts';
import type { GatewayContext } from './context.ts';
import type { UserError } from './errors.ts';
import { problem } from './inputs.ts';
import { report } from './payload.ts';
import { changesBetween, checkSessionChange, foresee, versionOf } from './sessionChange.ts';

type Payload = Awaited<ResolversTypes['ModifyTrafficMirrorSessionPayload']>;

/** @param wantsChanges whether the answer shows `changes`, which costs one read. */
export async function modifySession(
  context: GatewayContext,
  input: ModifyTrafficMirrorSessionInput,
  wantsChanges: boolean,
): Promise<Payload> {
  const { warnings, ...checked } = checkSessionChange(context.scope, input);
  if ('userErrors' in checked) return { warnings, userErrors: checked.userErrors };
  const change = checked.value;
  const { sessions } = context.loaders;
  return context.mutex.run(change.trafficMirrorSessionId, async () => {
    const before =
      wantsChanges || input.ifVersion
        ? await readBefore(context, input, change.trafficMirrorSessionId)
        : undefined;
    const conflict = before === undefined ? undefined : versionConflict(before, input);
    if (conflict !== undefined) return { warnings, userErrors: [conflict] };
    const outcome = input.dryRun
      ? await tryModifyTrafficMirrorSession(context.scope, change)
      : await modifyTrafficMirrorSession(context.scope, change, before ?? undefined);
    const { value, ...rest } = report(outcome, input);
    sessions.clear(change.trafficMirrorSessionId);
    if (value) sessions.prime(change.trafficMirrorSessionId, value);
    const after = value ?? (rest.dryRun && before && foresee(before, change));
    return {
      ...rest,
      trafficMirrorSession: value,
      warnings,
      changes: before && after ? changesBetween(before, after) : null,
    };
  });
}

/** The session as it is now, whatever this request has read before. `changes` can be left out, `ifVersion` cannot. */
function readBefore(context: GatewayContext, input: ModifyTrafficMirrorSessionInput, id: string) {
  const session = context.loaders.sessions.clear(id).load(id);
  return input.ifVersion ? session : session.catch(() => undefined);
}

/** Why `ifVersion` stands against a change. @param current the session as it is now, null when it does not exist. */
export function versionConflict(
  current: TrafficMirrorSessionRecord | null,
  input: ModifyTrafficMirrorSessionInput,
): UserError | undefined {
  if (!input.ifVersion) return undefined;
  if (current === null) return sessionNotFound(input);
  const currentVersion = versionOf(current);
  if (currentVersion === input.ifVersion) return undefined;
  const message = 'the session was changed since this version was read; read it again';
  const error = problem('VERSION_CONFLICT', ['input', 'ifVersion'], message);
  return Object.assign(error, { __typename: 'TrafficMirrorVersionConflictError', currentVersion, current });
}

export function sessionNotFound(input: ModifyTrafficMirrorSessionInput): UserError {
  const message = `${input.trafficMirrorSessionId} does not exist in this account and Region`;
  return problem('NOT_FOUND', ['input', 'trafficMirrorSessionId'], message);
}
