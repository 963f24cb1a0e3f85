/** Performs an action: permissions, the action itself, and the faults that change what it does or answers. */
import { ec2Actions } from './actions.ts';
import { accessDenied, ScriptedError, unauthorized } from './errors.ts';
import { distort } from './faults/distortions.ts';
import type { ActiveFault } from './faults/faults.ts';
import type { Caller, Callers } from './identity/callers.ts';
import { requestedResources, taggedOnCreate } from './identity/requestedResources.ts';
import { stsActions } from './identity/sts.ts';
import { forgetTerminated } from './instances/instanceStates.ts';
import { loadBalancingActions } from './loadBalancing/actions.ts';
import * as balancing from './loadBalancing/requestedResources.ts';
import { organizationsActions } from './organization/actions.ts';
import { type Received, services } from './requests.ts';
import type { Estate, World } from './state/world.ts';
import { toTree } from './wire/query.ts';
import type { WireObject } from './wire/xml.ts';

/** An admitted request, and what it is performed on. */
interface Admitted extends Received {
  readonly requestId: string;
  readonly world: World;
  readonly callers: Callers;
  /** The keys of the actions that a test has denied. */
  readonly denied: ReadonlySet<string>;
}

/** Performs the action, unless the fault prevents it. */
export function perform(request: Admitted, fault: ActiveFault | undefined): WireObject {
  if (fault?.reset === 'before') return {};
  if (fault?.error && !fault.apply) throw toError(fault.error);
  let { world } = request;
  if (fault?.past && request.action.startsWith('Describe')) world = fault.past;
  // A change that fails on the past state fails; any other is applied to the current state.
  else if (fault?.past) run({ ...request, world: fault.past.clone() });
  const result = run({ ...request, world });
  if (fault?.error) throw toError(fault.error);
  if (!fault) return result;
  const everything = () => run({ ...request, parameters: new Map() });
  const paging = { ...services[request.service].paging, parameters: request.parameters };
  return distort(result, fault, paging, { everything, random: world.random });
}

function run(request: Admitted): WireObject {
  const { action, key, service, parameters, caller, requestId, world, callers, denied } = request;
  if (service === 'ec2' || service === 'elasticloadbalancing') {
    const isEc2 = service === 'ec2';
    const authorize = () => {
      const isPermitted = isEc2 ? isAllowed : isAllowedToBalance;
      if (!denied.has(key) && isPermitted(caller, action, parameters, estate)) return;
      throw isEc2 ? unauthorized(requestId) : accessDenied(caller.arn, `${service}:${action}`);
    };
    const estate = world.estate(caller.accountId, caller.region);
    forgetTerminated(estate);
    const actions = isEc2 ? ec2Actions : loadBalancingActions;
    return actions[action]?.(toTree(parameters), estate, authorize) ?? {};
  }
  // Needs no permission (STS API reference, GetCallerIdentity).
  const allowed = action === 'GetCallerIdentity' || caller.mayDo(`${service}:${action}`);
  if (denied.has(key) || !allowed) throw accessDenied(caller.arn, `${service}:${action}`);
  if (service === 'organizations')
    return organizationsActions[action]?.({ parameters, organization: world.organization }) ?? {};
  return stsActions[action]?.({ parameters, caller, callers, nowMs: world.now() }) ?? {};
}

/**
 * Whether the caller may use the EC2 action. Tagging a resource on creation needs a permission of its own (EC2 user
 * guide, "Grant permission to tag resources during creation").
 */
function isAllowed(
  { mayDo }: Caller,
  action: string,
  parameters: ReadonlyMap<string, string>,
  estate: Estate,
): boolean {
  // About no resource, and by far the most frequent.
  if (action.startsWith('Describe')) return mayDo(`ec2:${action}`);
  if (!mayDo(`ec2:${action}`, requestedResources(action, parameters, estate))) return false;
  const tagged = taggedOnCreate(action, parameters, estate);
  return tagged === undefined || mayDo('ec2:CreateTags', tagged);
}

/** Tags need a permission of their own here too (ELB user guide, "Tag resources during creation"). */
function isAllowedToBalance(
  { mayDo }: Caller,
  action: string,
  parameters: ReadonlyMap<string, string>,
  estate: Estate,
): boolean {
  const service = 'elasticloadbalancing';
  if (!mayDo(`${service}:${action}`, balancing.requestedResources(action, parameters, estate))) return false;
  const tagged = balancing.taggedOnCreate(action, parameters);
  return tagged === undefined || mayDo(`${service}:AddTags`, tagged);
}

function toError({
  code,
  message = `The fault script asked for ${code}`,
  status,
}: NonNullable<ActiveFault['error']>) {
  return new ScriptedError(code, message, status);
}
