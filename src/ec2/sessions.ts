/** Sessions: the record of one, its conversion from and to EC2's shape, and the calls that read and change it. */
import {
  CreateTrafficMirrorSessionCommand,
  DeleteTrafficMirrorSessionCommand,
  DescribeTrafficMirrorSessionsCommand,
  ModifyTrafficMirrorSessionCommand,
  type TrafficMirrorSession,
  type TrafficMirrorSessionField,
} from '@aws-sdk/client-ec2';
import { type CreateOptions, remove, toCreate } from './changes/lifecycle.ts';
import type { Outcome } from './changes/outcome.ts';
import type { ChangeOptions } from './changes/recorder.ts';
import { settle } from './changes/settle.ts';
import { describeByIds, type ResourceKind } from './reads/describe.ts';
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
    packetLength: session.PacketLength,
    sessionNumber: session.SessionNumber,
    virtualNetworkId: session.VirtualNetworkId,
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
      return {
        value: session?.trafficMirrorSessionId === id ? session : undefined,
        requestId: output.$metadata.requestId,
      };
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
  return settle({
    ...options,
    action: 'CreateTrafficMirrorSession',
    scope,
    input,
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
  options: ChangeOptions,
): Promise<Outcome<string>> {
  const input = { TrafficMirrorSessionId: id, DryRun: options.dryRun || undefined };
  const asked = { ...options, action: 'DeleteTrafficMirrorSession', scope, input } as const;
  return remove(asked, sessionKind, id, async (send) => {
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

/** Whether `session` certainly shows the whole change. */
function shows(
  session: TrafficMirrorSessionRecord,
  { set, removeFields }: SessionChange,
  before: TrafficMirrorSessionRecord | undefined,
): boolean {
  const names = Object.keys(set) as (keyof SessionProperties)[];
  return (
    // EC2 may return an empty description as no description.
    names.every((name) => set[name] === undefined || (session[name] ?? '') === set[name]) &&
    removeFields.every((field) => isReset(field, session, before))
  );
}

/** Whether a property was reset to EC2's default: no value, 8500 bytes for a load balancer target, or a random VXLAN ID. */
function isReset(
  field: SessionField,
  session: TrafficMirrorSessionRecord,
  before: TrafficMirrorSessionRecord | undefined,
): boolean {
  const property = sessionFields[field];
  return session[property] === undefined || (before !== undefined && session[property] !== before[property]);
}
