/** Performs an action: permissions, the action itself, and the faults that change what it does or answers. */
import { ec2Actions } from './actions.ts';
import { accessDenied, Ec2Error, unauthorized } from './errors.ts';
import { distort } from './faults/distortions.ts';
import type { ActiveFault } from './faults/faults.ts';
import type { Caller, Callers } from './identity/callers.ts';
import { requestedResources, taggedOnCreate } from './identity/requestedResources.ts';
import { stsActions } from './identity/sts.ts';
import { forgetTerminated } from './network/instanceStates.ts';
import type { Received } from './requests.ts';
import type { Estate, World } from './state/world.ts';
import { toTree } from './wire/query.ts';
import type { WireObject } from './wire/xml.ts';

/** An admitted request, and what it is performed on. */
interface Admitted extends Received {
  readonly requestId: string;
  readonly world: World;
  readonly callers: Callers;
  /** The actions that a test has denied. */
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
  const { parameters } = request;
  return distort(result, fault, { parameters, everything, random: world.random });
}

function run({
  action,
  service,
  parameters,
  caller,
  requestId,
  world,
  callers,
  denied,
}: Admitted): WireObject {
  if (service === 'ec2') {
    const authorize = () => {
      if (denied.has(action) || !isAllowed(caller, action, parameters, estate)) throw unauthorized(requestId);
    };
    const estate = world.estate(caller.accountId, caller.region);
    forgetTerminated(estate);
    return ec2Actions[action]?.(toTree(parameters), estate, authorize) ?? {};
  }
  // Needs no permission (STS API reference, GetCallerIdentity).
  const allowed = action === 'GetCallerIdentity' || caller.mayDo(`sts:${action}`);
  if (denied.has(action) || !allowed) throw accessDenied(caller.arn, `sts:${action}`);
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
  if (!mayDo(`ec2:${action}`, requestedResources(action, parameters, estate))) return false;
  const tagged = taggedOnCreate(action, parameters, estate);
  return tagged === undefined || mayDo('ec2:CreateTags', tagged);
}

function toError({
  code,
  message = `The fault script asked for ${code}`,
  status,
}: NonNullable<ActiveFault['error']>) {
  return new Ec2Error(code, message, status);
}
