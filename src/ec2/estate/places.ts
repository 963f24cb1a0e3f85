/** Reads some places by id, with what surrounds them: instances, groups, ACLs, routes, and what is behind load balancers. */
import { nodeDescription } from '../loadBalancers.ts';
import {
  readBalancerAttributes,
  readGroupAttributes,
  readHealth,
  readListeners,
} from './behindLoadBalancers.ts';
import { type Drafts, known } from './drafts.ts';
import type { Reader } from './reader.ts';
import { readAtReceivers, readAtSources } from './surroundings.ts';
import type { Places, Wants } from './uses.ts';

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
