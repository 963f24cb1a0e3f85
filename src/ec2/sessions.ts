/** Traffic Mirror sessions: EC2's shape to ours, how they are read, and how one is modified. */
import {
  CreateTrafficMirrorSessionCommand,
  DeleteTrafficMirrorSessionCommand,
  DescribeTrafficMirrorSessionsCommand,
  ModifyTrafficMirrorSessionCommand,
  type TrafficMirrorSession,
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
  /** Bytes; undefined: the whole packet. */
  readonly packetLength: number | undefined;
  readonly sessionNumber: number | undefined;
  readonly virtualNetworkId: number | undefined;
  readonly description: string | undefined;
  readonly tags: readonly TagRecord[];
}

/** The properties that can be modified; what is undefined stays as it is. */
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

/** EC2's words for the properties that can be reset, and the property each one resets. */
export const sessionFields = {
  'packet-length': 'packetLength',
  description: 'description',
  'virtual-network-id': 'virtualNetworkId',
} as const satisfies Record<string, keyof SessionProperties>;

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
    /** The session as last read, if it was: it tells a new random VXLAN ID from the old one when the answer is lost. */
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

/** EC2 `CreateTrafficMirrorSession`. Sent again with the same token, it answers with the session that is there. */
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

/** EC2 `DeleteTrafficMirrorSession`. The value is the id of the session that is gone. */
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

/** Whether `session` is certainly what the change makes of it. */
function shows(
  session: TrafficMirrorSessionRecord,
  { set, removeFields }: SessionChange,
  before: TrafficMirrorSessionRecord | undefined,
): boolean {
  const names = Object.keys(set) as (keyof SessionProperties)[];
  return (
    // An empty description may come back as none.
    names.every((name) => set[name] === undefined || (session[name] ?? '') === set[name]) &&
    removeFields.every((field) => isReset(field, session, before))
  );
}

/** The defaults of EC2: nothing, 8500 bytes at a load balancer, a VXLAN ID drawn at random. */
function isReset(
  field: SessionField,
  session: TrafficMirrorSessionRecord,
  before: TrafficMirrorSessionRecord | undefined,
): boolean {
  const property = sessionFields[field];
  return session[property] === undefined || (before !== undefined && session[property] !== before[property]);
}
