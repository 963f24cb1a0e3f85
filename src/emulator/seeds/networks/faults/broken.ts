/** Faults through which nothing arrives. Each has the smallest part of a network that shows it and no other. */
import { backends, loadBalancer } from '../loadBalancer.ts';
import { addressesOfSite, collector, mirror, openGroup, type Site, source, vxlan } from '../site.ts';

/** Targets that take nothing. */
export function brokenTargets(site: Site): void {
  const gone = site.draft.newId('eni');
  site.deleted.push(gone);
  mirror(
    site,
    source(site),
    site.draft.add('targets', { networkInterfaceId: gone, tags: { fault: 'TARGET_GONE' } }),
  );
  mirror(site, source(site), collector(site, { fault: 'COLLECTOR_STOPPED' }, { state: 'stopped' }));
  mirror(site, source(site), loadBalancer(site, 'no-listener', { tags: { fault: 'NLB_NO_LISTENER' } }));
  mirror(
    site,
    source(site),
    loadBalancer(site, 'no-targets', { hosts: [], tags: { fault: 'NLB_NO_TARGETS' } }),
  );
}

/** Groups and network ACLs that drop the packets on their way. */
export function blockedPackets(site: Site): void {
  const { draft, vpcId, region, closedGroup } = site;
  mirror(site, source(site), collector(site, { fault: 'SG_BLOCKS' }, { groupIds: [closedGroup] }));
  const hosts = backends(site, { groupIds: [closedGroup] });
  mirror(
    site,
    source(site),
    loadBalancer(site, 'backend-blocks', { hosts, tags: { fault: 'NLB_BACKEND_BLOCKS' } }),
  );
  const both = (['ingress', 'egress'] as const).map((direction) => ({
    ruleNumber: 100,
    direction,
    action: 'allow' as const,
    cidrBlock: '0.0.0.0/0',
  }));
  const networkAclId = draft.add('networkAcls', {
    vpcId,
    entries: [
      {
        ruleNumber: 90,
        direction: 'ingress',
        action: 'deny',
        ...vxlan,
        cidrBlock: addressesOfSite,
      },
      ...both,
    ],
  });
  const subnetId = draft.add('subnets', {
    vpcId,
    cidrBlock: '10.0.128.0/24',
    availabilityZone: `${region}a`,
    networkAclId,
  });
  mirror(site, source(site), collector(site, { fault: 'NACL_BLOCKS' }, { subnetId }));
}

/** A collector in a VPC that no route leads to. */
export function missingRoute(site: Site): void {
  const { draft, region } = site;
  const vpcId = draft.add('vpcs', { cidrBlocks: ['10.1.0.0/16'], tags: { Name: 'unreachable' } });
  const subnetId = draft.add('subnets', {
    vpcId,
    cidrBlock: '10.1.0.0/24',
    availabilityZone: `${region}a`,
  });
  const groupIds = [openGroup(draft, vpcId)];
  mirror(site, source(site), collector(site, { fault: 'NO_ROUTE' }, { subnetId, groupIds }));
}
