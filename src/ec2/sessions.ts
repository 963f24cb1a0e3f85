/** Traffic Mirror sessions: EC2's shape to ours, how they are read, and how one is modified. */
import {
  DescribeTrafficMirrorSessionsCommand,
  ModifyTrafficMirrorSessionCommand,
  type TrafficMirrorSession,
} from '@aws-sdk/client-ec2';
import type { Ec2Scope } from './clients.ts';
import { describeByIds, type ResourceKind } from './describe.ts';
import { type Outcome, settle, tryOut } from './outcome.ts';
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
  describe: async (client, { filters, maxResults, nextToken }, abortSignal) => {
    const output = await client.send(
      new DescribeTrafficMirrorSessionsCommand({
        Filters: [...filters],
        MaxResults: maxResults,
        NextToken: nextToken,
      }),
      { abortSignal },
    );
    return { items: output.TrafficMirrorSessions, nextToken: output.NextToken };
  },
  fromEc2,
  idOf: (session) => session.trafficMirrorSessionId,
};

/**
 * EC2 `ModifyTrafficMirrorSession`.
 *
 * @param before the session as last read, if it was; it tells a new random VXLAN ID from the old one when the answer is lost.
 */
export function modifyTrafficMirrorSession(
  scope: Ec2Scope,
  change: SessionChange,
  before: TrafficMirrorSessionRecord | undefined,
): Promise<Outcome<TrafficMirrorSessionRecord>> {
  return settle(
    async (abortSignal) => {
      const output = await scope.client.send(new ModifyTrafficMirrorSessionCommand(toEc2(change)), {
        abortSignal,
      });
      const session = output.TrafficMirrorSession && fromEc2(output.TrafficMirrorSession, scope);
      const answersUs = session?.trafficMirrorSessionId === change.trafficMirrorSessionId;
      return { value: answersUs ? session : undefined, requestId: output.$metadata.requestId };
    },
    async (signal) => {
      const [session] = await describeByIds(scope, sessionKind, [change.trafficMirrorSessionId], signal);
      return session && shows(session, change, before) ? session : undefined;
    },
  );
}

/** EC2 `ModifyTrafficMirrorSession` with `DryRun`: what EC2 says of the permission. */
export function tryModifyTrafficMirrorSession(scope: Ec2Scope, change: SessionChange) {
  return tryOut(async (abortSignal) => {
    const command = new ModifyTrafficMirrorSessionCommand({ ...toEc2(change), DryRun: true });
    const output = await scope.client.send(command, { abortSignal });
    return { value: undefined, requestId: output.$metadata.requestId };
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
