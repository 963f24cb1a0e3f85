/** Creates and deletes sessions. */
import * as z from 'zod';
import { createTrafficMirrorSession, deleteTrafficMirrorSession } from '../../ec2/changes/sessions.ts';
import { sessionKind } from '../../ec2/sessions.ts';
import type {
  CreateTrafficMirrorSessionInput,
  DeleteTrafficMirrorSessionInput,
} from '../../generated/types.ts';
import { sessionRanges } from '../../mirroring/ranges.ts';
import type { GatewayContext } from '../context.ts';
import { sessionVersion } from '../versions.ts';
import { refuseTarget } from './approval.ts';
import { createOne } from './creation.ts';
import { deleteOne } from './deletion.ts';
import { idempotencyKey, integer, named, tags, text } from './fields.ts';
import { lookAtSession } from './foreseen.ts';
import { checkInput, originOf } from './inputs.ts';

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

export async function createSession(context: GatewayContext, input: CreateTrafficMirrorSessionInput) {
  const checked = checkInput(context, originOf(input), {
    schema,
    subject: ['networkInterfaceId', 'NetworkInterface'],
    references: [
      ['trafficMirrorTargetId', 'TrafficMirrorTarget'],
      ['trafficMirrorFilterId', 'TrafficMirrorFilter'],
    ],
  });
  const result = await createOne(
    context,
    'createTrafficMirrorSession',
    input,
    checked,
    createTrafficMirrorSession,
    {
      refuse: (scope, session) => refuseTarget(context, scope, session.trafficMirrorTargetId),
      lookAround: (scope, { networkInterfaceId, ...session }) =>
        lookAtSession(context, { ...session, scope, networkInterfaceId: async () => networkInterfaceId }),
    },
  );
  return { ...result, trafficMirrorSession: result.value };
}

export async function deleteSession(context: GatewayContext, input: DeleteTrafficMirrorSessionInput) {
  const { value, ...result } = await deleteOne(context, input, {
    field: 'trafficMirrorSessionId',
    idKind: 'TrafficMirrorSession',
    noun: 'session',
    kind: sessionKind,
    versionOf: sessionVersion,
    remove: deleteTrafficMirrorSession,
  });
  return { ...result, deletedTrafficMirrorSessionId: value };
}
