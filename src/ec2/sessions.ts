/** Sessions: the record of one, its conversion from and to EC2's shape, and the call that reads it. */
import {
  DescribeTrafficMirrorSessionsCommand,
  type TrafficMirrorSession,
  type TrafficMirrorSessionField,
} from '@aws-sdk/client-ec2';
import { integer } from './numbers.ts';
import type { ResourceKind } from './reads/kind.ts';
import type { Ec2Scope } from './scope.ts';
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

/** EC2's names of the properties that can be reset, and the property that each one resets. */
export const sessionFields = {
  'packet-length': 'packetLength',
  description: 'description',
  'virtual-network-id': 'virtualNetworkId',
} as const satisfies Record<TrafficMirrorSessionField, keyof SessionProperties>;

export type SessionField = keyof typeof sessionFields;

export interface NewSession extends SessionProperties {
  readonly networkInterfaceId: string;
  readonly trafficMirrorTargetId: string;
  readonly trafficMirrorFilterId: string;
  readonly sessionNumber: number;
  readonly tags: readonly TagRecord[];
}

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

/** The properties in EC2's shape. */
export function toEc2(session: SessionProperties) {
  return {
    TrafficMirrorTargetId: session.trafficMirrorTargetId,
    TrafficMirrorFilterId: session.trafficMirrorFilterId,
    PacketLength: session.packetLength,
    SessionNumber: session.sessionNumber,
    VirtualNetworkId: session.virtualNetworkId,
    Description: session.description,
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
