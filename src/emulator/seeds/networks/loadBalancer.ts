/** Network Load Balancers of a site: their nodes, their listener for mirrored packets, and the hosts behind them. */
import { nodeDescription } from '../../loadBalancing/arns.ts';
import { vxlanPort } from '../seedLoadBalancer.ts';
import type { Host, Item } from './draft.ts';
import type { Site, Tags } from './site.ts';

type Registration = NonNullable<Item<'targetGroups'>['registrations']>[number];

/** A host that is registered behind a load balancer. */
export interface Backend extends Registration {
  networkInterfaceId: string;
}

/** A host in each zone that takes mirrored packets, unless `wanted` says otherwise. */
export function backends({ draft, subnetIds, openGroup }: Site, wanted: Host = {}): Backend[] {
  return subnetIds.map((subnetId) => {
    const networkInterfaceId = draft.host(subnetId, { groupIds: [openGroup], ...wanted });
    return { networkInterfaceId, targetId: draft.instanceOf(networkInterfaceId) };
  });
}

/** What a load balancer has, if not the usual. */
interface Wanted {
  /** In how many zones it is. Default 2. */
  zones?: 1 | 2;
  /** The hosts behind its listener, which may be none; absent: it has no listener. */
  hosts?: readonly Backend[];
  tags?: Tags;
}

/** Adds a load balancer and a target for it, and returns the id of the target. */
export function loadBalancer(site: Site, name: string, { zones = 2, hosts, tags = {} }: Wanted): string {
  const { draft } = site;
  const digits = draft.newId('').slice(-16);
  const networkLoadBalancerArn = draft.arn(`loadbalancer/net/${name}/${digits}`);
  const subnetIds = site.subnetIds.slice(0, zones);
  for (const subnetId of subnetIds)
    draft.add('networkInterfaces', {
      subnetId,
      interfaceType: 'network_load_balancer',
      groupIds: [],
      privateIpAddress: draft.address(subnetId),
      description: nodeDescription(networkLoadBalancerArn),
    });
  draft.put('loadBalancers', { id: networkLoadBalancerArn, subnetIds });
  if (hosts) addListener(site, `${name}/${digits}`, hosts);
  return draft.add('targets', { networkLoadBalancerArn, tags });
}

const vxlan = { protocol: 'UDP', port: vxlanPort } as const;

/** @param stem the name and the digits of the load balancer, which the target group and the listener have too. */
function addListener({ draft, vpcId }: Site, stem: string, hosts: readonly Backend[]): void {
  const [, digits = ''] = stem.split('/');
  const group = draft.arn(`targetgroup/${stem}`);
  const registrations = hosts.map(({ networkInterfaceId, ...registration }) => registration);
  draft.put('targetGroups', { id: group, vpcId, ...vxlan, registrations });
  draft.put('listeners', {
    id: draft.arn(`listener/net/${stem}/${digits}`),
    ...vxlan,
    targetGroupArns: [group],
  });
}
