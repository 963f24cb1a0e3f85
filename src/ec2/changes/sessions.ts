/** The calls that change sessions, and whether EC2 shows their changes. */
import {
  CreateTrafficMirrorSessionCommand,
  DeleteTrafficMirrorSessionCommand,
  ModifyTrafficMirrorSessionCommand,
} from '@aws-sdk/client-ec2';
import { wholePacketAtLoadBalancer } from '../../mirroring/loadBalancers.ts';
import { type Ec2Scope, isOwnedHere } from '../scope.ts';
import {
  type NewSession,
  type SessionChange,
  type SessionField,
  sessionKind,
  sessionProperties,
  type TrafficMirrorSessionRecord,
  toEc2,
} from '../sessions.ts';
import { hasValues, lacksOthers } from './agreement.ts';
import { type CreateOptions, create, toCreate } from './create.ts';
import { modify } from './modify.ts';
import type { Outcome } from './outcome.ts';
import type { ChangeOptions } from './recorder.ts';
import { type RemoveOptions, remove } from './remove.ts';

/** EC2 `CreateTrafficMirrorSession`. A repeat with the same client token returns the session that already exists. */
export function createTrafficMirrorSession(
  scope: Ec2Scope,
  session: NewSession,
  options: CreateOptions,
): Promise<Outcome<TrafficMirrorSessionRecord>> {
  const input = {
    NetworkInterfaceId: session.networkInterfaceId,
    ...toEc2(session),
    ...toCreate('traffic-mirror-session', session.tags, options),
  };
  const change = { ...options, action: 'CreateTrafficMirrorSession', scope, input } as const;
  const isSame = (made: TrafficMirrorSessionRecord) =>
    isOwnedHere(made, scope) && hasValues(made, session, ['networkInterfaceId']);
  return create(change, {
    kind: sessionKind,
    isSame,
    fits: (made) =>
      isSame(made) &&
      hasValues(made, session, sessionProperties) &&
      lacksOthers(made, session, ['description']),
    send: async (send) => {
      const { TrafficMirrorSession: item, $metadata } = await send(
        new CreateTrafficMirrorSessionCommand(input),
      );
      return { item, $metadata };
    },
  });
}

/** EC2 `ModifyTrafficMirrorSession`. */
export function modifyTrafficMirrorSession(
  scope: Ec2Scope,
  change: SessionChange,
  {
    before,
    ...options
  }: ChangeOptions & {
    /** The session as it was last read, if it was. When the answer is lost, it tells a new random VXLAN ID from the old one. */
    readonly before: TrafficMirrorSessionRecord | undefined;
  },
): Promise<Outcome<TrafficMirrorSessionRecord>> {
  const id = change.trafficMirrorSessionId;
  const input = {
    TrafficMirrorSessionId: id,
    ...toEc2(change.set),
    RemoveFields: [...change.removeFields],
    DryRun: options.dryRun || undefined,
  };
  const request = { ...options, action: 'ModifyTrafficMirrorSession', scope, input } as const;
  return modify(request, {
    kind: sessionKind,
    id,
    send: async (send) => {
      const { TrafficMirrorSession: item, $metadata } = await send(
        new ModifyTrafficMirrorSessionCommand(input),
      );
      return { item, $metadata };
    },
    shows: (session) => shows(session, change, before),
    // In EC2's own answer, this length is the default of a load balancer; what is read back may be as it was before.
    confirms: (session) =>
      shows(session, change, { packetLength: undefined, virtualNetworkId: before?.virtualNetworkId }),
  });
}

/** EC2 `DeleteTrafficMirrorSession`. The value is the id of the deleted session. */
export function deleteTrafficMirrorSession(
  scope: Ec2Scope,
  id: string,
  { wasThere, ...options }: RemoveOptions,
): Promise<Outcome<string>> {
  const input = { TrafficMirrorSessionId: id, DryRun: options.dryRun || undefined };
  const change = { ...options, action: 'DeleteTrafficMirrorSession', scope, input } as const;
  return remove(change, { kind: sessionKind, id, wasThere }, async (send) => {
    const { TrafficMirrorSessionId: item, $metadata } = await send(
      new DeleteTrafficMirrorSessionCommand(input),
    );
    return { item, $metadata };
  });
}

/** Whether `session` certainly shows the whole change. @param before as it was last read; undefined: it was not. */
function shows(
  session: TrafficMirrorSessionRecord,
  { set, removeFields }: SessionChange,
  before: Before | undefined,
): boolean {
  return (
    hasValues(session, set, sessionProperties) &&
    removeFields.every((field) => isReset[field](session, before))
  );
}

type Before = Pick<TrafficMirrorSessionRecord, 'packetLength' | 'virtualNetworkId'>;

type Reset = (session: TrafficMirrorSessionRecord, before: Before | undefined) => boolean;

/** Whether a property has EC2's default. */
const isReset: Readonly<Record<SessionField, Reset>> = {
  'packet-length': ({ packetLength }, before) =>
    packetLength === undefined ||
    (packetLength === wholePacketAtLoadBalancer &&
      before !== undefined &&
      before.packetLength !== wholePacketAtLoadBalancer),
  description: ({ description = '' }) => description === '',
  // The default is a random one.
  'virtual-network-id': ({ virtualNetworkId }, before) =>
    before !== undefined && virtualNetworkId !== before.virtualNetworkId,
};
