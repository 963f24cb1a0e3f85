/** Reads what surrounds places: instances and routes where packets come from, groups and ACLs where copies arrive. */
import { isOwnedHere } from '../scope.ts';
import { type Drafts, known } from './drafts.ts';
import type { EstateRecords } from './kinds.ts';
import type { Reader } from './reader.ts';
import type { Places, Wants } from './uses.ts';

/** What decides whether the sources can be mirrored and where their packets go. */
export async function readAtSources(
  reader: Reader,
  drafts: Drafts,
  wants: Wants,
  { networkInterfaceIds, sourceIds, hostIds }: Places,
): Promise<void> {
  const { records } = drafts.networkInterfaces;
  const interfacesOf = (ids: readonly string[]) => ids.flatMap((id) => records.get(id) ?? []);
  const sources = interfacesOf([...sourceIds, ...hostIds]);
  const hosts = interfacesOf([...networkInterfaceIds, ...hostIds]);
  const vpcIds = sources.flatMap(({ vpcId }) => vpcId ?? []);
  // Whose a subnet is matters only for an interface of another account.
  const inOthers = sources.filter((one) => !isOwnedHere(one, reader.scope));
  const instanceIds = hosts.flatMap(({ instanceId }) => instanceId ?? []);
  const subnetIds = inOthers.flatMap(({ subnetId }) => subnetId ?? []);
  await Promise.all([
    wants('instances') && reader.byIds('instances', instanceIds),
    wants('routeTables') && reader.byValues('routeTables', 'vpcId', vpcIds),
    wants('vpcs') && reader.byIds('vpcs', vpcIds),
    wants('subnets') && reader.byIds('subnets', subnetIds),
  ]);
}

/** What decides whether packets are let in: at every interface that was read and is not just a source. */
export async function readAtReceivers(
  reader: Reader,
  drafts: Drafts,
  wants: Wants,
  places: Places,
): Promise<void> {
  const isOnlySource = toIsOnlySource(drafts, places);
  const receivers = known(drafts, 'networkInterfaces').filter(
    (one) => one.scope === reader.scope && !isOnlySource(one),
  );
  const balancers = places.loadBalancerArns.flatMap((arn) => drafts.loadBalancers.records.get(arn) ?? []);
  const all = [...receivers, ...balancers];
  const groupIds = all.flatMap((one) => one.groupIds);
  const vpcIds = all.flatMap(({ vpcId }) => vpcId ?? []);
  await Promise.all([
    wants('securityGroups') && reader.byIds('securityGroups', groupIds),
    wants('networkAcls') && reader.byValues('networkAcls', 'vpcId', vpcIds),
  ]);
}

/** Whether an interface is a source and receives nothing. A collector may be mirrored too. */
function toIsOnlySource(
  drafts: Drafts,
  { networkInterfaceIds, sourceIds, hostIds }: Places,
): (one: EstateRecords['networkInterfaces']) => boolean {
  const sources = new Set([...sourceIds, ...hostIds]);
  for (const id of networkInterfaceIds) sources.delete(id);
  const registered = new Set(known(drafts, 'targetHealth').map(({ targetId }) => targetId));
  return ({ networkInterfaceId, instanceId = '', privateIpAddress = '' }) =>
    sources.has(networkInterfaceId) && !registered.has(instanceId) && !registered.has(privateIpAddress);
}
