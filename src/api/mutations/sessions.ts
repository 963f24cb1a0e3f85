/** Creates and deletes sessions. */
import * as z from 'zod';
import { createTrafficMirrorSession, deleteTrafficMirrorSession } from '../../ec2/changes/sessions.ts';
import type { NewSession, TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type {
  CreateTrafficMirrorSessionInput,
  DeleteTrafficMirrorSessionInput,
} from '../../generated/types.ts';
import { sessionRanges } from '../../mirroring/ranges.ts';
import type { GatewayContext } from '../context.ts';
import { refuseTarget } from './approval.ts';
import { type Creation, createOne } from './creation.ts';
import { type Deletion, deleteOne } from './deletion.ts';
import { idempotencyKey, integer, named, tags, text } from './fields.ts';
import { checkInput, type Origin } from './inputs.ts';
import { warnOfPolicy } from './ownedByPolicy.ts';
import { sessionSubject } from './subjects.ts';

const schema = z.object({
  networkInterfaceId: named('NetworkInterface'),
  trafficMirrorTargetId: named('TrafficMirrorTarget'),
  trafficMirrorFilterId: named('TrafficMirrorFilter'),
  sessionNumber: integer(sessionRanges.sessionNumber),
  packetLength: integer(sessionRanges.packetLength).optional(),
  virtualNetworkId: integer(sessionRanges.virtualNetworkId).optional(),
  description: text.optional(),
  tags: tags.default([]),
  idempotencyKey: idempotencyKey.optional(),
});

export const sessionCreation: Creation<
  CreateTrafficMirrorSessionInput,
  NewSession,
  TrafficMirrorSessionRecord
> = {
  action: 'CreateTrafficMirrorSession',
  check: (context, origin) =>
    checkInput(context, origin, {
      schema,
      subject: ['networkInterfaceId', 'NetworkInterface'],
      references: [
        ['trafficMirrorTargetId', 'TrafficMirrorTarget'],
        ['trafficMirrorFilterId', 'TrafficMirrorFilter'],
      ],
    }),
  refuse: (context, scope, session) => refuseTarget(context, scope, session.trafficMirrorTargetId),
  create: createTrafficMirrorSession,
};

export async function createSession(
  context: GatewayContext,
  origin: Origin<CreateTrafficMirrorSessionInput>,
) {
  const { value, ...result } = await createOne(context, origin, sessionCreation);
  return { ...result, trafficMirrorSession: value };
}

export const sessionDeletion = {
  action: 'DeleteTrafficMirrorSession',
  of: sessionSubject,
  remove: deleteTrafficMirrorSession,
  warn: (context, scope, read) => warnOfPolicy(context, scope, read, 'deleted'),
} satisfies Deletion<'trafficMirrorSessionId', TrafficMirrorSessionRecord>;

export async function deleteSession(
  context: GatewayContext,
  origin: Origin<DeleteTrafficMirrorSessionInput>,
) {
  const { value, ...result } = await deleteOne(context, origin, sessionDeletion);
  return { ...result, deletedTrafficMirrorSessionId: value };
}
