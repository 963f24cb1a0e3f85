/** `modifyTrafficMirrorSession`. */
import * as z from 'zod';
import { modifyTrafficMirrorSession } from '../../ec2/changes/sessions.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import {
  type SessionChange,
  type SessionField,
  type SessionProperties,
  sessionFields,
  sessionProperties,
  type TrafficMirrorSessionRecord,
} from '../../ec2/sessions.ts';
import type { ModifyTrafficMirrorSessionInput } from '../../generated/types.ts';
import { wholePacketAtLoadBalancer } from '../../mirroring/loadBalancers.ts';
import { sessionRanges } from '../../mirroring/ranges.ts';
import type { GatewayContext } from '../context.ts';
import type { Problem } from '../userErrors.ts';
import { refuseTarget } from './approval.ts';
import { conflicts, foreseen } from './changes.ts';
import { integer, named, text } from './fields.ts';
import { checkInput, type Origin } from './inputs.ts';
import { type Modification, modifyOne } from './modification.ts';
import { warnOfPolicy } from './ownedByPolicy.ts';
import { sessionSubject } from './subjects.ts';
import type { Warning } from './warnings.ts';

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

/** Checks the input of `modifyTrafficMirrorSession`. Does not call EC2. */
export function sessionModification(
  context: GatewayContext,
  origin: Origin<ModifyTrafficMirrorSessionInput>,
) {
  const checked = checkInput(context, origin, {
    schema,
    subject: ['trafficMirrorSessionId', 'TrafficMirrorSession'],
    references: [
      ['trafficMirrorTargetId', 'TrafficMirrorTarget'],
      ['trafficMirrorFilterId', 'TrafficMirrorFilter'],
    ],
    resets: { properties: sessionProperties, resettable: sessionFields },
    crossChecks: (given): Iterable<Problem> => conflicts(given, sessionProperties, sessionFields),
  });
  if ('userErrors' in checked) return checked;
  const { scope, value: change } = checked;
  const redraws = change.removeFields.includes('virtual-network-id');
  return {
    action: 'ModifyTrafficMirrorSession',
    subject: { ...sessionSubject, scope, id: change.trafficMirrorSessionId },
    properties: sessionProperties,
    warnings: redraws ? [redrawn(origin.input)] : [],
    ...(isCompared(change) && {
      warn: (read: () => Promise<TrafficMirrorSessionRecord | null>) =>
        warnOfPolicy(context, scope, read, 'modified'),
    }),
    // A new VXLAN ID is random: only the old one tells whether it is new.
    needsCurrent: redraws,
    refuse: () => refuseTarget(context, scope, change.set.trafficMirrorTargetId),
    complete: () => change,
    send: (change, options, before) => modifyTrafficMirrorSession(scope, change, { ...options, before }),
    foresee: (before, change) => foreseeSession(context, before, change),
  } satisfies Modification<(typeof sessionProperties)[number], TrafficMirrorSessionRecord, SessionChange>;
}

/** Whether policies have anything to say about what is changed. They leave the description to people. */
const isCompared = ({ set: { description, ...set }, removeFields }: SessionChange): boolean =>
  Object.values(set).some((value) => value !== undefined) ||
  removeFields.some((field) => field !== 'description');

const redrawn = ({ virtualNetworkId }: ModifyTrafficMirrorSessionInput): Warning => ({
  code: 'VIRTUAL_NETWORK_ID_REDRAWN',
  field: [virtualNetworkId === null ? 'virtualNetworkId' : 'removeFields'],
  message:
    'virtualNetworkId: EC2 assigns a new random VXLAN ID, so the receiver of the packets must be reconfigured.',
});

/** @param wantsChanges whether the query selects `changes`, which costs one read. */
export async function modifySession(
  context: GatewayContext,
  origin: Origin<ModifyTrafficMirrorSessionInput>,
  wantsChanges: boolean,
) {
  const modification = sessionModification(context, origin);
  const { value, ...result } = await modifyOne(context, origin, modification, wantsChanges);
  return { ...result, trafficMirrorSession: value };
}

/** The properties that a session would have after a change. Reads the target if the packet length depends on it. */
async function foreseeSession(
  context: GatewayContext,
  before: TrafficMirrorSessionRecord,
  change: SessionChange,
): Promise<SessionProperties> {
  const after = foreseen(before, change, sessionProperties, sessionFields);
  const isReset =
    change.removeFields.includes('packet-length') || change.set.trafficMirrorTargetId !== undefined;
  return isReset ? withDefaultLength(context, before.scope, after) : after;
}

/** The properties with the packet length that EC2 sets at a Network Load Balancer when there is none. */
export async function withDefaultLength<Properties extends SessionProperties>(
  { loaders }: GatewayContext,
  scope: Ec2Scope,
  properties: Properties,
): Promise<Properties> {
  const { packetLength, trafficMirrorTargetId } = properties;
  if (packetLength !== undefined || trafficMirrorTargetId === undefined) return properties;
  const target = await loaders(scope)
    .targets.load(trafficMirrorTargetId)
    .catch(() => null);
  return target?.type === 'network-load-balancer'
    ? { ...properties, packetLength: wholePacketAtLoadBalancer }
    : properties;
}
