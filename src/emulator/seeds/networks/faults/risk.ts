/** Faults through which packets are lost, cut, mixed up, or sent where they should not go. */
import { rule } from '../draft.ts';
import { backends, loadBalancer } from '../loadBalancer.ts';
import { collector, mirror, type Site, source } from '../site.ts';

export function riskyLoadBalancers(site: Site): void {
  const unhealthy = backends(site).map((one) => ({ ...one, health: 'unhealthy' as const }));
  mirror(
    site,
    source(site),
    loadBalancer(site, 'unhealthy', { hosts: unhealthy, tags: { fault: 'NLB_UNHEALTHY' } }),
  );
  const inFirstZone = backends(site).slice(0, 1);
  mirror(
    site,
    source(site),
    loadBalancer(site, 'zone-empty', { hosts: inFirstZone, tags: { fault: 'NLB_ZONE_EMPTY' } }),
  );
  const hosts = backends(site);
  const mirrored = hosts[0]?.networkInterfaceId ?? '';
  mirror(site, mirrored, loadBalancer(site, 'mirrored', { hosts }), {
    tags: { fault: 'COLLECTOR_MIRRORED' },
  });
}

export function riskySessions(site: Site): void {
  const { draft } = site;
  const ambiguous = collector(site, { fault: 'VNI_AMBIGUOUS' });
  const mirrored = source(site);
  for (const [i, protocol] of [6, 17].entries()) {
    const trafficMirrorFilterId = draft.add('filters', {
      rules: [rule('ingress', 100, { protocol }), rule('egress', 100, { protocol })],
    });
    mirror(site, mirrored, ambiguous, {
      sessionNumber: i + 1,
      virtualNetworkId: 1_000_000,
      trafficMirrorFilterId,
    });
  }
  mirror(site, source(site), collector(site), { packetLength: 34, tags: { fault: 'LENGTH_SHORT' } });
  const contradicted = draft.add('filters', {
    rules: [
      rule('ingress', 10, { ruleAction: 'reject', protocol: 6 }),
      rule('ingress', 20, {
        protocol: 6,
        destinationPortRange: { fromPort: 443, toPort: 443 },
        tags: { fault: 'RULE_CONTRADICTED' },
      }),
      rule('ingress', 30),
      rule('egress', 10),
    ],
  });
  mirror(site, source(site), collector(site), { trafficMirrorFilterId: contradicted });
}
