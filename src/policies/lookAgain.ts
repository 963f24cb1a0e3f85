/** Judges a step again, by what it is about as it is now. Lists of EC2 are no snapshots, and they grow old while steps are made. */
import type { Policy } from '../config/policies.ts';
import { instanceKind, networkInterfaceKind } from '../ec2/networkInterfaces.ts';
import { describeByIds } from '../ec2/reads/describe.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import { sessionKind } from '../ec2/sessions.ts';
import type { Ec2Usage } from '../ec2/usage.ts';
import { type Planning, planOf } from './planOf.ts';
import type { ModifyStep, PolicyStep } from './policyPlan.ts';
import type { PlaceReading } from './readPlace.ts';

export interface Judging {
  readonly scope: Ec2Scope;
  readonly policy: Policy;
  readonly planning: Planning;
  readonly reading: PlaceReading;
}

/** A create or a modification is judged again when what it rests on is older. */
const freshMs = 30_000;

/** Whether a step must be judged again: a delete always. */
export const isDoubted = ({ kind }: PolicyStep, { readAt }: Pick<PlaceReading, 'readAt'>): boolean =>
  kind === 'DELETE' || Date.now() - Date.parse(readAt) > freshMs;

/**
 * Reads the interface, its instance, and its sessions by id, and plans the interface alone.
 *
 * @returns whether the step is still one of the plan.
 * @throws Ec2Failure when something could not be read.
 */
export async function isStillPlanned(
  step: PolicyStep,
  { scope, policy, planning, reading }: Judging,
  usage: Ec2Usage,
): Promise<boolean> {
  const { networkInterfaceId: id } = step;
  const known = reading.sessions.filter((session) => session.networkInterfaceId === id);
  const [[networkInterface = null], sessions] = await Promise.all([
    describeByIds(scope, networkInterfaceKind, [id], usage),
    describeByIds(
      scope,
      sessionKind,
      known.map(({ trafficMirrorSessionId }) => trafficMirrorSessionId),
      usage,
    ),
  ]);
  const { instanceId } = networkInterface ?? {};
  const [instance = null] =
    instanceId === undefined ? [] : await describeByIds(scope, instanceKind, [instanceId], usage);
  const plan = planOf(policy, { ...reading, ...alone(reading, { id, networkInterface, instance, sessions }) }, planning);
  return plan.steps.some((one) => isSame(one, step));
}

interface Now {
  readonly id: string;
  readonly networkInterface: PlaceReading['networkInterfaces'][number] | null;
  readonly instance: PlaceReading['instances'][number] | null;
  readonly sessions: readonly (PlaceReading['sessions'][number] | null)[];
}

/** One interface as it is now, beside what is behind the targets. */
function alone(reading: PlaceReading, { id, networkInterface, instance, sessions }: Now) {
  const receivers = new Set(reading.targets.map((target) => target.networkInterfaceId));
  const isKept = (one: { readonly networkInterfaceId: string }) =>
    one.networkInterfaceId !== id && receivers.has(one.networkInterfaceId);
  const kept = reading.networkInterfaces.filter(isKept);
  const hosts = new Set(kept.map(({ instanceId }) => instanceId));
  const isHost = (one: { readonly instanceId: string }) =>
    one.instanceId !== networkInterface?.instanceId && hosts.has(one.instanceId);
  return {
    networkInterfaces: [...kept, ...present([networkInterface])],
    instances: [...reading.instances.filter(isHost), ...present([instance])],
    sessions: present(sessions),
  };
}

const present = <Item>(all: readonly (Item | null)[]) => all.filter((one) => one !== null);

/** Which target is chosen depends on the sessions of others, which are not read again. */
function isSame(one: PolicyStep, step: PolicyStep): boolean {
  if (one.kind === 'CREATE' || step.kind === 'CREATE')
    return one.kind === step.kind && one.networkInterfaceId === step.networkInterfaceId;
  if (one.kind !== step.kind || one.trafficMirrorSessionId !== step.trafficMirrorSessionId) return false;
  return step.kind === 'DELETE' || one.kind === 'DELETE' || valuesOf(one) === valuesOf(step);
}

function valuesOf({ change: { set, removeFields } }: ModifyStep): string {
  const { trafficMirrorTargetId, ...others } = set;
  return JSON.stringify([trafficMirrorTargetId !== undefined, others, removeFields]);
}
