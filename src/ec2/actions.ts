/** Every action that the gateway sends to EC2 and Elastic Load Balancing: the permission that its caller needs, and its request rate. */
import { loopRight, type Permission, type Right } from '../caller.ts';
import { captureKey, endKey } from '../marks.ts';
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
  /** What also allows it. `traffic-mirror:capture` allows changes of captures alone, see `isOfCapture`. */
  readonly also?: readonly Right[];
  readonly rate: RateClass;
}

const capture = 'traffic-mirror:capture' satisfies Permission;

export const actions = {
  DescribeInstances: { permission: 'traffic-mirror:read', also: [capture], rate: 'describe' },
  DescribeNetworkInterfaces: { permission: 'traffic-mirror:read', also: [capture], rate: 'describe' },
  DescribeSubnets: { permission: 'traffic-mirror:read', also: [capture], rate: 'describe' },
  DescribeTrafficMirrorFilterRules: { permission: 'traffic-mirror:read', also: [capture], rate: 'describe' },
  DescribeTrafficMirrorFilters: { permission: 'traffic-mirror:read', also: [capture], rate: 'describe' },
  DescribeTrafficMirrorSessions: { permission: 'traffic-mirror:read', also: [capture], rate: 'describe' },
  DescribeTrafficMirrorTargets: { permission: 'traffic-mirror:read', also: [capture], rate: 'describe' },
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
  CreateTrafficMirrorSession: {
    permission: 'traffic-mirror:session:write',
    also: [capture, loopRight],
    rate: 'change',
  },
  ModifyTrafficMirrorSession: {
    permission: 'traffic-mirror:session:write',
    also: [loopRight],
    rate: 'change',
  },
  CreateTrafficMirrorTarget: { permission: 'traffic-mirror:target:write', rate: 'change' },
  CreateTrafficMirrorFilter: { permission: 'traffic-mirror:filter:write', rate: 'change' },
  CreateTrafficMirrorFilterRule: { permission: 'traffic-mirror:filter:write', rate: 'change' },
  ModifyTrafficMirrorFilterNetworkServices: { permission: 'traffic-mirror:filter:write', rate: 'change' },
  ModifyTrafficMirrorFilterRule: { permission: 'traffic-mirror:filter:write', rate: 'change' },
  DeleteTrafficMirrorSession: {
    permission: 'traffic-mirror:delete',
    also: [capture, loopRight],
    rate: 'change',
  },
  DeleteTrafficMirrorTarget: { permission: 'traffic-mirror:delete', rate: 'change' },
  DeleteTrafficMirrorFilter: { permission: 'traffic-mirror:delete', rate: 'change' },
  DeleteTrafficMirrorFilterRule: { permission: 'traffic-mirror:delete', rate: 'change' },
  CreateTags: { permission: 'traffic-mirror:tag:write', also: [capture, loopRight], rate: 'tags' },
  DeleteTags: { permission: 'traffic-mirror:tag:write', also: [loopRight], rate: 'tags' },
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

/** The rights of which each one allows the action, the permission for it first. */
export const rightsFor = (action: Ec2Action): readonly Right[] => {
  const { permission, also = [] }: ActionRules = actions[action];
  return [permission, ...also];
};

/** Whether a caller holds a right. */
export type Allows = (right: Right) => boolean;

/** What a caller wants to do. */
export interface Wanted {
  readonly action: Ec2Action;
  readonly dryRun?: boolean;
  /** The parameters of a change, as EC2 names them. */
  readonly input?: object;
  /** The id of the capture that it is about: of one that is created, or whose sessions were read with both of its tags. */
  readonly capture?: string | undefined;
}

/**
 * Checks a caller's rights where no resolver can bypass it. Read-only callers may dry-run changes: a plan shows EC2's verdict.
 *
 * @throws Ec2Failure `forbidden`.
 */
export function authorize({ allows }: { readonly allows: Allows }, wanted: Wanted): void {
  const { action, dryRun = false } = wanted;
  const isHeld = (right: Right) =>
    allows(right) && (right !== capture || isRead(action) || isOfCapture(wanted));
  if (!rightsFor(action).some(isHeld) && !(dryRun && allows('traffic-mirror:read'))) throw forbidden();
}

/** Whether a change is one of a capture: it creates a session with both tags, deletes one that has them, or gives it another end. */
function isOfCapture({ action, input, capture }: Wanted): boolean {
  if (capture === undefined) return false;
  const { TagSpecifications = [], Tags = [] } = (input ?? {}) as {
    readonly TagSpecifications?: readonly { readonly Tags?: readonly Tag[] }[];
    readonly Tags?: readonly Tag[];
  };
  if (action === 'CreateTags') return Tags.every(({ Key }) => Key === endKey);
  if (action !== 'CreateTrafficMirrorSession') return true;
  const keys = TagSpecifications.flatMap(({ Tags: created = [] }) => created.map(({ Key }) => Key));
  return keys.includes(captureKey) && keys.includes(endKey);
}

interface Tag {
  readonly Key?: string | undefined;
}
