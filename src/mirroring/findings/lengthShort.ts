/** LENGTH_SHORT: copies that are cut within the headers. */
import { acceptsFamily, filterOf } from './parsed.ts';
import { defineRule, evidenceOf } from './rule.ts';

/** What the guide allows at the least, by the IP version of the packet. */
const least = { 4: 35, 6: 55 } as const;

export const lengthShort = defineRule({
  code: 'LENGTH_SHORT',
  severity: 'RISK',
  about: 'session',
  reads: ['filters'],
  means: 'The packet length is below what the AWS guide allows.',
  condition:
    'The packet length is below 35 and the filter accepts some IPv4 packet, or it is below 55 and the filter accepts some IPv6 packet. The length is taken to count the Ethernet header.',
  source:
    'VPC Traffic Mirroring guide, which gives both numbers, although one of its examples for the AWS CLI has 25.',
  remedy: 'Set the packet length to at least 55, or remove it.',
  assumptions: ['LENGTH_COUNTS_ETHERNET'],
  *check(session, facts) {
    const { packetLength, trafficMirrorSessionId } = session;
    if (packetLength === undefined || packetLength >= least[6]) return;
    const filter = filterOf(facts, session);
    const family = ([4, 6] as const).find((one) => packetLength < least[one] && acceptsFamily(filter, one));
    if (family === undefined) return;
    yield {
      message: `${packetLength} bytes do not hold the headers of IPv${family}`,
      evidence: [
        evidenceOf(trafficMirrorSessionId, 'packetLength', packetLength, `at least ${least[family]}`),
      ],
    };
  },
});
