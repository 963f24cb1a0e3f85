/** The targets that a policy may use in an account and Region: what each takes, and from where. */
import type { PolicyMirror } from '../config/policies.ts';
import { sourcesAllowed } from '../mirroring/capacity.ts';
import { quotas } from '../mirroring/quotas.ts';
import { managerOf } from '../mirroring/requesters.ts';
import { isMetBy } from './select.ts';
import type { PolicySnapshot, SnapshotInstance, SnapshotInterface, SnapshotTarget } from './snapshot.ts';

/** Whether the gateway lets sessions send to a target. */
export type Approves = (target: SnapshotTarget) => boolean;

export interface PolicyTarget {
  readonly trafficMirrorTargetId: string;
  /** What receives: targets of the same interface share its places. */
  readonly receiver: string;
  /** How many sources it takes; Infinity for load balancers. */
  readonly capacity: number;
  /** The zones that it is for. Undefined: any. */
  readonly zones: readonly string[] | undefined;
  /** Whether new sessions may use it. Those that are there stay while an instance is stopped: they must work when it starts. */
  readonly takesNew: boolean;
  readonly isLoadBalancer: boolean;
}

/** Sessions of any target count for the places of what is behind it. */
export const receiverOf = ({ networkInterfaceId, trafficMirrorTargetId }: SnapshotTarget): string =>
  networkInterfaceId ?? trafficMirrorTargetId;

/**
 * The targets that the policy lists, that are approved, and whose receiver exists as far as that is known; in the order of their ids.
 *
 * @param full the ids of those that take no new sessions, whatever is known of them.
 */
export function usableTargets(
  { targets }: Pick<PolicyMirror, 'targets'>,
  snapshot: PolicySnapshot,
  approves: Approves,
  full: ReadonlySet<string> = new Set(),
): PolicyTarget[] {
  const interfaces = byId([...snapshot.networkInterfaces, ...snapshot.receivers.networkInterfaces]);
  const instances = new Map(
    [...snapshot.instances, ...snapshot.receivers.instances].map((one) => [one.instanceId, one]),
  );
  return snapshot.targets.flatMap((target): PolicyTarget[] => {
    const entry = entryOf(targets, target);
    if (entry === undefined || !approves(target)) return [];
    const { trafficMirrorTargetId, networkInterfaceId } = target;
    const common = { trafficMirrorTargetId, receiver: receiverOf(target) };
    const isFull = full.has(trafficMirrorTargetId);
    if (networkInterfaceId === undefined) {
      const { zones, capacity = Number.POSITIVE_INFINITY } = entry;
      const isLoadBalancer = target.networkLoadBalancerArn !== undefined;
      return [{ ...common, zones, capacity, takesNew: !isFull, isLoadBalancer }];
    }
    const receiver = interfaces.get(networkInterfaceId);
    if (receiver === undefined && isReadOf(snapshot, target)) return [];
    const instance = instances.get(receiver?.instanceId ?? '');
    const zone = receiver?.availabilityZoneId;
    return [
      {
        ...common,
        zones: entry.zones ?? (zone === undefined ? undefined : [zone]),
        capacity: entry.capacity ?? sourcesAllowed(instance?.instanceType) ?? quotas.sourcesPerTarget,
        takesNew: !isFull && (receiver === undefined || canReceive(receiver, instance)),
        isLoadBalancer: false,
      },
    ];
  });
}

const byId = (all: readonly SnapshotInterface[]) => new Map(all.map((one) => [one.networkInterfaceId, one]));

function entryOf(targets: PolicyMirror['targets'], target: SnapshotTarget) {
  if (Array.isArray(targets)) return targets.find(({ id }) => id === target.trafficMirrorTargetId);
  return Object.entries(targets.tags).every(isMetBy([target])) ? anyEntry : undefined;
}

/** Whether the policy lists a target. @param target undefined: it is not visible here. */
export const lists = (
  { targets }: Pick<PolicyMirror, 'targets'>,
  id: string,
  target: SnapshotTarget | undefined,
): boolean =>
  Array.isArray(targets)
    ? targets.some((one) => one.id === id)
    : target === undefined || entryOf(targets, target) !== undefined;

const anyEntry: { readonly zones?: undefined; readonly capacity?: undefined } = {};

const isReadOf = ({ accountId, receivers }: PolicySnapshot, { ownerId = accountId }: SnapshotTarget) =>
  ownerId === accountId || receivers.accountIds.includes(ownerId);

/** An instance that was not read may run. */
const canReceive = (receiver: SnapshotInterface, instance: SnapshotInstance | undefined): boolean =>
  managerOf(receiver) !== 'nobody' ||
  (receiver.instanceId !== undefined && (instance === undefined || instance.state === 'running'));
