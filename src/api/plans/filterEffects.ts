/** What planned changes of filters and rules do to the facts that findings rest on. */
import {
  byRuleNumber,
  type RuleProperties,
  type TrafficMirrorFilterRuleRecord,
} from '../../ec2/filterRules.ts';
import type { TrafficMirrorFilterRecord } from '../../ec2/filters.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { GatewayContext } from '../context.ts';
import type { PlannedEffect } from './effects.ts';

/**
 * A filter whose network services or rules change. What its sessions take decides what the other sessions of their sources get.
 *
 * @throws Ec2Failure when its sessions cannot be read.
 */
async function effectOnFilter(
  { loaders }: GatewayContext,
  scope: Ec2Scope,
  id: string,
  change: (filter: TrafficMirrorFilterRecord) => TrafficMirrorFilterRecord,
): Promise<PlannedEffect> {
  const sessions = await loaders(scope).sessionsByFilter.load(id);
  const sources = new Set(sessions.flatMap(({ networkInterfaceId }) => networkInterfaceId ?? []));
  return {
    touched: { filterIds: [id], networkInterfaceIds: [...sources] },
    // One that was not read stays as it is: its rules are unchecked then.
    change: ({ filters }) => ({
      filters: { put: filters.known.filter((filter) => filter.trafficMirrorFilterId === id).map(change) },
    }),
  };
}

/** A filter that gets other network services. @throws Ec2Failure. */
export const effectOnServices = (
  context: GatewayContext,
  { scope, trafficMirrorFilterId }: TrafficMirrorFilterRecord,
  rawNetworkServices: readonly string[],
): Promise<PlannedEffect> =>
  effectOnFilter(context, scope, trafficMirrorFilterId, (filter) => ({ ...filter, rawNetworkServices }));

/** A filter that is deleted, which no session uses. */
export const effectOfFilterDeletion = (id: string): PlannedEffect => ({
  touched: { filterIds: [id] },
  change: () => ({ filters: { drop: [id] } }),
});

/** A rule that is created, modified or deleted. @param after null: it is deleted. @throws Ec2Failure. */
export function effectOnRule(
  context: GatewayContext,
  { scope, trafficMirrorFilterId = '', trafficMirrorFilterRuleId: id = newRule }: RuleReference,
  after: RuleProperties | null,
): Promise<PlannedEffect> {
  const rule = after && toRule({ scope, trafficMirrorFilterId, trafficMirrorFilterRuleId: id, ...after });
  const isOther = (one: TrafficMirrorFilterRuleRecord) => one.trafficMirrorFilterRuleId !== id;
  const changed = (direction: string, rules: readonly TrafficMirrorFilterRuleRecord[]) =>
    [...rules.filter(isOther), ...(rule?.trafficDirection === direction ? [rule] : [])].sort(byRuleNumber);
  return effectOnFilter(context, scope, trafficMirrorFilterId, (filter) => ({
    ...filter,
    ingressRules: changed('ingress', filter.ingressRules),
    egressRules: changed('egress', filter.egressRules),
  }));
}

/** Stands for the id of a rule that a plan would create. */
const newRule = 'the new rule';

interface RuleReference {
  readonly scope: Ec2Scope;
  readonly trafficMirrorFilterId?: string | undefined;
  /** Undefined: it is new. */
  readonly trafficMirrorFilterRuleId?: string | undefined;
}

const toRule = (
  rule: RuleProperties & Required<RuleReference> & { readonly trafficMirrorFilterRuleId: string },
): TrafficMirrorFilterRuleRecord => ({
  __typename: 'TrafficMirrorFilterRule',
  trafficDirection: undefined,
  ruleNumber: undefined,
  ruleAction: undefined,
  protocol: undefined,
  destinationPortRange: undefined,
  sourcePortRange: undefined,
  destinationCidrBlock: undefined,
  sourceCidrBlock: undefined,
  description: undefined,
  tags: [],
  ...rule,
});
