/** The facts that rules about mirroring look at, kind by kind. The records that `ec2/` keeps have these properties, and others. */
import type { Facts } from './facts.ts';
import type {
  Filter,
  NetworkAcl,
  Peering,
  RouteTable,
  SecurityGroup,
  Session,
  TransitGatewayAttachment,
} from './records.ts';
import type { Management } from './requesters.ts';

export interface UsedSession extends Session {
  /** Whose it is. Undefined: EC2 does not say, or it is only planned. */
  readonly ownerId?: string | undefined;
  readonly trafficMirrorFilterId: string | undefined;
}

/** One of the three endpoints is set. */
export interface Target {
  readonly trafficMirrorTargetId: string;
  readonly ownerId: string | undefined;
  readonly networkInterfaceId: string | undefined;
  readonly networkLoadBalancerArn: string | undefined;
  readonly gatewayLoadBalancerEndpointId: string | undefined;
}

export interface Interface extends Management {
  readonly networkInterfaceId: string;
  readonly vpcId: string | undefined;
  readonly subnetId: string | undefined;
  readonly availabilityZone: string | undefined;
  readonly instanceId: string | undefined;
  /** The account that owns the instance. Undefined when EC2 does not say. */
  readonly instanceOwnerId?: string | undefined;
  readonly ownerId?: string | undefined;
  /** The primary IPv4 address. */
  readonly privateIpAddress: string | undefined;
  readonly ipv6Addresses: readonly string[];
  readonly groupIds: readonly string[];
}

export interface Instance {
  readonly instanceId: string;
  readonly instanceType: string | undefined;
  /** For example `running`. */
  readonly state: string | undefined;
}

export interface LoadBalancer {
  readonly loadBalancerArn: string;
  readonly vpcId: string | undefined;
  /** `net/<name>/<id>`: the descriptions of its nodes' interfaces are `ELB ` and this. */
  readonly path: string;
  /** Empty when it has none, and admits everything. */
  readonly groupIds: readonly string[];
  readonly zones: readonly { readonly zone: string; readonly subnetId: string | undefined }[];
}

export interface TargetGroup {
  readonly targetGroupArn: string;
  readonly vpcId: string | undefined;
}

export interface Listener {
  readonly loadBalancerArn: string;
  readonly listenerArn: string;
  readonly protocol: string | undefined;
  readonly port: number | undefined;
  readonly targetGroupArns: readonly string[];
}

/** What is registered with a target group. */
export interface Registration {
  readonly targetGroupArn: string;
  /** An instance or an IP address. */
  readonly targetId: string;
  readonly port: number | undefined;
  readonly availabilityZone: string | undefined;
  /** For example `healthy`. */
  readonly state: string | undefined;
}

/** Whether packets cross zones: `true`, `false`, or for a target group that its load balancer decides. */
export interface CrossZone {
  readonly arn: string;
  readonly crossZone: string | undefined;
}

export interface GatewayEndpoint {
  readonly vpcEndpointId: string;
  /** In lower case, for example `available`. */
  readonly state: string | undefined;
}

export interface Estate {
  readonly sessions: UsedSession;
  readonly targets: Target;
  readonly filters: Filter;
  readonly networkInterfaces: Interface;
  readonly instances: Instance;
  readonly subnets: object;
  readonly vpcs: object;
  readonly securityGroups: SecurityGroup;
  readonly networkAcls: NetworkAcl;
  readonly routeTables: RouteTable;
  readonly peerings: Peering;
  readonly transitGatewayAttachments: TransitGatewayAttachment;
  readonly vpcEndpoints: GatewayEndpoint;
  readonly loadBalancers: LoadBalancer;
  readonly targetGroups: TargetGroup;
  readonly listeners: Listener;
  readonly targetHealth: Registration;
  readonly targetGroupAttributes: CrossZone;
  readonly loadBalancerAttributes: CrossZone;
}

export type RuleFacts = Facts<Estate>;
