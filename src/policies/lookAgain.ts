/** Judges a step again, by what it is about as it is now. Lists of EC2 are no snapshots, and they grow old while steps are made. */
import type { Policy } from '../config/policies.ts';
import {
  type InstanceFacts,
  type InterfaceFacts,
  instanceKind,
  networkInterfaceKind,
} from '../ec2/networkInterfaces.ts';
import { describeByIds } from '../ec2/reads/describe.ts';
import { isInterfaceGone } from '../ec2/reads/gone.ts';
import type { ResourceKind } from '../ec2/reads/kind.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { type TrafficMirrorTargetRecord, targetKind } from '../ec2/targets.ts';
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

/** What rests on an older reading is judged again. */
const freshMs = 30_000;

/** Whether a step must be judged again: a delete always, and a change because something was not in a list. */
export const isDoubted = ({ kind, reason }: PolicyStep, { readAt }: Pick<PlaceReading, 'readAt'>): boolean =>
  kind === 'DELETE' || reason === 'TARGET_GONE' || Date.now() - Date.parse(readAt) > freshMs;

/**
 * Reads what a step is about by id, and plans the interface alone.
 *
 * @returns whether the step is still one of the plan.
 * @throws Ec2Failure when something could not be read.
 */
export async function isStillPlanned(step: PolicyStep, judging: Judging, usage: Ec2Usage): Promise<boolean> {
  const { scope, policy, planning, reading } = judging;
  const now = await readNow(step, judging, usage);
  const { steps } = planOf(policy, { ...reading, ...alone(reading, now) }, planning);
  if (!steps.some((one) => isSame(one, step))) return false;
  return step.reason !== 'SOURCE_GONE' || isInterfaceGone(scope, step.networkInterfaceId, usage);
}

/** What a step is about, as it is now. */
interface Now {
  readonly id: string;
  readonly sessions: readonly TrafficMirrorSessionRecord[];
  readonly targets: readonly TrafficMirrorTargetRecord[];
  /** The source, and what is behind the targets. */
  readonly networkInterfaces: readonly InterfaceFacts[];
  readonly instances: readonly InstanceFacts[];
}

async function readNow(step: PolicyStep, { scope, reading }: Judging, usage: Ec2Usage): Promise<Now> {
  const { networkInterfaceId: id } = step;
  const known = reading.sessions.filter((session) => session.networkInterfaceId === id);
  const targetIds =
    step.reason === 'TARGET_GONE' ? known.flatMap((one) => one.trafficMirrorTargetId ?? []) : [];
  const byId = <Item, Record>(kind: ResourceKind<Item, Record>, ids: readonly string[]) =>
    ids.length === 0 ? [] : describeByIds(scope, kind, ids, usage);
  const [sessions, targets] = await Promise.all([
    byId(
      sessionKind,
      known.map((one) => one.trafficMirrorSessionId),
    ),
    byId(targetKind, targetIds),
  ]);
  const receiverIds = present(targets).flatMap(({ networkInterfaceId }) => networkInterfaceId ?? []);
  const networkInterfaces = present(await byId(networkInterfaceKind, [id, ...receiverIds]));
  const hostIds = networkInterfaces.flatMap(({ instanceId }) => instanceId ?? []);
  const instances = await byId(instanceKind, hostIds);
  return {
    id,
    sessions: present(sessions),
    targets: present(targets),
    networkInterfaces,
    instances: present(instances),
  };
}

/** What is about the interface as it is now, beside what is behind the targets. */
function alone(reading: PlaceReading, now: Now) {
  const targets = merged(reading.targets, now.targets, (one) => one.trafficMirrorTargetId);
  const receivers = new Set(targets.map(({ networkInterfaceId }) => networkInterfaceId));
  const behind = reading.networkInterfaces.filter(
    ({ networkInterfaceId: id }) => id !== now.id && receivers.has(id),
  );
  const hosts = new Set(behind.map(({ instanceId }) => instanceId));
  return {
    targets,
    networkInterfaces: merged(behind, now.networkInterfaces, (one) => one.networkInterfaceId),
    instances: merged(
      reading.instances.filter(({ instanceId }) => hosts.has(instanceId)),
      now.instances,
      (one) => one.instanceId,
    ),
    sessions: now.sessions,
  };
}

function merged<Item>(old: readonly Item[], now: readonly Item[], idOf: (item: Item) => string): Item[] {
  const byId = new Map([...old, ...now].map((one) => [idOf(one), one]));
  return [...byId.keys()].sort().flatMap((id) => byId.get(id) ?? []);
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
