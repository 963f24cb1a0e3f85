/** The network that the `broken` seed is built on, in which nothing is wrong: what its parts have in common. */
import { vxlanPort } from '../seedLoadBalancer.ts';
import { type Draft, type Host, type Item, rule } from './draft.ts';

/** A VPC with two zones, a filter for everything, and groups that take mirrored packets and that do not. */
export interface Site {
  readonly draft: Draft;
  readonly region: string;
  readonly vpcId: string;
  /** One in each of two zones. */
  readonly subnetIds: readonly [string, string];
  readonly openGroup: string;
  readonly closedGroup: string;
  /** All of IPv4, both ways. */
  readonly everything: string;
  /** Ids of what does not exist any more, although something refers to it. */
  readonly deleted: string[];
}

export const addressesOfSite = '10.0.0.0/16';
/** Mirrored packets, as rules of security groups and of network ACLs name them. */
export const vxlan = { protocol: 'udp', fromPort: vxlanPort, toPort: vxlanPort };

export function createSite(draft: Draft): Site {
  const { region } = draft.place;
  const vpcId = draft.add('vpcs', {
    cidrBlocks: [addressesOfSite],
    ipv6CidrBlocks: ['2001:db8::/56'],
    tags: { Name: 'site' },
  });
  const subnetIn = (letter: string, third: number) =>
    draft.add('subnets', {
      vpcId,
      cidrBlock: `10.0.${third}.0/18`,
      ipv6CidrBlocks: [`2001:db8:0:${third}::/64`],
      availabilityZone: `${region}${letter}`,
      tags: { Name: `site-${letter}` },
    });
  return {
    draft,
    region,
    vpcId,
    subnetIds: [subnetIn('a', 0), subnetIn('b', 64)],
    openGroup: openGroup(draft, vpcId),
    closedGroup: draft.add('securityGroups', { vpcId, name: 'closed', description: 'Admits nothing' }),
    everything: draft.add('filters', {
      description: 'All of IPv4',
      rules: [rule('ingress', 100), rule('egress', 100)],
      tags: { Name: 'everything' },
    }),
    deleted: [],
  };
}

/** A group that admits mirrored packets from the site. */
export const openGroup = (draft: Draft, vpcId: string) =>
  draft.add('securityGroups', {
    vpcId,
    name: 'collectors',
    description: 'Takes mirrored packets',
    ingress: [{ ...vxlan, peers: [addressesOfSite] }],
  });

/** A host of the first zone that can be mirrored. */
export const source = ({ draft, subnetIds: [subnetId] }: Site, wanted: Host = {}) =>
  draft.host(subnetId, wanted);

/** A target on the interface of a host, which takes mirrored packets unless `wanted` says otherwise. */
export function collector(
  site: Site,
  tags: Tags = {},
  wanted: Host & { subnetId?: string } = {},
  sharedWith: string[] = [],
): string {
  const { subnetId = site.subnetIds[0], ...host } = wanted;
  const networkInterfaceId = site.draft.host(subnetId, { groupIds: [site.openGroup], ...host });
  return site.draft.add('targets', { networkInterfaceId, sharedWith, tags });
}

/** By key. */
export type Tags = Record<string, string>;

/** Mirrors an interface to a target: everything, as its session 1, unless `wanted` says otherwise. */
export function mirror(
  { draft, everything }: Site,
  networkInterfaceId: string,
  trafficMirrorTargetId: string,
  wanted: Partial<Item<'sessions'>> = {},
): string {
  return draft.add('sessions', {
    networkInterfaceId,
    trafficMirrorTargetId,
    trafficMirrorFilterId: everything,
    sessionNumber: 1,
    virtualNetworkId: draft.estate.sessions?.length ?? 0,
    ...wanted,
  });
}
