/** The calls that change filter rules, and whether EC2 shows their changes. */
import {
  CreateTrafficMirrorFilterRuleCommand,
  DeleteTrafficMirrorFilterRuleCommand,
  ModifyTrafficMirrorFilterRuleCommand,
  type TrafficMirrorFilterRule,
} from '@aws-sdk/client-ec2';
import {
  filterRuleKind,
  type NewRule,
  type RuleChange,
  type RuleProperties,
  ruleFields,
  ruleProperties,
  type TrafficMirrorFilterRuleRecord,
  toEc2,
} from '../filterRules.ts';
import type { Ec2Scope } from '../scope.ts';
import { hasValues, lacksOthers } from './agreement.ts';
import { type CreateOptions, create, toCreate } from './create.ts';
import { modify } from './modify.ts';
import type { Outcome } from './outcome.ts';
import type { ChangeOptions } from './recorder.ts';
import { type RemoveOptions, remove } from './remove.ts';

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
  const change = { ...options, action: 'CreateTrafficMirrorFilterRule', scope, input } as const;
  const isSame = (made: TrafficMirrorFilterRuleRecord) => hasValues(made, rule, ['trafficMirrorFilterId']);
  return create(change, {
    kind: filterRuleKind,
    isSame,
    fits: (made) =>
      isSame(made) &&
      hasValues(made, rule, ruleProperties) &&
      lacksOthers(made, rule, Object.values(ruleFields)),
    send: async (send) => {
      const { TrafficMirrorFilterRule: item, $metadata } = await send(
        new CreateTrafficMirrorFilterRuleCommand(input),
      );
      return { item, $metadata };
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
  const request = { ...options, action: 'ModifyTrafficMirrorFilterRule', scope, input } as const;
  return modify<TrafficMirrorFilterRule, TrafficMirrorFilterRuleRecord>(request, {
    kind: filterRuleKind,
    id,
    send: async (send) => {
      const { TrafficMirrorFilterRule: item, $metadata } = await send(
        new ModifyTrafficMirrorFilterRuleCommand(input),
      );
      return { item, $metadata };
    },
    shows: (rule) => shows(rule, change),
    fromAnswer: (rule) => ({ ...filterRuleKind.fromEc2(rule, scope), tags: undefined }),
  });
}

/** EC2 `DeleteTrafficMirrorFilterRule`. The value is the id of the deleted rule. */
export function deleteTrafficMirrorFilterRule(
  scope: Ec2Scope,
  id: string,
  { wasThere, ...options }: RemoveOptions,
): Promise<Outcome<string>> {
  const input = { TrafficMirrorFilterRuleId: id, DryRun: options.dryRun || undefined };
  const change = { ...options, action: 'DeleteTrafficMirrorFilterRule', scope, input } as const;
  return remove(change, { kind: filterRuleKind, id, wasThere }, async (send) => {
    const { TrafficMirrorFilterRuleId: item, $metadata } = await send(
      new DeleteTrafficMirrorFilterRuleCommand(input),
    );
    return { item, $metadata };
  });
}

/** Whether `rule` shows the whole change. */
function shows(rule: TrafficMirrorFilterRuleRecord, { set, removeFields }: RuleChange): boolean {
  return (
    hasValues(rule, set, ruleProperties) &&
    removeFields.every((field) => (rule[ruleFields[field]] ?? '') === '')
  );
}
