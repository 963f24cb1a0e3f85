/** The records that the embedded EC2 keeps. They are immutable: a change puts a new record in the table. */

/** A tag as EC2 shows it; keys are unique within a resource. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The fields of every record. */
export interface Row {
  /** EC2's id, e.g. `tms-0123456789abcdef0`. */
  readonly id: string;
  /** Order of creation across all accounts and Regions, which lists and page tokens follow. */
  readonly seq: number;
  readonly tags: readonly Tag[];
}

export interface TrafficMirrorSession extends Row {
  readonly trafficMirrorTargetId: string;
  readonly trafficMirrorFilterId: string;
  readonly networkInterfaceId: string;
  readonly ownerId: string;
  /** Bytes to mirror after the VXLAN header; absent means the whole packet. */
  readonly packetLength?: number | undefined;
  readonly sessionNumber: number;
  readonly virtualNetworkId: number;
  readonly description?: string | undefined;
}

export interface TrafficMirrorTarget extends Row {
  readonly type: 'network-interface' | 'network-load-balancer' | 'gateway-load-balancer-endpoint';
  readonly networkInterfaceId?: string | undefined;
  readonly networkLoadBalancerArn?: string | undefined;
  readonly gatewayLoadBalancerEndpointId?: string | undefined;
  readonly ownerId: string;
  readonly description?: string | undefined;
}

export interface TrafficMirrorFilter extends Row {
  readonly networkServices: readonly string[];
  readonly description?: string | undefined;
}

export interface PortRange {
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
}

export interface TrafficMirrorFilterRule extends Row {
  readonly trafficMirrorFilterId: string;
  readonly trafficDirection: 'ingress' | 'egress';
  readonly ruleNumber: number;
  readonly ruleAction: 'accept' | 'reject';
  /** IANA protocol number; absent means every protocol. */
  readonly protocol?: number | undefined;
  readonly destinationPortRange?: PortRange | undefined;
  readonly sourcePortRange?: PortRange | undefined;
  readonly destinationCidrBlock: string;
  readonly sourceCidrBlock: string;
  readonly description?: string | undefined;
}

export interface NetworkInterface extends Row {
  readonly interfaceType: string;
  readonly status: 'available' | 'in-use';
  readonly ownerId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly privateIpAddress: string;
  readonly macAddress: string;
  readonly description: string;
  readonly groupId: string;
  /** The AWS service that manages it, e.g. `amazon-rds`; absent if its owner does. */
  readonly requesterId?: string | undefined;
  /** The instance that it is attached to; absent if it is not attached. */
  readonly instanceId?: string | undefined;
}

export interface Instance extends Row {
  readonly instanceType: string;
  readonly state: 'running' | 'stopped';
  readonly vpcId: string;
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly privateIpAddress: string;
}

export interface Vpc extends Row {
  readonly ownerId: string;
  readonly cidrBlock: string;
  readonly isDefault: boolean;
}

export interface Subnet extends Row {
  readonly ownerId: string;
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
}

export interface VpcEndpoint extends Row {
  readonly vpcEndpointType: string;
  readonly vpcId: string;
  readonly serviceName: string;
  readonly state: string;
  readonly subnetIds: readonly string[];
  readonly networkInterfaceIds: readonly string[];
  readonly ownerId: string;
  /** ISO 8601. */
  readonly creationTimestamp: string;
}
