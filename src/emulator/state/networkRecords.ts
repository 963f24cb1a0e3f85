/** The records of the network: VPCs and what is in them. Immutable, like all records. */
import type { Row } from './records.ts';

export interface Vpc extends Row {
  readonly ownerId: string;
  /** At least one; the first is the primary one. */
  readonly cidrBlocks: readonly string[];
  readonly ipv6CidrBlocks: readonly string[];
  readonly isDefault: boolean;
}

export interface Subnet extends Row {
  readonly ownerId: string;
  readonly vpcId: string;
  /** Absent in a subnet that has IPv6 only. */
  readonly cidrBlock?: string | undefined;
  readonly ipv6CidrBlocks: readonly string[];
  readonly availabilityZone: string;
  /** The network ACL that the subnet is associated with. */
  readonly networkAclId: string;
  /** The route table of an explicit association; absent: the main one of the VPC. */
  readonly routeTableId?: string | undefined;
}

export interface SecurityGroup extends Row {
  readonly ownerId: string;
  readonly vpcId: string;
  readonly name: string;
  readonly description: string;
}

/** One rule of a security group with its one peer. `ipPermissions` are these rules, grouped. */
export interface SecurityGroupRule extends Row {
  readonly groupId: string;
  readonly direction: 'ingress' | 'egress';
  /** `tcp`, `udp`, `icmp`, `icmpv6`, an IANA number, or `-1` for all. */
  readonly protocol: string;
  /** Both absent for all ports. For ICMP, the type and the code, where -1 is any. */
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
  /** A CIDR block of either family, a security group or a prefix list. */
  readonly peer: string;
  readonly description?: string | undefined;
}

export interface NetworkAclEntry {
  /** The lowest number that matches decides. The closing rule (32767) is not stored. */
  readonly ruleNumber: number;
  readonly direction: 'ingress' | 'egress';
  readonly action: 'allow' | 'deny';
  /** An IANA number as text, or `-1` for all. */
  readonly protocol: string;
  /** Of either family. */
  readonly cidrBlock: string;
  /** For TCP and UDP. */
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
  /** For ICMP; -1 is any. */
  readonly icmpType?: number | undefined;
  readonly icmpCode?: number | undefined;
}

export interface NetworkAcl extends Row {
  readonly ownerId: string;
  readonly vpcId: string;
  readonly isDefault: boolean;
  readonly entries: readonly NetworkAclEntry[];
}

export interface Route {
  /** A CIDR block of either family, or a prefix list. */
  readonly destination: string;
  /** The id of the next hop, whose prefix says what it is, or the ARN of a core network. */
  readonly target: string;
  readonly state: 'active' | 'blackhole';
}

export interface RouteTable extends Row {
  readonly ownerId: string;
  readonly vpcId: string;
  /** Whether it is used by the subnets of the VPC that are associated with no other. */
  readonly isMain: boolean;
  /** Without the local routes, which every table of a VPC has. */
  readonly routes: readonly Route[];
}

/** One side of a peering connection. */
export interface PeeringSide {
  readonly ownerId: string;
  readonly region: string;
  readonly vpcId: string;
}

/** Belongs to the estate of the requester; the accepter sees it too. */
export interface VpcPeeringConnection extends Row {
  readonly requester: PeeringSide;
  readonly accepter: PeeringSide;
  /** E.g. `active`, `pending-acceptance`, `deleted`. */
  readonly status: string;
}

export interface TransitGatewayVpcAttachment extends Row {
  readonly transitGatewayId: string;
  readonly vpcId: string;
  readonly vpcOwnerId: string;
  readonly subnetIds: readonly string[];
  readonly state: string;
  /** ISO 8601. */
  readonly creationTime: string;
}

export interface VpcEndpoint extends Row {
  readonly vpcEndpointType: string;
  readonly vpcId: string;
  readonly serviceName: string;
  readonly state: string;
  readonly subnetIds: readonly string[];
  /** Of a gateway endpoint. */
  readonly routeTableIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly networkInterfaceIds: readonly string[];
  readonly ownerId: string;
  readonly privateDnsEnabled: boolean;
  readonly ipAddressType: string;
  /** Whether another service made it on the owner's behalf. */
  readonly requesterManaged: boolean;
  /** ISO 8601. */
  readonly creationTimestamp: string;
}

export interface Instance extends Row {
  readonly instanceType: string;
  readonly state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
  readonly imageId: string;
  /** ISO 8601. */
  readonly launchTime: string;
  /** EC2 shows no place and no address of a terminated instance. */
  readonly vpcId: string;
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly privateIpAddress?: string | undefined;
  /** The client token of the request that launched it. */
  readonly clientToken?: string | undefined;
  /** Of the request that launched it; absent if none did. */
  readonly reservationId?: string | undefined;
  /** Its place among the instances of that request, from 0. */
  readonly amiLaunchIndex?: number | undefined;
  /** When a request terminated it, in milliseconds since 1970. Then EC2 forgets it after a while. */
  readonly terminatedAt?: number | undefined;
}

export interface NetworkInterface extends Row {
  readonly interfaceType: string;
  readonly status: 'available' | 'in-use';
  readonly ownerId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly availabilityZone: string;
  /** The primary address; absent in a subnet that has IPv6 only. */
  readonly privateIpAddress?: string | undefined;
  readonly secondaryPrivateIpAddresses: readonly string[];
  readonly ipv6Addresses: readonly string[];
  readonly publicIp?: string | undefined;
  readonly macAddress: string;
  readonly description: string;
  readonly groupIds: readonly string[];
  /** Whether a service made it on the owner's behalf. */
  readonly requesterManaged: boolean;
  /** The account or the service that made it, e.g. `amazon-rds`. */
  readonly requesterId?: string | undefined;
  readonly sourceDestCheck: boolean;
  /** The instance that it is attached to; absent if it is not attached, or to something of a service. */
  readonly instanceId?: string | undefined;
  /** Who owns what it is attached to, e.g. `amazon-elb`; absent if it is not attached. */
  readonly instanceOwnerId?: string | undefined;
  readonly deviceIndex: number;
  readonly deleteOnTermination: boolean;
  /** When it was attached, ISO 8601. */
  readonly attachTime?: string | undefined;
}
