/** Random changes of sessions. */
import {
  CreateTrafficMirrorSessionCommand,
  DeleteTrafficMirrorSessionCommand,
  ModifyTrafficMirrorSessionCommand,
} from '@aws-sdk/client-ec2';
import {
  type SessionField,
  sessionFields,
  type TrafficMirrorSessionRecord,
  toEc2,
} from '../../../src/ec2/sessions.ts';
import { home } from '../estateReads.ts';
import { type Draw, maybe, overlaid, prefer } from './change.ts';
import {
  filterIdOf,
  lengths,
  numbers,
  pickSession,
  targetIdOf,
  touchedBy,
  vniOf,
  withLength,
} from './sessionProperties.ts';

export const createsSession: Draw = (facts, random) => {
  const used = new Set(facts.sessions.all().map((session) => session.networkInterfaceId));
  const source = prefer(random, facts.networkInterfaces.all(), (one) => used.has(one.networkInterfaceId));
  const session: TrafficMirrorSessionRecord = {
    __typename: 'TrafficMirrorSession',
    scope: source.scope,
    trafficMirrorSessionId: '',
    ownerId: home,
    networkInterfaceId: source.networkInterfaceId,
    trafficMirrorTargetId: targetIdOf(facts, random, source.networkInterfaceId),
    trafficMirrorFilterId: filterIdOf(facts, random),
    packetLength: maybe(random, 0.5, () => random.pick(lengths)),
    sessionNumber: random.pick(numbers),
    virtualNetworkId: maybe(random, 0.7, () => vniOf(random)),
    description: undefined,
    tags: [],
  };
  const { networkInterfaceId: NetworkInterfaceId, sessionNumber: SessionNumber, ...others } = session;
  return {
    what: `create ${JSON.stringify(toEc2(session))} at ${NetworkInterfaceId}`,
    touched: touchedBy(session),
    after: (trafficMirrorSessionId) => ({
      sessions: { put: [withLength(facts, { ...session, trafficMirrorSessionId })] },
    }),
    send: async (ec2) => {
      const parameters = { ...toEc2(others), NetworkInterfaceId, SessionNumber };
      const answer = await ec2.send(
        new CreateTrafficMirrorSessionCommand({
          ...parameters,
          TrafficMirrorTargetId: session.trafficMirrorTargetId,
          TrafficMirrorFilterId: session.trafficMirrorFilterId,
        }),
      );
      return answer.TrafficMirrorSession?.TrafficMirrorSessionId;
    },
  };
};

export const modifiesSession: Draw = (facts, random) => {
  const before = pickSession(facts, random);
  if (before === undefined) return undefined;
  const set = {
    trafficMirrorTargetId: maybe(random, 0.4, () => targetIdOf(facts, random, before.networkInterfaceId)),
    trafficMirrorFilterId: maybe(random, 0.4, () => filterIdOf(facts, random)),
    packetLength: maybe(random, 0.3, () => random.pick(lengths)),
    sessionNumber: maybe(random, 0.3, () => random.pick(numbers)),
    virtualNetworkId: maybe(random, 0.3, () => vniOf(random)),
  };
  const removed = (['packet-length', 'virtual-network-id'] as const satisfies SessionField[]).filter(
    (field) => set[sessionFields[field]] === undefined && random.chance(0.2),
  );
  const reset = Object.fromEntries(removed.map((field) => [sessionFields[field], undefined]));
  const after = withLength(facts, overlaid({ ...before, ...reset }, set as Partial<typeof before>));
  const { trafficMirrorSessionId: TrafficMirrorSessionId } = before;
  return {
    what: `modify ${TrafficMirrorSessionId}: ${JSON.stringify(toEc2(set))} without ${removed}`,
    touched: touchedBy(before, after),
    after: () => ({ sessions: { put: [after] } }),
    send: async (ec2) => {
      const change = { ...toEc2(set), TrafficMirrorSessionId, RemoveFields: [...removed] };
      await ec2.send(new ModifyTrafficMirrorSessionCommand(change));
      return undefined;
    },
  };
};

export const deletesSession: Draw = (facts, random) => {
  const before = pickSession(facts, random);
  if (before === undefined) return undefined;
  const { trafficMirrorSessionId: TrafficMirrorSessionId } = before;
  return {
    what: `delete ${TrafficMirrorSessionId}`,
    touched: touchedBy(before),
    after: () => ({ sessions: { drop: [TrafficMirrorSessionId] } }),
    send: async (ec2) => {
      await ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId }));
      return undefined;
    },
  };
};
