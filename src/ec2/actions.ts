/** Every EC2 action that the gateway sends: the permission that its caller needs, and the request rate that EC2 counts it under. */
import type { Permission } from '../caller.ts';
import { forbidden } from './failures.ts';

/** The classes of EC2's request rates (EC2 developer guide, "Request throttling for the Amazon EC2 API"). */
export type RateClass = 'describe' | 'tags' | 'change';

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
