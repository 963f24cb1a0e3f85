/** Creates and deletes sessions. */
import * as z from 'zod';
import { refuseTarget } from '../../access/approvedTargets.ts';
import { createTrafficMirrorSession, deleteTrafficMirrorSession } from '../../ec2/sessions.ts';
import type {
  CreateTrafficMirrorSessionInput,
  DeleteTrafficMirrorSessionInput,
} from '../../generated/graphql.ts';
import type { GatewayContext } from '../context.ts';
import { createOne } from './creation.ts';
import { deleteOne } from './deletion.ts';
import { idempotencyKey, named, tags, text } from './fields.ts';
import { checkInput, originOf } from './inputs.ts';
import { versionConflict } from './modifySession.ts';
import { sessionRanges } from './sessionChange.ts';

const schema = z.object({
  networkInterfaceId: named('NetworkInterface'),
  trafficMirrorTargetId: named('TrafficMirrorTarget'),
  trafficMirrorFilterId: named('TrafficMirrorFilter'),
  sessionNumber: sessionRanges.sessionNumber,
  packetLength: sessionRanges.packetLength.optional(),
  virtualNetworkId: sessionRanges.virtualNetworkId.optional(),
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
    (scope, session) => refuseTarget(context, scope, session.trafficMirrorTargetId),
  );
  return { ...result, trafficMirrorSession: result.value };
}

export async function deleteSession(context: GatewayContext, input: DeleteTrafficMirrorSessionInput) {
  const { value, ...result } = await deleteOne(context, input, {
    field: 'trafficMirrorSessionId',
    kind: 'TrafficMirrorSession',
    remove: deleteTrafficMirrorSession,
    refuse: async (scope, id) => {
      if (typeof input.ifVersion !== 'string') return undefined;
      return versionConflict(await context.loaders(scope).sessions.load(id), originOf(input));
    },
  });
  return { ...result, deletedTrafficMirrorSessionId: value };
}
