/** Which scope of a caller each EC2 action needs: the second check, where no resolver can go past it. */
import type { Ec2Scope } from './clients.ts';
import { forbidden } from './failure.ts';

const scopes: Readonly<Record<string, string>> = {
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

/** A change may be tried by who may only read, for a plan says what EC2 would answer; an action without a rule is nobody's. */
function mayDo(scope: Ec2Scope, action: string, dryRun: boolean): boolean {
  if (dryRun || action.startsWith('Describe'))
    return scope.allows('traffic-mirror:read') || scope.allows(scopes[action] ?? '');
  return scope.allows(scopes[action] ?? '');
}

/** @throws Ec2Failure when the caller's scopes do not allow the action. */
export function authorize(scope: Ec2Scope, action: string, dryRun = false): void {
  if (!mayDo(scope, action, dryRun)) throw forbidden();
}
