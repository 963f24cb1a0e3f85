/** Rules of Traffic Mirror filters: EC2's shape to ours, and how they are read. */
import {
  DescribeTrafficMirrorFilterRulesCommand,
  type TrafficMirrorFilterRule,
  type TrafficMirrorPortRange,
} from '@aws-sdk/client-ec2';
import type { Ec2Scope } from './clients.ts';
import type { ResourceKind } from './describe.ts';
import { fromTags, type TagRecord } from './tags.ts';

export interface PortRangeRecord {
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
}

export interface TrafficMirrorFilterRuleRecord {
  readonly __typename: 'TrafficMirrorFilterRule';
  readonly scope: Ec2Scope;
  readonly trafficMirrorFilterRuleId: string;
  readonly trafficMirrorFilterId: string | undefined;
  readonly trafficDirection: 'ingress' | 'egress' | undefined;
  readonly ruleNumber: number | undefined;
  readonly ruleAction: 'accept' | 'reject' | undefined;
  /** IANA number, 0 included; undefined: all protocols. */
  readonly protocol: number | undefined;
  readonly destinationPortRange: PortRangeRecord | undefined;
  readonly sourcePortRange: PortRangeRecord | undefined;
  readonly destinationCidrBlock: string | undefined;
  readonly sourceCidrBlock: string | undefined;
  readonly description: string | undefined;
  readonly tags: readonly TagRecord[];
}

function fromPortRange(range: TrafficMirrorPortRange | undefined): PortRangeRecord | undefined {
  return range && { fromPort: range.FromPort, toPort: range.ToPort };
}

export function fromRule(rule: TrafficMirrorFilterRule, scope: Ec2Scope): TrafficMirrorFilterRuleRecord {
  return {
    __typename: 'TrafficMirrorFilterRule',
    scope,
    trafficMirrorFilterRuleId: rule.TrafficMirrorFilterRuleId ?? '',
    trafficMirrorFilterId: rule.TrafficMirrorFilterId,
    trafficDirection: rule.TrafficDirection,
    ruleNumber: rule.RuleNumber,
    ruleAction: rule.RuleAction,
    protocol: rule.Protocol,
    destinationPortRange: fromPortRange(rule.DestinationPortRange),
    sourcePortRange: fromPortRange(rule.SourcePortRange),
    destinationCidrBlock: rule.DestinationCidrBlock,
    sourceCidrBlock: rule.SourceCidrBlock,
    description: rule.Description,
    tags: fromTags(rule.Tags),
  };
}

export const filterRuleKind: ResourceKind<TrafficMirrorFilterRule, TrafficMirrorFilterRuleRecord> = {
  action: 'DescribeTrafficMirrorFilterRules',
  idFilter: 'traffic-mirror-filter-rule-id',
  describe: async (client, { filters, maxResults, nextToken }, abortSignal) => {
    const output = await client.send(
      new DescribeTrafficMirrorFilterRulesCommand({
        Filters: [...filters],
        MaxResults: maxResults,
        NextToken: nextToken,
      }),
      { abortSignal },
    );
    return { items: output.TrafficMirrorFilterRules, nextToken: output.NextToken };
  },
  fromEc2: fromRule,
  idOf: (rule) => rule.trafficMirrorFilterRuleId,
};
