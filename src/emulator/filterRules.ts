/** Traffic Mirror filter rules: create, modify, delete, describe. */
import { describe } from './describe.ts';
import { idKinds } from './ids.ts';
import { id } from './parameters.ts';
import type { TrafficMirrorFilterRule } from './records.ts';
import { tagSet } from './tags.ts';
import type { WireObject } from './xml.ts';

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

export const DescribeTrafficMirrorFilterRules = describe<TrafficMirrorFilterRule>({
  set: 'trafficMirrorFilterRuleSet',
  table: ({ filterRules }) => filterRules,
  rows: ({ filterRules }) => filterRules.list(),
  ids: { parameter: 'TrafficMirrorFilterRuleId', parse: id(idKinds.filterRules), kind: idKinds.filterRules },
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
