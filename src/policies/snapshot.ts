/** What a policy is compared with: everything of an account and Region that decides what is mirrored there. */
import type { TrafficMirrorFilterRecord } from '../ec2/filters.ts';
import type { InstanceFacts, InterfaceFacts } from '../ec2/networkInterfaces.ts';
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import type { TrafficMirrorTargetRecord } from '../ec2/targets.ts';

export type SnapshotInterface = Pick<
  InterfaceFacts,
  | 'networkInterfaceId'
  | 'ownerId'
  | 'vpcId'
  | 'subnetId'
  | 'availabilityZoneId'
  | 'interfaceType'
  | 'instanceId'
  | 'deviceIndex'
  | 'privateIpAddress'
  | 'description'
  | 'requesterManaged'
  | 'requesterId'
  | 'tags'
>;

export type SnapshotInstance = Pick<InstanceFacts, 'instanceId' | 'instanceType' | 'state' | 'tags'>;

export type SnapshotSession = Pick<
  TrafficMirrorSessionRecord,
  | 'trafficMirrorSessionId'
  | 'ownerId'
  | 'networkInterfaceId'
  | 'trafficMirrorTargetId'
  | 'trafficMirrorFilterId'
  | 'packetLength'
  | 'sessionNumber'
  | 'virtualNetworkId'
  | 'tags'
>;

export type SnapshotTarget = Pick<
  TrafficMirrorTargetRecord,
  | 'trafficMirrorTargetId'
  | 'ownerId'
  | 'networkInterfaceId'
  | 'networkLoadBalancerArn'
  | 'gatewayLoadBalancerEndpointId'
  | 'tags'
>;

export type SnapshotFilter = Pick<TrafficMirrorFilterRecord, 'trafficMirrorFilterId' | 'tags'>;

/** Read wholly, or not at all. Lists are in the order of their ids: a plan must not depend on the order of EC2's answers. */
export interface PolicySnapshot {
  readonly accountId: string;
  readonly region: string;
  readonly networkInterfaces: readonly SnapshotInterface[];
  readonly instances: readonly SnapshotInstance[];
  /** Also those of other accounts at shared targets. */
  readonly sessions: readonly SnapshotSession[];
  /** Also those that other accounts share. */
  readonly targets: readonly SnapshotTarget[];
  readonly filters: readonly SnapshotFilter[];
  /** What is behind the targets of other accounts: their interfaces, with the instances of those. */
  readonly receivers: {
    /** The accounts that could be read. What is not known of another one may be there. */
    readonly accountIds: readonly string[];
    readonly networkInterfaces: readonly SnapshotInterface[];
    readonly instances: readonly SnapshotInstance[];
  };
}
