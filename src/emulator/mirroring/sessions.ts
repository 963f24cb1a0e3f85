/** Traffic Mirror sessions: create, modify, delete, describe. */
import { action } from '../action.ts';
import { creation } from '../creation.ts';
import { decisions } from '../decisions.ts';
import { describe, idList } from '../describe.ts';
import { limitExceeded, sessionNumberTaken } from '../errors.ts';
import { found, idKinds } from '../ids.ts';
import { checkRemoved, description, id } from '../sharedParameters.ts';
import type { TrafficMirrorSession, TrafficMirrorTarget } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import { integer, list, oneOf, required } from '../wire/parameters.ts';
import type { WireObject } from '../wire/xml.ts';
import { checkSource, checkTarget } from './eligibility.ts';
import { findTarget, foreignSessions, visibleSessions, visibleTarget } from './sharing.ts';

// The ranges are from the API model's prose. No client enforces them.
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

export const CreateTrafficMirrorSession = creation(
  { element: 'trafficMirrorSession', idKind: idKinds.sessions, table: ({ sessions }) => sessions, toWire },
  {
    NetworkInterfaceId: required(id(idKinds.networkInterfaces)),
    TrafficMirrorTargetId: required(id(idKinds.targets)),
    TrafficMirrorFilterId: required(id(idKinds.filters)),
    PacketLength: packetLength,
    SessionNumber: required(sessionNumber),
    VirtualNetworkId: virtualNetworkId,
    Description: description,
  },
  (p, estate, row) => {
    const source = found(estate.networkInterfaces, idKinds.networkInterfaces, p.NetworkInterfaceId);
    const target = visibleTarget(estate, p.TrafficMirrorTargetId);
    found(estate.filters, idKinds.filters, p.TrafficMirrorFilterId);
    checkSource(estate, source);
    checkQuotas(estate, source.id);
    checkTarget(estate, target, source.id);
    checkSessionNumber(estate, source.id, p.SessionNumber);
    return {
      ...row,
      networkInterfaceId: source.id,
      trafficMirrorTargetId: target.id,
      trafficMirrorFilterId: p.TrafficMirrorFilterId,
      ownerId: estate.accountId,
      packetLength: p.PacketLength ?? defaultPacketLength(target),
      sessionNumber: p.SessionNumber,
      virtualNetworkId: p.VirtualNetworkId ?? randomVirtualNetworkId(estate),
      description: p.Description,
    };
  },
);

/** Changes a session in place; its id and its source interface stay the same. */
export const ModifyTrafficMirrorSession = action(
  {
    TrafficMirrorSessionId: required(id(idKinds.sessions)),
    TrafficMirrorTargetId: id(idKinds.targets),
    TrafficMirrorFilterId: id(idKinds.filters),
    PacketLength: packetLength,
    SessionNumber: sessionNumber,
    VirtualNetworkId: virtualNetworkId,
    Description: description,
    RemoveField: list(oneOf('packet-length', 'description', 'virtual-network-id')),
  },
  (p, estate) => {
    const session = found(estate.sessions, idKinds.sessions, p.TrafficMirrorSessionId);
    const removed = new Set<string>(p.RemoveField);
    const target = targetAfter(estate, session, p.TrafficMirrorTargetId);
    if (p.TrafficMirrorFilterId) found(estate.filters, idKinds.filters, p.TrafficMirrorFilterId);
    const number = p.SessionNumber ?? session.sessionNumber;
    checkSessionNumber(estate, session.networkInterfaceId, number, session.id);
    const kept = removed.has('packet-length') ? undefined : session.packetLength;
    const redrawn = removed.has('virtual-network-id') ? randomVirtualNetworkId(estate) : undefined;
    const changed = estate.sessions.put({
      ...session,
      trafficMirrorTargetId: p.TrafficMirrorTargetId ?? session.trafficMirrorTargetId,
      trafficMirrorFilterId: p.TrafficMirrorFilterId ?? session.trafficMirrorFilterId,
      packetLength: p.PacketLength ?? kept ?? defaultPacketLength(target),
      sessionNumber: number,
      virtualNetworkId: p.VirtualNetworkId ?? redrawn ?? session.virtualNetworkId,
      description: removed.has('description') ? undefined : (p.Description ?? session.description),
    });
    return { trafficMirrorSession: toWire(changed) };
  },
  ({ RemoveField, PacketLength, Description, VirtualNetworkId }) => {
    checkRemoved(RemoveField, {
      'packet-length': PacketLength,
      description: Description,
      'virtual-network-id': VirtualNetworkId,
    });
  },
);

export const DeleteTrafficMirrorSession = action(
  { TrafficMirrorSessionId: required(id(idKinds.sessions)) },
  ({ TrafficMirrorSessionId }, { sessions }) => {
    sessions.delete(found(sessions, idKinds.sessions, TrafficMirrorSessionId).id);
    return { trafficMirrorSessionId: TrafficMirrorSessionId };
  },
);

export const DescribeTrafficMirrorSessions = describe<TrafficMirrorSession>({
  set: 'trafficMirrorSessionSet',
  rows: visibleSessions,
  table: (estate) => (foreignSessions(estate).length === 0 ? estate.sessions : undefined),
  ids: idList('TrafficMirrorSessionId', idKinds.sessions),
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

/**
 * The target that a modified session will have. Undefined if that is its current target, and that was deleted: a shared
 * target can be deleted while sessions use it.
 */
function targetAfter(
  estate: Estate,
  session: TrafficMirrorSession,
  newTargetId: string | undefined,
): TrafficMirrorTarget | undefined {
  if (newTargetId === undefined) return findTarget(estate, session.trafficMirrorTargetId);
  const target = visibleTarget(estate, newTargetId);
  if (newTargetId !== session.trafficMirrorTargetId) checkTarget(estate, target, session.networkInterfaceId);
  return target;
}

function checkQuotas({ sessions, world: { quotas } }: Estate, networkInterfaceId: string): void {
  if (sessions.size >= quotas.sessionsPerAccount) {
    throw limitExceeded(
      'TrafficMirrorSessionLimitExceeded',
      `The maximum number of traffic mirror sessions (${quotas.sessionsPerAccount}) has been reached`,
    );
  }
  if (sessions.by('network-interface-id', networkInterfaceId).length >= quotas.sessionsPerInterface) {
    throw limitExceeded(
      'TrafficMirrorSessionsPerInterfaceLimitExceeded',
      `The maximum number of traffic mirror sessions (${quotas.sessionsPerInterface}) for network interface ${networkInterfaceId} has been reached`,
    );
  }
}

/** Checks that no session of the source interface has the number, other than `self`, the session that is modified. */
function checkSessionNumber(estate: Estate, networkInterfaceId: string, number: number, self?: string): void {
  const taken = estate.sessions
    .by('network-interface-id', networkInterfaceId)
    .some((session) => session.sessionNumber === number && session.id !== self);
  if (taken) throw sessionNumberTaken(number, networkInterfaceId);
}

const defaultPacketLength = (target: TrafficMirrorTarget | undefined) =>
  target && decisions.defaultPacketLength[target.type];

/** A random 24-bit number that no session of the account and Region uses. */
function randomVirtualNetworkId({ sessions, world }: Estate): number {
  for (;;) {
    const drawn = 1 + Math.floor(world.random() * 16_777_215);
    if (sessions.by('virtual-network-id', String(drawn)).length === 0) return drawn;
  }
}
