/** Reads some places by id, with what surrounds them: instances, groups, ACLs, routes, and what is behind load balancers. */
import type { EstateKind } from '../../mirroring/facts.ts';
import { nodeDescription } from '../loadBalancers.ts';
import { isOwnedHere } from '../scope.ts';
import {
  readBalancerAttributes,
  readGroupAttributes,
  readHealth,
  readListeners,
} from './behindLoadBalancers.ts';
import { type Drafts, known } from './drafts.ts';
import type { Reader } from './reader.ts';
import type { Endpoints } from './uses.ts';

export type Wants = (kind: EstateKind) => boolean;

/** Where packets come from and go to. */
export interface Places extends Endpoints {
  /** The interfaces that packets come from. */
  readonly sourceIds: readonly string[];
  /** Those of them whose instances matter too. */
  readonly hostIds: readonly string[];
}

/** Reads what is wanted of the places and around them. */
export async function readPlaces(
  reader: Reader,
  drafts: Drafts,
  wants: Wants,
  places: Places,
): Promise<void> {
  const arns = [...new Set(places.loadBalancerArns)];
  const ids = [...places.networkInterfaceIds, ...places.sourceIds, ...places.hostIds];
  await Promise.all([
    wants('networkInterfaces') && reader.byIds('networkInterfaces', ids),
    wants('vpcEndpoints') && readEndpoints(reader, drafts, wants, places.vpcEndpointIds),
    arns.length > 0 && readLoadBalancers(reader, drafts, wants, arns),
  ]);
  await Promise.all([
    readAtSources(reader, drafts, wants, places),
    readAtReceivers(reader, drafts, wants, places),
  ]);
}

async function readEndpoints(
  reader: Reader,
  drafts: Drafts,
  wants: Wants,
  ids: readonly string[],
): Promise<void> {
  await reader.byIds('vpcEndpoints', ids);
  const found = ids.flatMap((id) => drafts.vpcEndpoints.records.get(id)?.networkInterfaceIds ?? []);
  if (wants('networkInterfaces')) await reader.byIds('networkInterfaces', found);
}

async function readLoadBalancers(
  reader: Reader,
  drafts: Drafts,
  wants: Wants,
  arns: readonly string[],
): Promise<void> {
  const nodes = arns.map(nodeDescription);
  await Promise.all([
    wants('networkInterfaces') && reader.byValues('networkInterfaces', 'description', nodes),
    wants('loadBalancers') && reader.list('loadBalancers', { property: 'id', values: arns }),
    wants('targetGroups') && reader.list('targetGroups', { property: 'loadBalancerArns', values: arns }),
  ]);
  if (wants('listeners')) await readListeners(reader, drafts, arns);
  if (wants('targetHealth')) await readHealth(reader, drafts, arns);
  if (wants('networkInterfaces')) await readRegistered(reader, drafts);
  if (wants('targetGroupAttributes')) await readGroupAttributes(reader, drafts, arns);
  if (wants('loadBalancerAttributes')) await readBalancerAttributes(reader, drafts, arns);
}

/** The interfaces of what is registered with target groups, by instance or by address. */
async function readRegistered(reader: Reader, drafts: Drafts): Promise<void> {
  const ids = known(drafts, 'targetHealth').map(({ targetId }) => targetId);
  await Promise.all([
    reader.byValues(
      'networkInterfaces',
      'instanceId',
      ids.filter((id) => id.startsWith('i-')),
    ),
    reader.byValues(
      'networkInterfaces',
      'privateIpAddress',
      ids.filter((id) => /^[\d.]+$/.test(id)),
    ),
  ]);
}

/** What decides whether the sources can be mirrored and where their packets go. */
async function readAtSources(
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
async function readAtReceivers(
  reader: Reader,
  drafts: Drafts,
  wants: Wants,
  { networkInterfaceIds, loadBalancerArns, sourceIds, hostIds }: Places,
): Promise<void> {
  const onlySources = new Set([...sourceIds, ...hostIds]);
  for (const id of networkInterfaceIds) onlySources.delete(id);
  const receivers = known(drafts, 'networkInterfaces').filter(
    (one) => one.scope === reader.scope && !onlySources.has(one.networkInterfaceId),
  );
  const balancers = loadBalancerArns.flatMap((arn) => drafts.loadBalancers.records.get(arn) ?? []);
  const all = [...receivers, ...balancers];
  const groupIds = all.flatMap((one) => one.groupIds);
  const vpcIds = all.flatMap(({ vpcId }) => vpcId ?? []);
  await Promise.all([
    wants('securityGroups') && reader.byIds('securityGroups', groupIds),
    wants('networkAcls') && reader.byValues('networkAcls', 'vpcId', vpcIds),
  ]);
}
