/** Checks a `ModifyTrafficMirrorSessionInput`, turns it into a change, and foresees its result. */
import * as z from 'zod';
import type { Ec2Scope } from '../../ec2/scope.ts';
import {
  type SessionChange,
  type SessionField,
  type SessionProperties,
  sessionFields,
  sessionKind,
  sessionProperties,
  type TrafficMirrorSessionRecord,
  wholePacketAtLoadBalancer,
} from '../../ec2/sessions.ts';
import type { ModifyTrafficMirrorSessionInput } from '../../generated/types.ts';
import { sessionRanges } from '../../mirroring/ranges.ts';
import type { GatewayContext } from '../context.ts';
import type { Problem } from '../userErrors.ts';
import { sessionVersion } from '../versions.ts';
import { conflicts, foreseen } from './changes.ts';
import { integer, named, text } from './fields.ts';
import { type Checked, checkInput, type Origin } from './inputs.ts';

const { packetLength, sessionNumber, virtualNetworkId } = sessionRanges;

const schema = z
  .object({
    trafficMirrorSessionId: named('TrafficMirrorSession'),
    trafficMirrorTargetId: named('TrafficMirrorTarget').optional(),
    trafficMirrorFilterId: named('TrafficMirrorFilter').optional(),
    packetLength: integer(packetLength).optional(),
    sessionNumber: integer(sessionNumber).optional(),
    virtualNetworkId: integer(virtualNetworkId).optional(),
    description: text.optional(),
    removeFields: z.array(z.custom<SessionField>()).optional(),
  })
  .transform(
    ({ trafficMirrorSessionId, removeFields, ...set }): SessionChange => ({
      trafficMirrorSessionId,
      set,
      removeFields: [...new Set(removeFields)],
    }),
  );

/** Turns an input into a change, or finds everything that is wrong with it. Does not call EC2. */
export function checkSessionChange(
  context: GatewayContext,
  origin: Origin<ModifyTrafficMirrorSessionInput>,
): Checked<SessionChange> {
  const checked = checkInput(context, origin, {
    schema,
    subject: ['trafficMirrorSessionId', 'TrafficMirrorSession'],
    references: [
      ['trafficMirrorTargetId', 'TrafficMirrorTarget'],
      ['trafficMirrorFilterId', 'TrafficMirrorFilter'],
    ],
    crossChecks: (given): Iterable<Problem> => conflicts(given, sessionProperties, sessionFields),
  });
  return 'value' in checked
    ? { ...checked, warnings: [...checked.warnings, ...consequences(checked.value)] }
    : checked;
}

function* consequences({ removeFields }: SessionChange): Generator<string> {
  if (!removeFields.includes('virtual-network-id')) return;
  yield 'virtualNetworkId: EC2 assigns a new random VXLAN ID, so the receiver of the packets must be reconfigured.';
}

/** A session as the subject of a change. */
export const sessionSubject = (scope: Ec2Scope, id: string) => ({
  scope,
  id,
  field: 'trafficMirrorSessionId',
  kind: sessionKind,
  versionOf: sessionVersion,
  noun: 'session',
});

/** The properties that a session would have after a change. Reads the target if the packet length depends on it. */
export async function foreseeSession(
  { loaders }: GatewayContext,
  before: TrafficMirrorSessionRecord,
  change: SessionChange,
): Promise<SessionProperties> {
  const after = foreseen(before, change, sessionProperties, sessionFields);
  const { packetLength, trafficMirrorTargetId: targetId } = after;
  const isReset =
    change.removeFields.includes('packet-length') || change.set.trafficMirrorTargetId !== undefined;
  if (packetLength !== undefined || !isReset || targetId === undefined) return after;
  const target = await loaders(before.scope)
    .targets.load(targetId)
    .catch(() => null);
  return target?.type === 'network-load-balancer'
    ? { ...after, packetLength: wholePacketAtLoadBalancer }
    : after;
}
