/** How a session differs from what a policy says. */
import type { PolicyMirror } from '../config/policies.ts';
import type { SessionChange, SessionField, SessionProperties } from '../ec2/sessions.ts';
import { wholePacketAtLoadBalancer } from '../mirroring/loadBalancers.ts';
import type { Because, PolicyReason } from './reasons.ts';
import type { SnapshotSession } from './snapshot.ts';
import type { PolicyTarget } from './targets.ts';

/** What a session should be, on one interface. */
export interface Wanted {
  /** The target that it uses or is to use. Undefined: it stays where it is, wherever that is. */
  readonly target: PolicyTarget | undefined;
  /** Why it is to use another target than now. */
  readonly moves: Because | undefined;
  /** Undefined: it is not known which filter. */
  readonly filterId: string | undefined;
  /** Undefined: it keeps its own. */
  readonly sessionNumber: number | undefined;
  /** Undefined: any. */
  readonly virtualNetworkId: number | undefined;
  /** Undefined: the whole packet. */
  readonly packetLength: number | undefined;
}

export interface Difference extends Because {
  readonly change: SessionChange;
}

/** The VXLAN ID that the policy has for a VPC: undefined for any, null when it has none. */
export function vniIn(
  { vni }: Pick<PolicyMirror, 'vni'>,
  vpcId: string | undefined,
): number | undefined | null {
  if (vni === 'auto') return undefined;
  if (typeof vni === 'number') return vni;
  return Object.hasOwn(vni, vpcId ?? '') ? (vni[vpcId ?? ''] ?? null) : null;
}

/** @returns the change that makes the session as it is wanted, with the first reason; undefined: it is. */
export function differs(session: SnapshotSession, wanted: Wanted): Difference | undefined {
  const set: { -readonly [Name in keyof SessionProperties]: SessionProperties[Name] } = {};
  const removeFields: SessionField[] = [];
  const because: Because[] = [];
  const say = (reason: PolicyReason, message: string) => because.push({ reason, message });
  const { target, moves, filterId, sessionNumber, virtualNetworkId, packetLength } = wanted;
  if (moves !== undefined) {
    because.push(moves);
    set.trafficMirrorTargetId = target?.trafficMirrorTargetId;
  }
  if (filterId !== undefined && session.trafficMirrorFilterId !== filterId) {
    say('FILTER_DIFFERS', `It uses filter ${session.trafficMirrorFilterId}, not ${filterId}.`);
    set.trafficMirrorFilterId = filterId;
  }
  if (sessionNumber !== undefined && session.sessionNumber !== sessionNumber) {
    say('NUMBER_DIFFERS', `Its session number is ${session.sessionNumber}, not ${sessionNumber}.`);
    set.sessionNumber = sessionNumber;
  }
  if (virtualNetworkId !== undefined && session.virtualNetworkId !== virtualNetworkId) {
    say('VNI_DIFFERS', `Its VXLAN ID is ${session.virtualNetworkId}, not ${virtualNetworkId}.`);
    set.virtualNetworkId = virtualNetworkId;
  }
  const { packetLength: length } = session;
  if (length !== packetLength && !(packetLength === undefined && isWhole(length, target))) {
    const now = length === undefined ? 'whole packets' : `${length} bytes of each packet`;
    say('LENGTH_DIFFERS', `It copies ${now}, not ${packetLength ?? 'whole packets'}.`);
    if (packetLength === undefined) removeFields.push('packet-length');
    else set.packetLength = packetLength;
  }
  const [first] = because;
  if (first === undefined) return undefined;
  const { trafficMirrorSessionId } = session;
  return { ...first, change: { trafficMirrorSessionId, set, removeFields } };
}

/** A load balancer gets no packet that is longer, so EC2 sets this length itself (EC2 API reference, CreateTrafficMirrorSession). */
const isWhole = (length: number | undefined, target: PolicyTarget | undefined): boolean =>
  length === wholePacketAtLoadBalancer && target?.isLoadBalancer === true;
