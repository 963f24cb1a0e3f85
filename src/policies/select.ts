/** Which interfaces a policy is about. */
import type { Policy, PolicySelection, TagConditions } from '../config/policies.ts';
import type { Place } from '../ec2/place.ts';
import { managerOf } from '../mirroring/requesters.ts';
import type { SnapshotInstance, SnapshotInterface } from './snapshot.ts';

/** Whether a policy is for an account and Region. */
export const isFor = ({ places }: Pick<Policy, 'places'>, { accountId, region }: Place): boolean =>
  places?.some(
    ({ accounts, regions }) => (accounts?.includes(accountId) ?? true) && (regions?.includes(region) ?? true),
  ) ?? true;

/** `unknown`: tags of an instance decide, and the instance was not among those that were read. */
export type Selected = 'wanted' | 'excluded' | 'unselected' | 'unknown';

/** @param instance that the interface is attached to. Undefined: there is none, or it was not among those that were read. */
export function selectedBy(
  select: PolicySelection,
  networkInterface: SnapshotInterface,
  instance: SnapshotInstance | undefined,
): Selected {
  const { tags, tagsOf, vpcs, subnets, interfaces, exclude } = select;
  const {
    interfaceType = 'interface',
    vpcId = '',
    subnetId = '',
    instanceId,
    deviceIndex = 0,
  } = networkInterface;
  if (interfaceType !== 'interface') return 'unselected';
  if (!(vpcs?.includes(vpcId) ?? true) || !(subnets?.includes(subnetId) ?? true)) return 'unselected';
  if (interfaces === 'primary' && instanceId !== undefined && deviceIndex !== 0) return 'unselected';
  const isUnseen = instanceId !== undefined && instance === undefined;
  const holders = {
    interface: [networkInterface],
    instance: instance === undefined ? [] : [instance],
    either: instance === undefined ? [networkInterface] : [networkInterface, instance],
  };
  if (tags !== undefined && !Object.entries(tags).every(isMetBy(holders[tagsOf])))
    return isUnseen && tagsOf !== 'interface' ? 'unknown' : 'unselected';
  if (exclude === undefined) return 'wanted';
  // Whose tags select says nothing about whose tags leave out: that must be easy.
  const isExcluded =
    exclude.ids?.some((id) => id === networkInterface.networkInterfaceId || id === instanceId) ||
    Object.entries(exclude.tags ?? {}).some(isMetBy(holders.either));
  if (isExcluded) return 'excluded';
  return isUnseen && exclude.tags !== undefined ? 'unknown' : 'wanted';
}

type Tagged = Pick<SnapshotInterface, 'tags'>;
type Condition = readonly [key: string, values: TagConditions[string]];

export const isMetBy =
  (holders: readonly Tagged[]) =>
  ([wanted, values]: Condition): boolean =>
    holders.some(({ tags }) =>
      tags.some(({ key, value }) => key === wanted && (values.includes('*') || values.includes(value))),
    );

/** Whether packets can come from the interface now. An AWS service that manages it looks after that itself. */
export const runs = (networkInterface: SnapshotInterface, instance: SnapshotInstance | undefined): boolean =>
  managerOf(networkInterface) !== 'nobody' || instance?.state === 'running';

/** Whether no packets will come from it until somebody acts: its instance is stopped, or it is attached to none. */
export const isStopped = (
  networkInterface: SnapshotInterface,
  instance: SnapshotInstance | undefined,
): boolean =>
  managerOf(networkInterface) === 'nobody' &&
  (networkInterface.instanceId === undefined || instance?.state === 'stopped');
