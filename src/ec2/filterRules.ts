/** Filter rules: the record of one, its conversion from and to EC2's shape, and the calls that read and change it. */
import {
  CreateTrafficMirrorFilterRuleCommand,
  DeleteTrafficMirrorFilterRuleCommand,
  DescribeTrafficMirrorFilterRulesCommand,
  ModifyTrafficMirrorFilterRuleCommand,
  type TrafficDirection,
  type TrafficMirrorFilterRule,
  type TrafficMirrorFilterRuleField,
  type TrafficMirrorPortRange,
  type TrafficMirrorRuleAction,
} from '@aws-sdk/client-ec2';
import { hasValues } from './changes/agreement.ts';
import { type CreateOptions, create, type RemoveOptions, remove, toCreate } from './changes/lifecycle.ts';
import type { Outcome } from './changes/outcome.ts';
import type { ChangeOptions } from './changes/recorder.ts';
import { settle } from './changes/settle.ts';
import { integer } from './numbers.ts';
import { describeByIds, type ResourceKind } from './reads/describe.ts';
import type { Ec2Scope } from './scope.ts';
import { fromTags, type TagRecord } from './tags.ts';

export interface PortRangeRecord {
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

export interface RuleChange {
  readonly trafficMirrorFilterRuleId: string;
  readonly set: RuleProperties;
  readonly removeFields: readonly RuleField[];
}

export interface NewRule extends RuleProperties {
  readonly trafficMirrorFilterId: string;
  readonly tags: readonly TagRecord[];
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

function toEc2<Rule extends RuleProperties>(rule: Rule) {
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

/** EC2 `CreateTrafficMirrorFilterRule`. */
export function createTrafficMirrorFilterRule(
  scope: Ec2Scope,
  rule: NewRule & Required<Pick<RuleProperties, 'trafficDirection' | 'ruleNumber' | 'ruleAction'>>,
  options: CreateOptions,
): Promise<Outcome<TrafficMirrorFilterRuleRecord>> {
  const input = {
    TrafficMirrorFilterId: rule.trafficMirrorFilterId,
    ...toEc2(rule),
    ...toCreate('traffic-mirror-filter-rule', rule.tags, options),
  };
  const asked = { ...options, action: 'CreateTrafficMirrorFilterRule', scope, input } as const;
  const isSame = (made: TrafficMirrorFilterRuleRecord) => hasValues(made, rule, ['trafficMirrorFilterId']);
  return create(asked, {
    kind: filterRuleKind,
    isSame,
    fits: (made) => isSame(made) && hasValues(made, rule, ruleProperties),
    send: async (send) => {
      const output = await send(new CreateTrafficMirrorFilterRuleCommand(input));
      const created = output.TrafficMirrorFilterRule;
      return {
        value: created?.TrafficMirrorFilterRuleId ? fromRule(created, scope) : undefined,
        requestId: output.$metadata.requestId,
      };
    },
  });
}

/** EC2 `ModifyTrafficMirrorFilterRule`. The tags of the result are undefined, because EC2 returns none. */
export function modifyTrafficMirrorFilterRule(
  scope: Ec2Scope,
  change: RuleChange,
  options: ChangeOptions,
): Promise<Outcome<TrafficMirrorFilterRuleRecord>> {
  const id = change.trafficMirrorFilterRuleId;
  const input = {
    TrafficMirrorFilterRuleId: id,
    ...toEc2(change.set),
    RemoveFields: [...change.removeFields],
    DryRun: options.dryRun || undefined,
  };
  return settle({
    ...options,
    action: 'ModifyTrafficMirrorFilterRule',
    scope,
    input,
    send: async (send) => {
      const output = await send(new ModifyTrafficMirrorFilterRuleCommand(input));
      const rule = output.TrafficMirrorFilterRule;
      const after = rule && { ...fromRule(rule, scope), tags: undefined };
      const fits = after?.trafficMirrorFilterRuleId === id && shows(after, change);
      return { value: fits ? after : undefined, requestId: output.$metadata.requestId };
    },
    readBack: async (usage) => {
      const [rule] = await describeByIds(scope, filterRuleKind, [id], usage);
      return rule && shows(rule, change) ? rule : undefined;
    },
  });
}

/** Whether `rule` shows the whole change. */
function shows(rule: TrafficMirrorFilterRuleRecord, { set, removeFields }: RuleChange): boolean {
  return (
    hasValues(rule, set, ruleProperties) &&
    removeFields.every((field) => (rule[ruleFields[field]] ?? '') === '')
  );
}

/** EC2 `DeleteTrafficMirrorFilterRule`. The value is the id of the deleted rule. */
export function deleteTrafficMirrorFilterRule(
  scope: Ec2Scope,
  id: string,
  { wasThere, ...options }: RemoveOptions,
): Promise<Outcome<string>> {
  const input = { TrafficMirrorFilterRuleId: id, DryRun: options.dryRun || undefined };
  const asked = { ...options, action: 'DeleteTrafficMirrorFilterRule', scope, input } as const;
  return remove(asked, { kind: filterRuleKind, id, wasThere }, async (send) => {
    const output = await send(new DeleteTrafficMirrorFilterRuleCommand(input));
    return { value: output.TrafficMirrorFilterRuleId, requestId: output.$metadata.requestId };
  });
}
