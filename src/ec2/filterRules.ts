/** Filter rules: the record of one, its conversion from and to EC2's shape, and the call that reads it. */
import {
  DescribeTrafficMirrorFilterRulesCommand,
  type TrafficDirection,
  type TrafficMirrorFilterRule,
  type TrafficMirrorFilterRuleField,
  type TrafficMirrorPortRange,
  type TrafficMirrorRuleAction,
} from '@aws-sdk/client-ec2';
import { integer } from './numbers.ts';
import type { ResourceKind } from './reads/kind.ts';
import type { Ec2Scope } from './scope.ts';
import { fromTags, type TagRecord } from './tags.ts';

interface PortRangeRecord {
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
}

/** The properties that can be modified. An undefined property is not set; in a change, it keeps its value. */
export interface RuleProperties {
  readonly trafficDirection?: TrafficDirection | undefined;
  readonly ruleNumber?: number | undefined;
  readonly ruleAction?: TrafficMirrorRuleAction | undefined;
  /** IANA protocol number, which may be 0; undefined means all protocols. */
  readonly protocol?: number | undefined;
  readonly destinationPortRange?: PortRangeRecord | undefined;
  readonly sourcePortRange?: PortRangeRecord | undefined;
  readonly destinationCidrBlock?: string | undefined;
  readonly sourceCidrBlock?: string | undefined;
  readonly description?: string | undefined;
}

/** The properties of a rule that can be modified, in the order in which changes are shown. */
export const ruleProperties = [
  'trafficDirection',
  'ruleNumber',
  'ruleAction',
  'protocol',
  'destinationPortRange',
  'sourcePortRange',
  'destinationCidrBlock',
  'sourceCidrBlock',
  'description',
] as const satisfies readonly (keyof RuleProperties)[];

/** EC2's names of the properties that can be reset, and the property that each one resets. */
export const ruleFields = {
  'destination-port-range': 'destinationPortRange',
  'source-port-range': 'sourcePortRange',
  protocol: 'protocol',
  description: 'description',
} as const satisfies Record<TrafficMirrorFilterRuleField, keyof RuleProperties>;

export type RuleField = keyof typeof ruleFields;

export interface NewRule extends RuleProperties {
  readonly trafficMirrorFilterId: string;
  readonly tags: readonly TagRecord[];
}

export interface RuleChange {
  readonly trafficMirrorFilterRuleId: string;
  readonly set: RuleProperties;
  readonly removeFields: readonly RuleField[];
}

export interface TrafficMirrorFilterRuleRecord extends RuleProperties {
  readonly __typename: 'TrafficMirrorFilterRule';
  readonly scope: Ec2Scope;
  readonly trafficMirrorFilterRuleId: string;
  readonly trafficMirrorFilterId: string | undefined;
  /** Undefined when they are not known: EC2 returns no tags when a rule is modified (EC2 API reference). */
  readonly tags: readonly TagRecord[] | undefined;
}

function fromPortRange(range: TrafficMirrorPortRange | undefined): PortRangeRecord | undefined {
  return range && { fromPort: integer(range.FromPort), toPort: integer(range.ToPort) };
}

export function fromRule(rule: TrafficMirrorFilterRule, scope: Ec2Scope): TrafficMirrorFilterRuleRecord {
  return {
    __typename: 'TrafficMirrorFilterRule',
    scope,
    trafficMirrorFilterRuleId: rule.TrafficMirrorFilterRuleId ?? '',
    trafficMirrorFilterId: rule.TrafficMirrorFilterId,
    trafficDirection: rule.TrafficDirection,
    ruleNumber: integer(rule.RuleNumber),
    ruleAction: rule.RuleAction,
    protocol: integer(rule.Protocol),
    destinationPortRange: fromPortRange(rule.DestinationPortRange),
    sourcePortRange: fromPortRange(rule.SourcePortRange),
    destinationCidrBlock: rule.DestinationCidrBlock,
    sourceCidrBlock: rule.SourceCidrBlock,
    description: rule.Description,
    tags: fromTags(rule.Tags),
  };
}

/** The order in which rules are evaluated. */
export const byRuleNumber = (left: RuleProperties, right: RuleProperties): number =>
  (left.ruleNumber ?? 0) - (right.ruleNumber ?? 0);

/** The properties in EC2's shape. */
export function toEc2(rule: RuleProperties) {
  return {
    TrafficDirection: rule.trafficDirection,
    RuleNumber: rule.ruleNumber,
    RuleAction: rule.ruleAction,
    Protocol: rule.protocol,
    DestinationPortRange: toPortRange(rule.destinationPortRange),
    SourcePortRange: toPortRange(rule.sourcePortRange),
    DestinationCidrBlock: rule.destinationCidrBlock,
    SourceCidrBlock: rule.sourceCidrBlock,
    Description: rule.description,
  };
}

function toPortRange(range: PortRangeRecord | undefined) {
  return range && { FromPort: range.fromPort, ToPort: range.toPort };
}

export const filterRuleKind: ResourceKind<TrafficMirrorFilterRule, TrafficMirrorFilterRuleRecord> = {
  action: 'DescribeTrafficMirrorFilterRules',
  idFilter: 'traffic-mirror-filter-rule-id',
  describe: async (parameters, send) => {
    const output = await send(new DescribeTrafficMirrorFilterRulesCommand(parameters));
    return { items: output.TrafficMirrorFilterRules, nextToken: output.NextToken };
  },
  fromEc2: fromRule,
  idOf: (rule) => rule.trafficMirrorFilterRuleId,
};
