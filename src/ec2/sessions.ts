/** Sessions: the record of one, its conversion from and to EC2's shape, and the calls that read and change it. */
import {
  CreateTrafficMirrorSessionCommand,
  DeleteTrafficMirrorSessionCommand,
  DescribeTrafficMirrorSessionsCommand,
  ModifyTrafficMirrorSessionCommand,
  type TrafficMirrorSession,
  type TrafficMirrorSessionField,
} from '@aws-sdk/client-ec2';
import { hasValues } from './changes/agreement.ts';
import { type CreateOptions, create, type RemoveOptions, remove, toCreate } from './changes/lifecycle.ts';
import type { Outcome } from './changes/outcome.ts';
import type { ChangeOptions } from './changes/recorder.ts';
import { settle } from './changes/settle.ts';
import { integer } from './numbers.ts';
import { describeByIds, type ResourceKind } from './reads/describe.ts';
import { type Ec2Scope, isOwnedHere } from './scope.ts';
import { fromTags, type TagRecord } from './tags.ts';

export interface TrafficMirrorSessionRecord {
  readonly __typename: 'TrafficMirrorSession';
  readonly scope: Ec2Scope;
  readonly trafficMirrorSessionId: string;
  readonly ownerId: string | undefined;
  readonly networkInterfaceId: string | undefined;
  readonly trafficMirrorTargetId: string | undefined;
  readonly trafficMirrorFilterId: string | undefined;
  /** In bytes; undefined means the whole packet. */
  readonly packetLength: number | undefined;
  readonly sessionNumber: number | undefined;
  readonly virtualNetworkId: number | undefined;
  readonly description: string | undefined;
  readonly tags: readonly TagRecord[];
}

/** The properties that can be modified. An undefined property is not set; in a change, it keeps its value. */
export interface SessionProperties {
  readonly trafficMirrorTargetId?: string | undefined;
  readonly trafficMirrorFilterId?: string | undefined;
  readonly packetLength?: number | undefined;
  readonly sessionNumber?: number | undefined;
  readonly virtualNetworkId?: number | undefined;
  readonly description?: string | undefined;
}

/** The properties of a session that can be modified, in the order in which changes are shown. */
export const sessionProperties = [
  'trafficMirrorTargetId',
  'trafficMirrorFilterId',
  'packetLength',
  'sessionNumber',
  'virtualNetworkId',
  'description',
] as const satisfies readonly (keyof SessionProperties)[];

export interface NewSession extends SessionProperties {
  readonly networkInterfaceId: string;
  readonly trafficMirrorTargetId: string;
  readonly trafficMirrorFilterId: string;
  readonly sessionNumber: number;
  readonly tags: readonly TagRecord[];
}

/** EC2's names of the properties that can be reset, and the property that each one resets. */
export const sessionFields = {
  'packet-length': 'packetLength',
  description: 'description',
  'virtual-network-id': 'virtualNetworkId',
} as const satisfies Record<TrafficMirrorSessionField, keyof SessionProperties>;

export type SessionField = keyof typeof sessionFields;

export interface SessionChange {
  readonly trafficMirrorSessionId: string;
  readonly set: SessionProperties;
  readonly removeFields: readonly SessionField[];
}

function fromEc2(session: TrafficMirrorSession, scope: Ec2Scope): TrafficMirrorSessionRecord {
  return {
    __typename: 'TrafficMirrorSession',
    scope,
    trafficMirrorSessionId: session.TrafficMirrorSessionId ?? '',
    ownerId: session.OwnerId,
    networkInterfaceId: session.NetworkInterfaceId,
    trafficMirrorTargetId: session.TrafficMirrorTargetId,
    trafficMirrorFilterId: session.TrafficMirrorFilterId,
    packetLength: integer(session.PacketLength),
    sessionNumber: integer(session.SessionNumber),
    virtualNetworkId: integer(session.VirtualNetworkId),
    description: session.Description,
    tags: fromTags(session.Tags),
  };
}

export const sessionKind: ResourceKind<TrafficMirrorSession, TrafficMirrorSessionRecord> = {
  action: 'DescribeTrafficMirrorSessions',
  idFilter: 'traffic-mirror-session-id',
  describe: async (parameters, send) => {
    const output = await send(new DescribeTrafficMirrorSessionsCommand(parameters));
    return { items: output.TrafficMirrorSessions, nextToken: output.NextToken };
  },
  fromEc2,
  idOf: (session) => session.trafficMirrorSessionId,
};

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
  const input = { ...toEc2(change), DryRun: options.dryRun || undefined };
  return settle({
    ...options,
    action: 'ModifyTrafficMirrorSession',
    scope,
    input,
    send: async (send) => {
      const output = await send(new ModifyTrafficMirrorSessionCommand(input));
      const session = output.TrafficMirrorSession && fromEc2(output.TrafficMirrorSession, scope);
      // Without the session as it was, the answer's VXLAN ID must be taken for a new one.
      const fits =
        session?.trafficMirrorSessionId === id &&
        shows(session, change, before ?? { virtualNetworkId: undefined });
      return { value: fits ? session : undefined, requestId: output.$metadata.requestId };
    },
    readBack: async (usage) => {
      const [session] = await describeByIds(scope, sessionKind, [id], usage);
      return session && shows(session, change, before) ? session : undefined;
    },
  });
}

/** EC2 `CreateTrafficMirrorSession`. A repeat with the same client token returns the session that already exists. */
export function createTrafficMirrorSession(
  scope: Ec2Scope,
  session: NewSession,
  options: CreateOptions,
): Promise<Outcome<TrafficMirrorSessionRecord>> {
  const input = {
    NetworkInterfaceId: session.networkInterfaceId,
    TrafficMirrorTargetId: session.trafficMirrorTargetId,
    TrafficMirrorFilterId: session.trafficMirrorFilterId,
    PacketLength: session.packetLength,
    SessionNumber: session.sessionNumber,
    VirtualNetworkId: session.virtualNetworkId,
    Description: session.description,
    ...toCreate('traffic-mirror-session', session.tags, options),
  };
  const asked = { ...options, action: 'CreateTrafficMirrorSession', scope, input } as const;
  const isSame = (made: TrafficMirrorSessionRecord) =>
    isOwnedHere(made, scope) && hasValues(made, session, ['networkInterfaceId']);
  return create(asked, {
    kind: sessionKind,
    isSame,
    fits: (made) => isSame(made) && hasValues(made, session, sessionProperties),
    send: async (send) => {
      const output = await send(new CreateTrafficMirrorSessionCommand(input));
      const created = output.TrafficMirrorSession;
      return {
        value: created?.TrafficMirrorSessionId ? fromEc2(created, scope) : undefined,
        requestId: output.$metadata.requestId,
      };
    },
  });
}

/** EC2 `DeleteTrafficMirrorSession`. The value is the id of the deleted session. */
export function deleteTrafficMirrorSession(
  scope: Ec2Scope,
  id: string,
  { wasThere, ...options }: RemoveOptions,
): Promise<Outcome<string>> {
  const input = { TrafficMirrorSessionId: id, DryRun: options.dryRun || undefined };
  const asked = { ...options, action: 'DeleteTrafficMirrorSession', scope, input } as const;
  return remove(asked, { kind: sessionKind, id, wasThere }, async (send) => {
    const output = await send(new DeleteTrafficMirrorSessionCommand(input));
    return { value: output.TrafficMirrorSessionId, requestId: output.$metadata.requestId };
  });
}

function toEc2({ trafficMirrorSessionId, set, removeFields }: SessionChange) {
  return {
    TrafficMirrorSessionId: trafficMirrorSessionId,
    TrafficMirrorTargetId: set.trafficMirrorTargetId,
    TrafficMirrorFilterId: set.trafficMirrorFilterId,
    PacketLength: set.packetLength,
    SessionNumber: set.sessionNumber,
    VirtualNetworkId: set.virtualNetworkId,
    Description: set.description,
    RemoveFields: [...removeFields],
  };
}

/** Whether `session` certainly shows the whole change. @param before as it was last read; undefined: it was not. */
function shows(
  session: TrafficMirrorSessionRecord,
  { set, removeFields }: SessionChange,
  before: Pick<TrafficMirrorSessionRecord, 'virtualNetworkId'> | undefined,
): boolean {
  return (
    hasValues(session, set, sessionProperties) &&
    removeFields.every((field) => isReset[field](session, before))
  );
}

/** EC2 sets this length for whole packets sent to a Network Load Balancer (EC2 API reference, CreateTrafficMirrorSession). */
export const wholePacketAtLoadBalancer = 8_500;

type Reset = (
  session: TrafficMirrorSessionRecord,
  before: Pick<TrafficMirrorSessionRecord, 'virtualNetworkId'> | undefined,
) => boolean;

/** Whether a property has EC2's default. */
const isReset: Readonly<Record<SessionField, Reset>> = {
  'packet-length': ({ packetLength }) =>
    packetLength === undefined || packetLength === wholePacketAtLoadBalancer,
  description: ({ description = '' }) => description === '',
  // The default is a random one.
  'virtual-network-id': ({ virtualNetworkId }, before) =>
    before !== undefined && virtualNetworkId !== before.virtualNetworkId,
};
