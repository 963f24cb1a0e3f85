/** Which scope of a caller each EC2 action needs: for the check where no resolver can go past it, and for the one that IAM makes. */
import type { Ec2Scope } from './clients.ts';
import { forbidden } from './failure.ts';

/** Every action that the gateway asks EC2 for. */
export const neededScopes: Readonly<Record<string, string>> = {
  DescribeInstances: 'traffic-mirror:read',
  DescribeNetworkInterfaces: 'traffic-mirror:read',
  DescribeTrafficMirrorFilterRules: 'traffic-mirror:read',
  DescribeTrafficMirrorFilters: 'traffic-mirror:read',
  DescribeTrafficMirrorSessions: 'traffic-mirror:read',
  DescribeTrafficMirrorTargets: 'traffic-mirror:read',
  CreateTrafficMirrorSession: 'traffic-mirror:session:write',
  ModifyTrafficMirrorSession: 'traffic-mirror:session:write',
  CreateTrafficMirrorTarget: 'traffic-mirror:target:write',
  CreateTrafficMirrorFilter: 'traffic-mirror:filter:write',
  CreateTrafficMirrorFilterRule: 'traffic-mirror:filter:write',
  ModifyTrafficMirrorFilterNetworkServices: 'traffic-mirror:filter:write',
  ModifyTrafficMirrorFilterRule: 'traffic-mirror:filter:write',
  DeleteTrafficMirrorSession: 'traffic-mirror:delete',
  DeleteTrafficMirrorTarget: 'traffic-mirror:delete',
  DeleteTrafficMirrorFilter: 'traffic-mirror:delete',
  DeleteTrafficMirrorFilterRule: 'traffic-mirror:delete',
  CreateTags: 'traffic-mirror:tag:write',
  DeleteTags: 'traffic-mirror:tag:write',
};

/** Those of a caller's scopes that some action needs, always in the same order: what else an issuer puts into a token changes nothing. */
export function usefulScopes(held: ReadonlySet<string>): string[] {
  return [...new Set(Object.values(neededScopes))].filter((scope) => held.has(scope));
}

/** A change may be tried by who may only read, for a plan says what EC2 would answer; an action without a rule is nobody's. */
function mayDo(scope: Ec2Scope, action: string, dryRun: boolean): boolean {
  return scope.allows(neededScopes[action] ?? '') || (dryRun && scope.allows('traffic-mirror:read'));
}

/** @throws Ec2Failure when the caller's scopes do not allow the action. */
export function authorize(scope: Ec2Scope, action: string, dryRun = false): void {
  if (!mayDo(scope, action, dryRun)) throw forbidden();
}

/**
 * The session policy of a role that is assumed for a caller: the actions of his scopes and no others, whatever the role allows.
 * IAM does not tell a dry run from a change, so who may only read is told by EC2 that a change is not allowed to him.
 *
 * @returns JSON of at most 2,048 characters, which is what STS takes (STS API reference, AssumeRole).
 */
export function toSessionPolicy(allows: Ec2Scope['allows']): string {
  const actions = Object.keys(neededScopes).filter((action) => allows(neededScopes[action] ?? ''));
  const creates = actions.filter((action) => action.startsWith('CreateTrafficMirror'));
  const inEc2 = (names: readonly string[]) => names.map((name) => `ec2:${name}`);
  // Who creates something gives it tags in the same call.
  const tagging = {
    Effect: 'Allow',
    Action: 'ec2:CreateTags',
    Resource: '*',
    Condition: { StringEquals: { 'ec2:CreateAction': creates } },
  };
  const Statement = [
    // A statement without actions would be refused.
    actions.length > 0
      ? { Effect: 'Allow', Action: inEc2(actions), Resource: '*' }
      : { Effect: 'Deny', Action: '*', Resource: '*' },
    ...(creates.length > 0 ? [tagging] : []),
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
