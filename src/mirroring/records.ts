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
  /** `-1` for all, else EC2's name or the number of a protocol (EC2 API reference, IpPermission). */
  readonly ipProtocol: string | undefined;
  /** Undefined, or -1, when all ports are admitted. */
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  /** The IPv4 blocks: the outer packet of a copy is never IPv6. */
  readonly cidrs: readonly string[];
  /** Groups whose interfaces are admitted. */
  readonly groupIds: readonly string[];
  readonly prefixListIds: readonly string[];
}

export interface SecurityGroup {
  readonly groupId: string;
  /** For inbound packets. */
  readonly ipPermissions: readonly Permission[];
}

export interface NetworkAclEntry {
  readonly ruleNumber: number | undefined;
  readonly egress: boolean | undefined;
  readonly ruleAction: 'allow' | 'deny' | undefined;
  /** `-1` for all, else the number of a protocol as text. */
  readonly protocol: string | undefined;
  /** Undefined in an entry for IPv6. */
  readonly cidrBlock: string | undefined;
  /** Undefined when the entry is for all ports. */
  readonly portRange: { readonly from: number | undefined; readonly to: number | undefined } | undefined;
}

export interface NetworkAcl {
  readonly networkAclId: string;
  /** The subnets that it guards. */
  readonly subnetIds: readonly string[];
  /** In the order in which EC2 evaluates them; the first that matches decides (VPC user guide, "Network ACL rules"). */
  readonly entries: readonly NetworkAclEntry[];
}

export interface Route {
  /** Undefined in a route for IPv6 or for a prefix list. */
  readonly destinationCidrBlock: string | undefined;
  readonly destinationPrefixListId: string | undefined;
  /** The next hop: its ID, the ARN of a core network, or `local`. Undefined for a kind that is not known. */
  readonly target: string | undefined;
  /** `active`, or `blackhole` when the next hop does not exist or is not attached any more (EC2 API reference, Route). */
  readonly state: string | undefined;
}

export interface RouteTable {
  readonly routeTableId: string;
  /** The account that owns the VPC. Undefined when EC2 does not say. */
  readonly ownerId?: string | undefined;
  readonly vpcId: string | undefined;
  /** Whether it is for the subnets of the VPC that have no table of their own. */
  readonly isMain: boolean;
  /** The subnets whose own table it is. */
  readonly subnetIds: readonly string[];
  readonly routes: readonly Route[];
}

export interface Peering {
  readonly vpcPeeringConnectionId: string;
  readonly requesterVpcId: string | undefined;
  readonly accepterVpcId: string | undefined;
  /** For example `active`. */
  readonly status: string | undefined;
}

export interface TransitGatewayAttachment {
  readonly transitGatewayId: string | undefined;
  readonly vpcId: string | undefined;
  /** For example `available`. */
  readonly state: string | undefined;
}
