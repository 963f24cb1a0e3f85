/** NLB_ZONE_EMPTY: a zone of a load balancer from which copies reach nothing healthy. */
import type { Registration, RuleFacts, Target } from '../estate.ts';
import { asLoadBalancer } from '../loadBalancers.ts';
import type { Evidence } from '../paths.ts';
import { balancerBehind, hostOf, type Registered, registeredBehind } from './behind.ts';
import { defineRule, evidenceOf } from './rule.ts';
import { listed } from './words.ts';

export const nlbZoneEmpty = defineRule({
  code: 'NLB_ZONE_EMPTY',
  severity: 'RISK',
  about: 'target',
  reads: [
    'loadBalancers',
    'listeners',
    'targetGroups',
    'targetHealth',
    'networkInterfaces',
    'targetGroupAttributes',
    'loadBalancerAttributes',
  ],
  means: 'A zone of the load balancer has no healthy host, and cross-zone load balancing is off.',
  condition:
    'One zone of the load balancer has a healthy host and another has none, and cross-zone load balancing is off: in the attributes of the target group, or of the load balancer if the target group leaves it to that.',
  source:
    'VPC Traffic Mirroring guide, "Network Load Balancer": two zones and cross-zone load balancing are recommended, and a node gets packets even when it is taken out of DNS.',
  remedy: 'Register a healthy collector in the zone, or switch cross-zone load balancing on.',
  *check(target, facts) {
    const balancer = balancerBehind(facts, target);
    if (balancer === null) return;
    const zones = balancer.zones.map(({ zone }) => zone);
    const empty = registeredBehind(facts, target).map((group) => {
      const missing = emptyZones(facts, group, zones);
      const off = missing.length > 0 ? crossZoneOff(facts, target, group) : null;
      return off === null ? null : { missing, off };
    });
    const found = empty.filter((one) => one !== null);
    if (found.length === 0) return;
    const missing = [...new Set(found.flatMap((one) => one.missing))].sort();
    yield {
      message: `${listed(missing)} ${missing.length === 1 ? 'has' : 'have'} no healthy host and cross-zone load balancing is off`,
      evidence: found.map(({ off }) => off),
    };
  },
});

/** The zones without a healthy target. None when no zone has one. */
function emptyZones(facts: RuleFacts, { hosts }: Registered, zones: readonly string[]): string[] {
  const healthy = hosts.filter(({ state }) => state === 'healthy');
  // Where all zones may be served by one host, it is not asked where that is.
  if (healthy.length === 0 || zones.length < 2) return [];
  const served = new Set(healthy.map((host) => zoneOf(facts, host)));
  // Registered for all zones (ELB API reference, TargetDescription).
  return served.has('all') ? [] : zones.filter((zone) => !served.has(zone));
}

/** Elastic Load Balancing says it of some, and the interfaces say it of the others. */
const zoneOf = (facts: RuleFacts, host: Registration) =>
  host.availabilityZone ?? hostOf(facts, host).availabilityZone;

/** The fact that packets do not cross zones. Null when they do. */
function crossZoneOff(
  { targetGroupAttributes, loadBalancerAttributes }: RuleFacts,
  { networkLoadBalancerArn = '' }: Target,
  { targetGroupArn }: Registered,
): Evidence | null {
  const ofGroup = targetGroupAttributes.of(targetGroupArn);
  const decides =
    ofGroup?.crossZone === asLoadBalancer ? loadBalancerAttributes.of(networkLoadBalancerArn) : ofGroup;
  if (decides?.crossZone !== 'false') return null;
  return evidenceOf(decides.arn, 'load_balancing.cross_zone.enabled', 'false', 'true');
}
