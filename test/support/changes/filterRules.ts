/** Random changes of the rules of filters. */
import {
  CreateTrafficMirrorFilterRuleCommand,
  DeleteTrafficMirrorFilterRuleCommand,
  ModifyTrafficMirrorFilterRuleCommand,
} from '@aws-sdk/client-ec2';
import type { EstateFacts } from '../../../src/ec2/estate/drafts.ts';
import { ruleFields, type TrafficMirrorFilterRuleRecord, toEc2 } from '../../../src/ec2/filterRules.ts';
import type { TrafficMirrorFilterRecord } from '../../../src/ec2/filters.ts';
import type { Random } from '../../ledger/random.ts';
import { type Draw, type EstateChange, isSpecial, overlaid, prefer, touchedByFilter } from './change.ts';
import { propertiesOf } from './ruleProperties.ts';

/** Faults are in filters that have a tag, or a rule that has one. */
const pickFilter = ({ filters }: EstateFacts, random: Random) =>
  prefer(random, filters.all(), (one) => isSpecial(one) || rulesOf(one).some(isSpecial));

const rulesOf = ({ ingressRules, egressRules }: TrafficMirrorFilterRecord) => [
  ...ingressRules,
  ...egressRules,
];

/** The filter with these rules, as EC2 shows it. */
function withRules(
  filter: TrafficMirrorFilterRecord,
  rules: readonly TrafficMirrorFilterRuleRecord[],
): EstateChange {
  const inOrder = rules.toSorted((one, other) => (one.ruleNumber ?? 0) - (other.ruleNumber ?? 0));
  const ingressRules = inOrder.filter((rule) => rule.trafficDirection === 'ingress');
  const egressRules = inOrder.filter((rule) => rule.trafficDirection === 'egress');
  return { filters: { put: [{ ...filter, ingressRules, egressRules }] } };
}

export const createsRule: Draw = (facts, random) => {
  const filter = pickFilter(facts, random);
  const { trafficMirrorFilterId, scope } = filter;
  const given = propertiesOf(random, 1);
  const rule = { __typename: 'TrafficMirrorFilterRule', scope, trafficMirrorFilterId, ...given } as const;
  return {
    what: `create rule ${JSON.stringify(toEc2(given))} of ${trafficMirrorFilterId}`,
    touched: touchedByFilter(facts, trafficMirrorFilterId),
    after: (trafficMirrorFilterRuleId) =>
      withRules(filter, [...rulesOf(filter), { ...rule, trafficMirrorFilterRuleId, tags: [] }]),
    send: async (ec2) => {
      const answer = await ec2.send(
        new CreateTrafficMirrorFilterRuleCommand({
          TrafficMirrorFilterId: trafficMirrorFilterId,
          ...toEc2(given),
          TrafficDirection: given.trafficDirection,
          RuleNumber: given.ruleNumber,
          RuleAction: given.ruleAction,
          DestinationCidrBlock: given.destinationCidrBlock,
          SourceCidrBlock: given.sourceCidrBlock,
        }),
      );
      return answer.TrafficMirrorFilterRule?.TrafficMirrorFilterRuleId;
    },
  };
};

/** A filter that has rules, and one of these. */
function pickRule({ filters }: EstateFacts, random: Random) {
  const withSome = filters.all().filter((one) => rulesOf(one).length > 0);
  if (withSome.length === 0) return undefined;
  const filter = prefer(random, withSome, (one) => isSpecial(one) || rulesOf(one).some(isSpecial));
  return { filter, rule: random.pick(rulesOf(filter)) };
}

export const modifiesRule: Draw = (facts, random) => {
  const picked = pickRule(facts, random);
  if (picked === undefined) return undefined;
  const { filter, rule } = picked;
  const set = propertiesOf(random, 0.5);
  const fields = ['protocol', 'destination-port-range', 'source-port-range'] as const;
  const removed = fields.filter((field) => set[ruleFields[field]] === undefined && random.chance(0.3));
  const reset = Object.fromEntries(removed.map((field) => [ruleFields[field], undefined]));
  const after = overlaid({ ...rule, ...reset }, set as Partial<typeof rule>);
  const { trafficMirrorFilterRuleId: TrafficMirrorFilterRuleId } = rule;
  return {
    what: `modify ${TrafficMirrorFilterRuleId}: ${JSON.stringify(toEc2(set))} without ${removed}`,
    touched: touchedByFilter(facts, filter.trafficMirrorFilterId),
    after: () =>
      withRules(
        filter,
        rulesOf(filter).map((one) => (one === rule ? after : one)),
      ),
    send: async (ec2) => {
      const change = { ...toEc2(set), TrafficMirrorFilterRuleId, RemoveFields: [...removed] };
      await ec2.send(new ModifyTrafficMirrorFilterRuleCommand(change));
      return undefined;
    },
  };
};

export const deletesRule: Draw = (facts, random) => {
  const picked = pickRule(facts, random);
  if (picked === undefined) return undefined;
  const { filter, rule } = picked;
  const { trafficMirrorFilterRuleId: TrafficMirrorFilterRuleId } = rule;
  return {
    what: `delete ${TrafficMirrorFilterRuleId}`,
    touched: touchedByFilter(facts, filter.trafficMirrorFilterId),
    after: () =>
      withRules(
        filter,
        rulesOf(filter).filter((one) => one !== rule),
      ),
    send: async (ec2) => {
      await ec2.send(new DeleteTrafficMirrorFilterRuleCommand({ TrafficMirrorFilterRuleId }));
      return undefined;
    },
  };
};
