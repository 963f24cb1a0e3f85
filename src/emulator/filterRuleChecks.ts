/** What must hold for a Traffic Mirror filter rule when it is created or modified. */
import { decisions } from './decisions.ts';
import { invalidParameter, portsWithoutProtocol, ruleExists } from './errors.ts';
import { cidrFamily } from './network/cidr.ts';
import type { TrafficMirrorFilterRule } from './state/records.ts';
import type { Estate } from './state/world.ts';

/**
 * A request that sets ports must also name the protocol, even if the rule has one already (terraform-provider-aws sends
 * it for that reason).
 */
export function checkPorts(p: {
  DestinationPortRange?: unknown;
  SourcePortRange?: unknown;
  Protocol?: number | undefined;
}): void {
  const ports = p.DestinationPortRange ?? p.SourcePortRange;
  if (ports !== undefined && p.Protocol === undefined) {
    throw portsWithoutProtocol('Port ranges can only be specified together with a protocol');
  }
}

/** Checks that a rule has CIDR blocks of one IP family, and ports only with a protocol that has them. */
export function checkRule(rule: TrafficMirrorFilterRule): void {
  if (cidrFamily(rule.destinationCidrBlock) !== cidrFamily(rule.sourceCidrBlock)) {
    throw invalidParameter('The source and destination CIDR blocks must both be IPv4 or both be IPv6');
  }
  const hasPorts = rule.destinationPortRange !== undefined || rule.sourcePortRange !== undefined;
  if (hasPorts && !decisions.protocolsWithPorts.some((number) => number === rule.protocol)) {
    throw portsWithoutProtocol('Port ranges are valid for the protocols TCP (6) and UDP (17) only');
  }
}

/** Checks that no other rule of the filter has the same number in the same direction. */
export function checkRuleNumber({ filterRules }: Estate, rule: TrafficMirrorFilterRule): void {
  const taken = filterRules
    .by('traffic-mirror-filter-id', rule.trafficMirrorFilterId)
    .some(
      (other) =>
        other.id !== rule.id &&
        other.trafficDirection === rule.trafficDirection &&
        other.ruleNumber === rule.ruleNumber,
    );
  if (taken) throw ruleExists(rule.ruleNumber, rule.trafficDirection);
}
