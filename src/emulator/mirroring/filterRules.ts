/** Traffic Mirror filter rules: create, modify, delete, describe. */
import { action } from '../action.ts';
import { creation } from '../creation.ts';
import { decisions } from '../decisions.ts';
import { describe, idList } from '../describe.ts';
import { invalidParameter, limitExceeded } from '../errors.ts';
import { found, idKinds } from '../ids.ts';
import { checkRemoved, cidrBlock, description, id } from '../sharedParameters.ts';
import type { PortRange, TrafficMirrorFilterRule } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import { integer, list, oneOf, type Parser, required, structure } from '../wire/parameters.ts';
import type { WireObject } from '../wire/xml.ts';
import { checkMatch, checkRuleNumber } from './filterRuleChecks.ts';

/** A rule with its tags. */
export const ruleToWire = (rule: TrafficMirrorFilterRule): WireObject => ({
  ...untaggedToWire(rule),
  tagSet: tagSet(rule.tags),
});

const untaggedToWire = (rule: TrafficMirrorFilterRule): WireObject => ({
  trafficMirrorFilterRuleId: rule.id,
  trafficMirrorFilterId: rule.trafficMirrorFilterId,
  trafficDirection: rule.trafficDirection,
  ruleNumber: rule.ruleNumber,
  ruleAction: rule.ruleAction,
  protocol: rule.protocol,
  destinationPortRange: rule.destinationPortRange && { ...rule.destinationPortRange },
  sourcePortRange: rule.sourcePortRange && { ...rule.sourcePortRange },
  destinationCidrBlock: rule.destinationCidrBlock,
  sourceCidrBlock: rule.sourceCidrBlock,
  description: rule.description,
});

const portRange: Parser<PortRange | undefined> = (node, name) => {
  const port = integer(0, 65_535);
  const range = structure({ FromPort: required(port), ToPort: required(port) })(node, name);
  if (!range) return undefined;
  if (range.FromPort > range.ToPort) {
    throw invalidParameter(
      `Invalid port range ${range.FromPort}-${range.ToPort}: FromPort is greater than ToPort`,
    );
  }
  return { fromPort: range.FromPort, toPort: range.ToPort };
};

const direction = oneOf('ingress', 'egress');
const ruleAction = oneOf('accept', 'reject');
const ruleNumber = integer(...decisions.ruleNumberRange);
const protocol = integer(...decisions.protocolRange);

interface MatchParameters<Cidr extends string | undefined> {
  readonly DestinationPortRange: PortRange | undefined;
  readonly SourcePortRange: PortRange | undefined;
  readonly Protocol: number | undefined;
  readonly DestinationCidrBlock: Cidr;
  readonly SourceCidrBlock: Cidr;
}

/** What the parameters of a request select. */
const toMatch = <Cidr extends string | undefined>(p: MatchParameters<Cidr>) => ({
  destinationPortRange: p.DestinationPortRange,
  sourcePortRange: p.SourcePortRange,
  protocol: p.Protocol,
  destinationCidrBlock: p.DestinationCidrBlock,
  sourceCidrBlock: p.SourceCidrBlock,
});

export const CreateTrafficMirrorFilterRule = creation(
  {
    element: 'trafficMirrorFilterRule',
    idKind: idKinds.filterRules,
    table: ({ filterRules }: Estate) => filterRules,
    toWire: ruleToWire,
  },
  {
    TrafficMirrorFilterId: required(id(idKinds.filters)),
    TrafficDirection: required(direction),
    RuleNumber: required(ruleNumber),
    RuleAction: required(ruleAction),
    DestinationPortRange: portRange,
    SourcePortRange: portRange,
    Protocol: protocol,
    DestinationCidrBlock: required(cidrBlock),
    SourceCidrBlock: required(cidrBlock),
    Description: description,
  },
  (p, estate, row) => {
    found(estate.filters, idKinds.filters, p.TrafficMirrorFilterId);
    const { rulesPerFilter } = estate.world.quotas;
    if (estate.filterRules.by('traffic-mirror-filter-id', p.TrafficMirrorFilterId).length >= rulesPerFilter) {
      throw limitExceeded(
        'TrafficMirrorFilterRuleLimitExceeded',
        `The maximum number of rules (${rulesPerFilter}) for ${p.TrafficMirrorFilterId} has been reached`,
      );
    }
    const rule = {
      ...row,
      ...toMatch(p),
      trafficMirrorFilterId: p.TrafficMirrorFilterId,
      trafficDirection: p.TrafficDirection,
      ruleNumber: p.RuleNumber,
      ruleAction: p.RuleAction,
      description: p.Description,
    };
    checkRuleNumber(estate, rule);
    return rule;
  },
  (p) => checkMatch(toMatch(p)),
);

/** Changing the direction moves the rule to the filter's other rule set. The response has no tags (API model). */
export const ModifyTrafficMirrorFilterRule = action(
  {
    TrafficMirrorFilterRuleId: required(id(idKinds.filterRules)),
    TrafficDirection: direction,
    RuleNumber: ruleNumber,
    RuleAction: ruleAction,
    DestinationPortRange: portRange,
    SourcePortRange: portRange,
    Protocol: protocol,
    DestinationCidrBlock: cidrBlock,
    SourceCidrBlock: cidrBlock,
    Description: description,
    RemoveField: list(oneOf('destination-port-range', 'source-port-range', 'protocol', 'description')),
  },
  (p, estate) => {
    const rule = found(estate.filterRules, idKinds.filterRules, p.TrafficMirrorFilterRuleId);
    const removed = new Set<string>(p.RemoveField);
    const after = <T>(field: string, given: T | undefined, present: T | undefined) =>
      removed.has(field) ? undefined : (given ?? present);
    const changed = {
      ...rule,
      trafficDirection: p.TrafficDirection ?? rule.trafficDirection,
      ruleNumber: p.RuleNumber ?? rule.ruleNumber,
      ruleAction: p.RuleAction ?? rule.ruleAction,
      protocol: after('protocol', p.Protocol, rule.protocol),
      destinationPortRange: after(
        'destination-port-range',
        p.DestinationPortRange,
        rule.destinationPortRange,
      ),
      sourcePortRange: after('source-port-range', p.SourcePortRange, rule.sourcePortRange),
      destinationCidrBlock: p.DestinationCidrBlock ?? rule.destinationCidrBlock,
      sourceCidrBlock: p.SourceCidrBlock ?? rule.sourceCidrBlock,
      description: after('description', p.Description, rule.description),
    };
    checkMatch(changed);
    checkRuleNumber(estate, changed);
    return { trafficMirrorFilterRule: untaggedToWire(estate.filterRules.put(changed)) };
  },
  (p) => {
    checkRemoved(p.RemoveField, {
      'destination-port-range': p.DestinationPortRange,
      'source-port-range': p.SourcePortRange,
      protocol: p.Protocol,
      description: p.Description,
    });
    checkMatch(toMatch(p));
  },
);

/** Succeeds even while a session uses the filter (Terraform deletes rules first). */
export const DeleteTrafficMirrorFilterRule = action(
  { TrafficMirrorFilterRuleId: required(id(idKinds.filterRules)) },
  ({ TrafficMirrorFilterRuleId }, { filterRules }) => {
    filterRules.delete(found(filterRules, idKinds.filterRules, TrafficMirrorFilterRuleId).id);
    return { trafficMirrorFilterRuleId: TrafficMirrorFilterRuleId };
  },
);

export const DescribeTrafficMirrorFilterRules = describe<TrafficMirrorFilterRule>({
  set: 'trafficMirrorFilterRuleSet',
  table: ({ filterRules }) => filterRules,
  rows: ({ filterRules }) => filterRules.list(),
  ids: idList('TrafficMirrorFilterRuleId', idKinds.filterRules),
  within: {
    parameter: 'TrafficMirrorFilterId',
    kind: idKinds.filters,
    filter: 'traffic-mirror-filter-id',
    table: ({ filters }) => filters,
  },
  filters: {
    description: (row) => row.description,
    'destination-cidr-block': (row) => row.destinationCidrBlock,
    protocol: (row) => row.protocol,
    'rule-action': (row) => row.ruleAction,
    'rule-number': (row) => row.ruleNumber,
    'source-cidr-block': (row) => row.sourceCidrBlock,
    'traffic-direction': (row) => row.trafficDirection,
    'traffic-mirror-filter-id': (row) => row.trafficMirrorFilterId,
    'traffic-mirror-filter-rule-id': (row) => row.id,
  },
  toWire: ruleToWire,
});
