/** The records of Elastic Load Balancing. Immutable, like all records; their ids are ARNs. */
import type { Row } from './records.ts';

/** What a resource sets in place of a default. */
export interface Attribute {
  readonly key: string;
  readonly value: string;
}

/** Its type and its name are in its ARN. */
export interface LoadBalancer extends Row {
  readonly scheme: 'internal' | 'internet-facing';
  readonly vpcId: string;
  /** At least one, each in another Availability Zone. */
  readonly subnetIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly ipAddressType: 'ipv4' | 'dualstack' | 'dualstack-without-public-ipv4';
  readonly state: 'active' | 'provisioning' | 'active_impaired' | 'failed';
  /** ISO 8601. */
  readonly createdTime: string;
  readonly attributes: readonly Attribute[];
}

/** Its load balancer is in its ARN. */
export interface Listener extends Row {
  /** Both absent at a Gateway Load Balancer. */
  readonly protocol?: string | undefined;
  readonly port?: number | undefined;
  /** At least one. Listeners of other actions than `forward` are not kept. */
  readonly targetGroupArns: readonly string[];
}

export interface Registration {
  /** An instance, or an address if the target type of the group is `ip`. */
  readonly targetId: string;
  readonly port: number;
  /** What its health is while the group is in use; absent: what `loadBalancing/health.ts` finds. */
  readonly health?:
    | 'initial'
    | 'healthy'
    | 'unhealthy'
    | 'unhealthy.draining'
    | 'draining'
    | 'unavailable'
    | undefined;
}

/** Its name is in its ARN. */
export interface TargetGroup extends Row {
  readonly vpcId: string;
  readonly protocol: string;
  readonly port: number;
  readonly targetType: 'instance' | 'ip';
  readonly healthCheckProtocol: string;
  /** Absent: the port of each target. */
  readonly healthCheckPort?: number | undefined;
  readonly healthCheckPath?: string | undefined;
  readonly attributes: readonly Attribute[];
  /** In order of registration, each target once for each port. */
  readonly registrations: readonly Registration[];
}
