/** GWLBE_TRUNCATES: copies of large packets that do not fit through a Gateway Load Balancer endpoint. */
import { defineRule, evidenceOf } from './rule.ts';

/** The MTU of the endpoint, 8,500, without the headers around an IPv4 packet. */
const longest = 8_446;

export const gwlbeTruncates = defineRule({
  code: 'GWLBE_TRUNCATES',
  severity: 'NOTICE',
  about: 'target',
  reads: ['sessions'],
  means: 'Large packets are cut at the Gateway Load Balancer endpoint.',
  condition:
    'The target is a Gateway Load Balancer endpoint, and a session to it has no packet length or one above 8,446 bytes.',
  source: 'VPC Traffic Mirroring guide, "MTU considerations".',
  remedy: 'Set the packet length of the sessions to 8,446 or less, or accept that larger packets are cut.',
  *check({ trafficMirrorTargetId, gatewayLoadBalancerEndpointId }, facts) {
    if (gatewayLoadBalancerEndpointId === undefined) return;
    const sessions = facts.sessions
      .where('trafficMirrorTargetId', trafficMirrorTargetId)
      .filter(({ packetLength = Number.POSITIVE_INFINITY }) => packetLength > longest);
    const [first] = sessions;
    if (first === undefined) return;
    yield {
      message: 'packets above 8,446 bytes are cut',
      sessions,
      evidence: [
        evidenceOf(first.trafficMirrorSessionId, 'packetLength', first.packetLength, `at most ${longest}`),
      ],
    };
  },
});
