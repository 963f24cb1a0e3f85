/** Network interfaces and their instances: the properties that matter for mirroring, and how they are read. */
import {
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  type NetworkInterface,
} from '@aws-sdk/client-ec2';
import type { ResourceKind } from './reads/kind.ts';
import type { Ec2Scope } from './scope.ts';
import { fromTags, type TagRecord } from './tags.ts';

/** A reference to an interface. Its other properties are read only when they are needed. */
export interface NetworkInterfaceRecord {
  readonly __typename: 'NetworkInterface';
  readonly scope: Ec2Scope;
  readonly region: string;
  readonly networkInterfaceId: string;
}

/** An interface as EC2 describes it. */
export interface InterfaceFacts extends NetworkInterfaceRecord {
  readonly vpcId: string | undefined;
  readonly subnetId: string | undefined;
  readonly availabilityZone: string | undefined;
  /** The same zone for all accounts, for example `euw1-az1`. */
  readonly availabilityZoneId: string | undefined;
  /** EC2's `interfaceType`, for example `interface` or `natGateway`. */
  readonly interfaceType: string | undefined;
  /** The instance that it is attached to. */
  readonly instanceId: string | undefined;
  /** Its place at the instance; 0 is the primary interface. */
  readonly deviceIndex: number | undefined;
  /** The primary one. */
  readonly privateIpAddress: string | undefined;
  readonly ipv6Addresses: readonly string[];
  /** Its security groups. */
  readonly groupIds: readonly string[];
  readonly description: string | undefined;
  readonly ownerId: string | undefined;
  /** Whether an AWS service manages it. */
  readonly requesterManaged: boolean | undefined;
  /** EC2's name or ID of who asked for it, for example `amazon-rds`. */
  readonly requesterId: string | undefined;
  readonly tags: readonly TagRecord[];
}

/** Creates a reference without asking EC2. */
export function toNetworkInterface(scope: Ec2Scope, networkInterfaceId: string): NetworkInterfaceRecord {
  return { __typename: 'NetworkInterface', scope, region: scope.region, networkInterfaceId };
}

export const networkInterfaceKind: ResourceKind<NetworkInterface, InterfaceFacts> = {
  action: 'DescribeNetworkInterfaces',
  idFilter: 'network-interface-id',
  describe: async (parameters, send) => {
    const output = await send(new DescribeNetworkInterfacesCommand(parameters));
    return { items: output.NetworkInterfaces, nextToken: output.NextToken };
  },
  fromEc2: (networkInterface, scope) => ({
    ...toNetworkInterface(scope, networkInterface.NetworkInterfaceId ?? ''),
    vpcId: networkInterface.VpcId,
    subnetId: networkInterface.SubnetId,
    availabilityZone: networkInterface.AvailabilityZone,
    availabilityZoneId: networkInterface.AvailabilityZoneId,
    interfaceType: networkInterface.InterfaceType,
    instanceId: networkInterface.Attachment?.InstanceId,
    instanceOwnerId: networkInterface.Attachment?.InstanceOwnerId,
    deviceIndex: networkInterface.Attachment?.DeviceIndex,
    privateIpAddress: networkInterface.PrivateIpAddress,
    ipv6Addresses: (networkInterface.Ipv6Addresses ?? []).flatMap(({ Ipv6Address }) => Ipv6Address ?? []),
    groupIds: (networkInterface.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    // EC2 returns an empty text when there is no description.
    description: networkInterface.Description || undefined,
    ownerId: networkInterface.OwnerId,
    requesterManaged: networkInterface.RequesterManaged,
    requesterId: networkInterface.RequesterId,
    tags: fromTags(networkInterface.TagSet),
  }),
  idOf: ({ networkInterfaceId }) => networkInterfaceId,
};

export interface InstanceFacts {
  readonly instanceId: string;
  /** For example `m5.large`. */
  readonly instanceType: string | undefined;
  /** EC2's name of its state, for example `running`. */
  readonly state: string | undefined;
  readonly tags: readonly TagRecord[];
}

export const instanceKind: ResourceKind<InstanceFacts, InstanceFacts> = {
  action: 'DescribeInstances',
  idFilter: 'instance-id',
  describe: async (parameters, send) => {
    const output = await send(new DescribeInstancesCommand(parameters));
    const instances = output.Reservations?.flatMap(({ Instances = [] }) => Instances);
    const items = instances?.map(({ InstanceId = '', InstanceType, State, Tags }) => ({
      instanceId: InstanceId,
      instanceType: InstanceType,
      state: State?.Name,
      tags: fromTags(Tags),
    }));
    return { items, nextToken: output.NextToken };
  },
  fromEc2: (facts) => facts,
  idOf: ({ instanceId }) => instanceId,
};
