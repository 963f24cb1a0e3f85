/** IPV6_NOT_MIRRORED: sources with IPv6 addresses, and a filter for IPv4 alone. */
import type { Interface } from '../estate.ts';
import { NotRead } from '../facts.ts';
import { acceptsFamily, parsed } from './parsed.ts';
import { defineRule, evidenceOf } from './rule.ts';
import { bySource } from './sources.ts';
import { counted } from './words.ts';

export const ipv6NotMirrored = defineRule({
  code: 'IPV6_NOT_MIRRORED',
  severity: 'NOTICE',
  about: 'filter',
  reads: ['sessions', 'networkInterfaces'],
  means: 'Sources have IPv6 addresses and the filter accepts no IPv6 packet.',
  condition:
    'Sessions with a source that has an IPv6 address use the filter, and its rules accept no IPv6 packet.',
  source:
    'VPC Traffic Mirroring guide: the blocks of a rule are both IPv4 or both IPv6, so a rule for 0.0.0.0/0 matches no IPv6 packet.',
  remedy: 'Add rules for ::/0 to the filter, if IPv6 is wanted.',
  *check(filter, facts) {
    if (acceptsFamily(parsed(filter), 6)) return;
    const { trafficMirrorFilterId: id } = filter;
    const found: Interface[] = [];
    let gap: NotRead | undefined;
    const sources = bySource(facts.sessions.where('trafficMirrorFilterId', id));
    for (const [sourceId] of sources) {
      yield undefined;
      try {
        const source = facts.networkInterfaces.of(sourceId);
        if (source && source.ipv6Addresses.length > 0) found.push(source);
      } catch (error) {
        if (!(error instanceof NotRead)) throw error;
        gap ??= error;
      }
    }
    const ids = new Set(found.map(({ networkInterfaceId }) => networkInterfaceId));
    if (found.length > 0)
      yield {
        message: `${counted(found.length, 'source')} ${found.length === 1 ? 'has' : 'have'} IPv6 and ${id} accepts none`,
        sessions: sources.filter(([sourceId]) => ids.has(sourceId)).flatMap(([, sessions]) => sessions),
        evidence: found
          .slice(0, 5)
          .map((one) => evidenceOf(one.networkInterfaceId, 'ipv6Addresses', one.ipv6Addresses.join(', '))),
      };
    if (gap !== undefined) throw gap;
  },
});
