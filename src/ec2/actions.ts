/** Every action that the gateway sends to EC2 and Elastic Load Balancing: the permission that its caller needs, and its request rate. */
import type { Permission } from '../caller.ts';
import { forbidden } from './failures.ts';

/**
 * The classes of EC2's request rates (EC2 developer guide, "Request throttling for the Amazon EC2 API"), and one for all that is read from
 * Elastic Load Balancing.
 */
export type RateClass = 'describe' | 'loadBalancing' | 'tags' | 'change';

/** The services that are asked, by their names in IAM. */
export type Service = 'ec2' | 'elasticloadbalancing';

interface ActionRules {
  readonly permission: Permission;
  readonly rate: RateClass;
}

export const actions = {
  DescribeInstances: { permission: 'traffic-mirror:read', rate: 'describe' },
  DescribeNetworkInterfaces: { permission: 'traffic-mirror:read', rate: 'describe' },
  DescribeSubnets: { permission: 'traffic-mirror:read', rate: 'describe' },
  DescribeTrafficMirrorFilterRules: { permission: 'traffic-mirror:read', rate: 'describe' },
  DescribeTrafficMirrorFilters: { permission: 'traffic-mirror:read', rate: 'describe' },
  DescribeTrafficMirrorSessions: { permission: 'traffic-mirror:read', rate: 'describe' },
  DescribeTrafficMirrorTargets: { permission: 'traffic-mirror:read', rate: 'describe' },
  DescribeNetworkAcls: { permission: 'traffic-mirror:insight', rate: 'describe' },
  DescribeRouteTables: { permission: 'traffic-mirror:insight', rate: 'describe' },
  DescribeSecurityGroups: { permission: 'traffic-mirror:insight', rate: 'describe' },
  DescribeTransitGatewayVpcAttachments: { permission: 'traffic-mirror:insight', rate: 'describe' },
  DescribeVpcEndpoints: { permission: 'traffic-mirror:insight', rate: 'describe' },
  DescribeVpcPeeringConnections: { permission: 'traffic-mirror:insight', rate: 'describe' },
  DescribeVpcs: { permission: 'traffic-mirror:insight', rate: 'describe' },
  DescribeListeners: { permission: 'traffic-mirror:insight', rate: 'loadBalancing' },
  DescribeLoadBalancerAttributes: { permission: 'traffic-mirror:insight', rate: 'loadBalancing' },
  DescribeLoadBalancers: { permission: 'traffic-mirror:insight', rate: 'loadBalancing' },
  DescribeTargetGroupAttributes: { permission: 'traffic-mirror:insight', rate: 'loadBalancing' },
  DescribeTargetGroups: { permission: 'traffic-mirror:insight', rate: 'loadBalancing' },
  DescribeTargetHealth: { permission: 'traffic-mirror:insight', rate: 'loadBalancing' },
  CreateTrafficMirrorSession: { permission: 'traffic-mirror:session:write', rate: 'change' },
  ModifyTrafficMirrorSession: { permission: 'traffic-mirror:session:write', rate: 'change' },
  CreateTrafficMirrorTarget: { permission: 'traffic-mirror:target:write', rate: 'change' },
  CreateTrafficMirrorFilter: { permission: 'traffic-mirror:filter:write', rate: 'change' },
  CreateTrafficMirrorFilterRule: { permission: 'traffic-mirror:filter:write', rate: 'change' },
  ModifyTrafficMirrorFilterNetworkServices: { permission: 'traffic-mirror:filter:write', rate: 'change' },
  ModifyTrafficMirrorFilterRule: { permission: 'traffic-mirror:filter:write', rate: 'change' },
  DeleteTrafficMirrorSession: { permission: 'traffic-mirror:delete', rate: 'change' },
  DeleteTrafficMirrorTarget: { permission: 'traffic-mirror:delete', rate: 'change' },
  DeleteTrafficMirrorFilter: { permission: 'traffic-mirror:delete', rate: 'change' },
  DeleteTrafficMirrorFilterRule: { permission: 'traffic-mirror:delete', rate: 'change' },
  CreateTags: { permission: 'traffic-mirror:tag:write', rate: 'tags' },
  DeleteTags: { permission: 'traffic-mirror:tag:write', rate: 'tags' },
} as const satisfies Record<string, ActionRules>;

export type Ec2Action = keyof typeof actions;

/** The service that has the action. */
export const serviceOf = (action: Ec2Action): Service =>
  actions[action].rate === 'loadBalancing' ? 'elasticloadbalancing' : 'ec2';

/** The action as policies name it, for example `ec2:DescribeSubnets`. */
export const iamActionOf = (action: Ec2Action): string => `${serviceOf(action)}:${action}`;

/** Whether the action changes nothing. */
export const isRead = (action: Ec2Action): boolean => {
  const { rate } = actions[action];
  return rate === 'describe' || rate === 'loadBalancing';
};

/** The actions that change something. */
export const changeActions = (Object.keys(actions) as Ec2Action[]).filter((action) => !isRead(action));

/** Whether a caller holds a permission. */
export type Allows = (permission: Permission) => boolean;

/**
 * Checks a caller's permissions where no resolver can bypass it. Read-only callers may dry-run changes: a plan shows EC2's verdict.
 *
 * @throws Ec2Failure `forbidden`.
 */
export function authorize({ allows }: { readonly allows: Allows }, action: Ec2Action, dryRun = false): void {
  const isAllowed = allows(actions[action].permission) || (dryRun && allows('traffic-mirror:read'));
  if (!isAllowed) throw forbidden();
}
