/** What the judgements look at of each resource. The records that `ec2/` keeps have these properties, and others. */

export type Direction = 'ingress' | 'egress';

export interface PortRange {
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
}

/** A filter rule. */
export interface Rule {
  readonly trafficMirrorFilterRuleId: string;
  readonly ruleNumber?: number | undefined;
  readonly ruleAction?: 'accept' | 'reject' | undefined;
  /** IANA protocol number; undefined means all protocols. */
  readonly protocol?: number | undefined;
  readonly sourceCidrBlock?: string | undefined;
  readonly destinationCidrBlock?: string | undefined;
  /** Undefined means all ports. */
  readonly sourcePortRange?: PortRange | undefined;
  readonly destinationPortRange?: PortRange | undefined;
}

export interface Filter<R extends Rule = Rule> {
  readonly trafficMirrorFilterId: string;
  /** The services as EC2 names them. */
  readonly rawNetworkServices: readonly string[];
  readonly ingressRules: readonly R[];
  readonly egressRules: readonly R[];
}

export interface Session {
  readonly trafficMirrorSessionId: string;
  readonly networkInterfaceId: string | undefined;
  readonly trafficMirrorTargetId: string | undefined;
  /** In bytes; undefined means the whole packet. */
  readonly packetLength: number | undefined;
  readonly sessionNumber: number | undefined;
  readonly virtualNetworkId: number | undefined;
}

/** What admits packets to an interface: those of one protocol, to a range of ports, from any of the sources. */
export interface Permission {
  /** `-1` for all, else EC2's name or the number of a protocol. */
  readonly protocol: string;
  /** Undefined, or -1, when all ports are admitted. */
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  /** Of both IP families. */
  readonly cidrBlocks: readonly string[];
  /** Groups whose interfaces are admitted. */
  readonly groupIds: readonly string[];
  readonly prefixListIds: readonly string[];
}

export interface SecurityGroup {
  readonly groupId: string;
  readonly inbound: readonly Permission[];
}

export interface NetworkAclEntry {
  readonly ruleNumber: number;
  readonly action: 'allow' | 'deny';
  /** `-1` for all, else the number of a protocol. */
  readonly protocol: string;
  /** Of either family. */
  readonly cidrBlock: string;
  /** Undefined when the entry is for all ports. */
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
}

export interface NetworkAcl {
  readonly networkAclId: string;
  /** The subnets that it guards. */
  readonly subnetIds: readonly string[];
  /** The entries for inbound packets. */
  readonly inbound: readonly NetworkAclEntry[];
}

export interface Route {
  /** A CIDR block of either family, or the ID of a prefix list. */
  readonly destination: string;
  /** The kind of the next hop; `gateway` may be an internet gateway, a virtual private gateway or a gateway endpoint. */
  readonly hop: string;
  /** The ID of the next hop. */
  readonly hopId: string;
  readonly isBlackhole: boolean;
}

export interface RouteTable {
  readonly routeTableId: string;
  readonly vpcId: string | undefined;
  /** Whether it is for the subnets of the VPC that have no table of their own. */
  readonly isMain: boolean;
  /** The subnets whose own table it is. */
  readonly subnetIds: readonly string[];
  readonly routes: readonly Route[];
}

export interface Peering {
  readonly vpcPeeringConnectionId: string;
  readonly requester: { readonly vpcId: string | undefined };
  readonly accepter: { readonly vpcId: string | undefined };
  /** For example `active`. */
  readonly status: string | undefined;
}

export interface TransitGatewayAttachment {
  readonly transitGatewayId: string | undefined;
  readonly vpcId: string | undefined;
  /** For example `available`. */
  readonly state: string | undefined;
}
