/** What works, and is worth a look. */
import { rule } from '../draft.ts';
import { backends, loadBalancer } from '../loadBalancer.ts';
import { collector, mirror, type Site, source } from '../site.ts';

export function noticeableTargets(site: Site): void {
  const { draft, vpcId, subnetIds } = site;
  const [, subnetId] = subnetIds;
  const hosts = backends(site).slice(0, 1);
  mirror(
    site,
    source(site),
    loadBalancer(site, 'one-zone', { zones: 1, hosts, tags: { fault: 'NLB_ONE_ZONE' } }),
  );
  const full = collector(site, { fault: 'TARGET_NEARLY_FULL' });
  for (let n = 1; n <= 8; n++) mirror(site, source(site), full);
  const networkInterfaceId = draft.add('networkInterfaces', {
    subnetId,
    interfaceType: 'gateway_load_balancer_endpoint',
    privateIpAddress: draft.address(subnetId),
  });
  const gatewayLoadBalancerEndpointId = draft.add('vpcEndpoints', {
    vpcId,
    vpcEndpointType: 'GatewayLoadBalancer',
    serviceName: `com.amazonaws.vpce.${site.region}.vpce-svc-04d5e6f7a8b9c0001`,
    subnetIds: [subnetId],
    networkInterfaceIds: [networkInterfaceId],
  });
  const truncating = draft.add('targets', {
    gatewayLoadBalancerEndpointId,
    tags: { fault: 'GWLBE_TRUNCATES' },
  });
  mirror(site, source(site), truncating);
}

export function noticeableFilters(site: Site): void {
  const { draft } = site;
  const oneWay = draft.add('filters', { rules: [rule('ingress', 100)], tags: { fault: 'FILTER_ONE_WAY' } });
  mirror(site, source(site), collector(site), { trafficMirrorFilterId: oneWay });
  const shadowed = draft.add('filters', {
    rules: [
      rule('ingress', 10, { protocol: 6 }),
      rule('ingress', 20, {
        protocol: 6,
        destinationPortRange: { fromPort: 443, toPort: 443 },
        tags: { fault: 'RULE_SHADOWED' },
      }),
      rule('egress', 10),
    ],
  });
  mirror(site, source(site), collector(site), { trafficMirrorFilterId: shadowed });
  const ipv4Only = draft.add('filters', {
    rules: [rule('ingress', 100), rule('egress', 100)],
    tags: { fault: 'IPV6_NOT_MIRRORED' },
  });
  mirror(site, source(site, { ipv6Addresses: ['2001:db8::10'] }), collector(site), {
    trafficMirrorFilterId: ipv4Only,
  });
}
