/** What must hold for a Traffic Mirror filter rule when it is created or modified. */
import { decisions } from '../decisions.ts';
import { invalidParameter, portsWithoutProtocol, ruleExists } from '../errors.ts';
import { cidrFamily } from '../network/cidr.ts';
import type { TrafficMirrorFilterRule } from '../state/records.ts';
import type { Estate } from '../state/world.ts';

/** What a rule selects: all of it, or what a request sets of it. */
type Match = {
  readonly [Field in
    | 'destinationPortRange'
    | 'sourcePortRange'
    | 'protocol'
    | 'destinationCidrBlock'
    | 'sourceCidrBlock']?: TrafficMirrorFilterRule[Field] | undefined;
};

/**
 * Checks that the CIDR blocks are of one IP family, and that ports come with a protocol that has them. It applies to
 * the parameters of a request, so that a dry run checks them too, and to the rule as it would be. A request that sets
 * ports must itself name the protocol, even if the rule has one (terraform-provider-aws sends it for that reason).
 */
export function checkMatch(match: Match): void {
  const { destinationCidrBlock: destination, sourceCidrBlock: source, protocol } = match;
  if (destination !== undefined && source !== undefined && cidrFamily(destination) !== cidrFamily(source)) {
    throw invalidParameter('The source and destination CIDR blocks must both be IPv4 or both be IPv6');
  }
  if (match.destinationPortRange === undefined && match.sourcePortRange === undefined) return;
  if (protocol === undefined) {
    throw portsWithoutProtocol('Port ranges can only be specified together with a protocol');
  }
  if (!decisions.protocolsWithPorts.some((number) => number === protocol)) {
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
