/** Faults through which sessions cost money for nothing. */
import { rule } from '../draft.ts';
import { collector, mirror, type Site, source } from '../site.ts';

export function waste(site: Site): void {
  const { draft, subnetIds } = site;
  const [subnetId] = subnetIds;
  const idle = draft.add('networkInterfaces', {
    subnetId,
    privateIpAddress: draft.address(subnetId),
    tags: { fault: 'SOURCE_BILLED_IDLE' },
  });
  mirror(site, idle, collector(site));
  const empty = draft.add('filters', { tags: { fault: 'FILTER_EMPTY' } });
  mirror(site, source(site), collector(site), { trafficMirrorFilterId: empty });
  const noAccept = draft.add('filters', {
    rules: [
      rule('ingress', 100, { ruleAction: 'reject' }),
      rule('egress', 100, { ruleAction: 'reject', protocol: 6 }),
    ],
    tags: { fault: 'FILTER_NO_ACCEPT' },
  });
  mirror(site, source(site), collector(site), { trafficMirrorFilterId: noAccept });
  shadowedSession(site);
}

function shadowedSession(site: Site): void {
  const mirrored = source(site);
  const tcp = site.draft.add('filters', {
    rules: [rule('ingress', 100, { protocol: 6 }), rule('egress', 100, { protocol: 6 })],
  });
  mirror(site, mirrored, collector(site));
  mirror(site, mirrored, collector(site), {
    sessionNumber: 2,
    trafficMirrorFilterId: tcp,
    tags: { fault: 'SESSION_SHADOWED' },
  });
}
