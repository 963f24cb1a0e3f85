/** Creates the sessions of a capture. */
import { randomUUID } from 'node:crypto';
import { createTrafficMirrorSession } from '../../../ec2/changes/sessions.ts';
import type { TrafficMirrorSessionRecord } from '../../../ec2/sessions.ts';
import { someAtOnce } from '../../../policies/atOnce.ts';
import { markOf, startingTags } from '../../../policies/captures.ts';
import { changesAtOnce } from '../../../policies/ending.ts';
import { sessionsOn } from '../../../policies/sessionsOn.ts';
import type { GatewayContext } from '../../context.ts';
import { fromThrown, type UserError } from '../../userErrors.ts';
import { change } from '../change.ts';
import type { Origin } from '../inputs.ts';
import { refused } from '../payload.ts';
import type { Starting } from './input.ts';
import { sessionNumberOf } from './sources.ts';

interface Created {
  readonly sessions: TrafficMirrorSessionRecord[];
  readonly userErrors: UserError[];
}

/** Creates a session on each interface, with an end two minutes away. After a failure, no more are begun. */
export async function createSessions(
  context: GatewayContext,
  origin: Origin<object>,
  wanted: Starting,
  missing: readonly string[],
): Promise<Created> {
  const sessions: TrafficMirrorSessionRecord[] = [];
  const userErrors: UserError[] = [];
  await someAtOnce(missing, changesAtOnce, async (networkInterfaceId) => {
    if (userErrors.length > 0) return;
    const created = await createOne(context, origin, wanted, networkInterfaceId);
    if ('code' in created) userErrors.push(created);
    else sessions.push(created);
  });
  return { sessions, userErrors };
}

async function createOne(
  context: GatewayContext,
  { path }: Origin<object>,
  wanted: Starting,
  networkInterfaceId: string,
): Promise<TrafficMirrorSessionRecord | UserError> {
  const { scope, id, reason, precedence, packetLength, virtualNetworkId } = wanted;
  const { trafficMirrorTargetId, trafficMirrorFilterId } = wanted;
  const session = {
    networkInterfaceId,
    trafficMirrorTargetId,
    trafficMirrorFilterId,
    sessionNumber: sessionNumberOf(precedence),
    packetLength,
    virtualNetworkId,
    description: reason,
    tags: startingTags(id, Date.now()),
  };
  // Random, because the end is one of the parameters. The session number keeps a second one away.
  const token = { clientToken: randomUUID(), mayBeReplay: false };
  const ofSession = { input: { ...session, dryRun: false }, path };
  const { value, userErrors } = await change(context, ofSession, scope, [], (options) =>
    createTrafficMirrorSession(scope, session, { ...options, ...token, capture: id }),
  ).catch((error: unknown) => refused(fromThrown(error, ofSession)));
  const [error] = userErrors;
  if (value) return value;
  if (error === undefined) throw new Error('a create has neither a session nor an error');
  const other =
    error.code === 'ALREADY_EXISTS' ? await findOwn(context, wanted, networkInterfaceId) : undefined;
  return other ?? atPosition(error, path, wanted.networkInterfaceIds.indexOf(networkInterfaceId));
}

/** The session that another replica made for the same capture. */
async function findOwn(
  { usage }: GatewayContext,
  { scope, id }: Starting,
  networkInterfaceId: string,
): Promise<TrafficMirrorSessionRecord | undefined> {
  const found = await sessionsOn(scope, networkInterfaceId, usage);
  return found.find((session) => markOf(session)?.id === id);
}

/** The error of one interface: that of a field that all have in common keeps it. */
function atPosition(error: UserError, path: readonly PropertyKey[], index: number): UserError {
  const field = error.field?.at(-1);
  if (field === 'trafficMirrorTargetId' || field === 'trafficMirrorFilterId') return error;
  return { ...error, field: [...path, 'networkInterfaceIds', index].map(String) };
}
