/** Traffic Mirror sessions: create, modify, delete, describe. */
import { action } from './action.ts';
import { decisions } from './decisions.ts';
import { describe } from './describe.ts';
import { Ec2Error, setAndRemoved } from './errors.ts';
import { found, idKinds } from './ids.ts';
import { id, integer, list, oneOf, required, string } from './parameters.ts';
import type { TrafficMirrorSession, TrafficMirrorTarget } from './records.ts';
import type { Estate } from './state.ts';
import { tagSet } from './tags.ts';
import { findTarget, visibleTarget } from './targets.ts';
import type { WireObject } from './xml.ts';

// Ranges: prose of the API model, which no client enforces.
const packetLength = integer(1, 8500);
const sessionNumber = integer(1, 32766);
const virtualNetworkId = integer(0, 16_777_215);

const toWire = (session: TrafficMirrorSession): WireObject => ({
  trafficMirrorSessionId: session.id,
  trafficMirrorTargetId: session.trafficMirrorTargetId,
  trafficMirrorFilterId: session.trafficMirrorFilterId,
  networkInterfaceId: session.networkInterfaceId,
  ownerId: session.ownerId,
  packetLength: session.packetLength,
  sessionNumber: session.sessionNumber,
  virtualNetworkId: session.virtualNetworkId,
  description: session.description,
  tagSet: tagSet(session.tags),
});

export const DescribeTrafficMirrorSessions = describe<TrafficMirrorSession>({
  set: 'trafficMirrorSessionSet',
  table: ({ sessions }) => sessions,
  rows: ({ sessions }) => sessions.list(),
  ids: {
    parameter: 'TrafficMirrorSessionId',
    parse: id(idKinds.sessions),
    kind: idKinds.sessions,
  },
  filters: {
    description: (row) => row.description,
    'network-interface-id': (row) => row.networkInterfaceId,
    'owner-id': (row) => row.ownerId,
    'packet-length': (row) => row.packetLength,
    'session-number': (row) => row.sessionNumber,
    'traffic-mirror-filter-id': (row) => row.trafficMirrorFilterId,
    'traffic-mirror-session-id': (row) => row.id,
    'traffic-mirror-target-id': (row) => row.trafficMirrorTargetId,
    'virtual-network-id': (row) => row.virtualNetworkId,
  },
  toWire,
});

/** Changes a session in place: its id and its source interface stay. */
export const ModifyTrafficMirrorSession = action(
  {
    TrafficMirrorSessionId: required(id(idKinds.sessions)),
    TrafficMirrorTargetId: id(idKinds.targets),
    TrafficMirrorFilterId: id(idKinds.filters),
    PacketLength: packetLength,
    SessionNumber: sessionNumber,
    VirtualNetworkId: virtualNetworkId,
    Description: string,
    RemoveField: list(oneOf('packet-length', 'description', 'virtual-network-id')),
  },
  (p, estate) => {
    const session = found(estate.sessions, idKinds.sessions, p.TrafficMirrorSessionId);
    const removed = new Set<string>(p.RemoveField);
    // The present target may be gone: the owner of a shared one can delete it while sessions use it.
    const target = p.TrafficMirrorTargetId
      ? visibleTarget(estate, p.TrafficMirrorTargetId)
      : findTarget(estate, session.trafficMirrorTargetId);
    if (p.TrafficMirrorFilterId) found(estate.filters, idKinds.filters, p.TrafficMirrorFilterId);
    const number = p.SessionNumber ?? session.sessionNumber;
    checkSessionNumber(estate, session.networkInterfaceId, number, session.id);
    const kept = removed.has('packet-length') ? undefined : session.packetLength;
    const changed: TrafficMirrorSession = {
      ...session,
      trafficMirrorTargetId: p.TrafficMirrorTargetId ?? session.trafficMirrorTargetId,
      trafficMirrorFilterId: p.TrafficMirrorFilterId ?? session.trafficMirrorFilterId,
      packetLength: p.PacketLength ?? kept ?? defaultPacketLength(target),
      sessionNumber: number,
      virtualNetworkId:
        p.VirtualNetworkId ??
        (removed.has('virtual-network-id') ? randomVirtualNetworkId(estate) : session.virtualNetworkId),
      description: removed.has('description') ? undefined : (p.Description ?? session.description),
    };
    return { trafficMirrorSession: toWire(estate.sessions.put(changed)) };
  },
  ({ RemoveField, PacketLength, Description, VirtualNetworkId }) => {
    const set = {
      'packet-length': PacketLength,
      description: Description,
      'virtual-network-id': VirtualNetworkId,
    };
    for (const field of RemoveField) {
      if (set[field] !== undefined) throw setAndRemoved(field);
    }
  },
);

/** Session numbers are unique per source interface. `self` is the session that may hold the number. */
function checkSessionNumber(estate: Estate, networkInterfaceId: string, number: number, self?: string): void {
  const taken = estate.sessions
    .by('network-interface-id', networkInterfaceId)
    .some((session) => session.sessionNumber === number && session.id !== self);
  if (taken) {
    throw new Ec2Error(
      decisions.sessionNumberTakenCode,
      `The session number ${number} is already being used for network interface ${networkInterfaceId}`,
    );
  }
}

const defaultPacketLength = (target: TrafficMirrorTarget | undefined) =>
  target && decisions.defaultPacketLength[target.type];

/** A 24-bit number that no session of the account in the Region has. */
function randomVirtualNetworkId({ sessions, world }: Estate): number {
  for (;;) {
    const drawn = 1 + Math.floor(world.random() * 16_777_215);
    if (sessions.by('virtual-network-id', String(drawn)).length === 0) return drawn;
  }
}
