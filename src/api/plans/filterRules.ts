/** Plans for filter rules. */
import { ruleProperties, type TrafficMirrorFilterRuleRecord } from '../../ec2/filterRules.ts';
import type {
  CreateTrafficMirrorFilterRuleInput,
  DeleteTrafficMirrorFilterRuleInput,
  ModifyTrafficMirrorFilterRuleInput,
} from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { ruleCreation, ruleDeletion } from '../mutations/filterRules.ts';
import type { Origin } from '../mutations/inputs.ts';
import { isProblem } from '../mutations/modification.ts';
import { ruleModification } from '../mutations/modifyFilterRule.ts';
import { lookAtRules } from './lookAtRules.ts';
import { type Found, lookAtUsers, lookForFilter } from './looks.ts';
import { plan } from './plan.ts';
import { plannedCreation, plannedDeletion, plannedModification } from './planned.ts';

const properties = ['trafficMirrorFilterId', ...ruleProperties] as const;

export function planCreateFilterRule(
  context: GatewayContext,
  origin: Origin<CreateTrafficMirrorFilterRuleInput>,
) {
  const planned = plannedCreation(context, origin, ruleCreation, {
    properties,
    looks: (scope, rule) => [
      lookForFilter(context, scope, rule.trafficMirrorFilterId),
      lookAtRules(context, { ...rule, scope }),
      lookAtUsers(context, scope, rule.trafficMirrorFilterId),
    ],
  });
  return plan(context, origin, planned);
}

export function planModifyFilterRule(
  context: GatewayContext,
  origin: Origin<ModifyTrafficMirrorFilterRuleInput>,
) {
  const modification = ruleModification(context, origin);
  if ('userErrors' in modification) return plan<TrafficMirrorFilterRuleRecord>(context, origin, modification);
  const planned = plannedModification(origin, modification, {
    looks: (rule) => {
      const change = modification.complete(rule);
      const set = isProblem(change) ? {} : change.set;
      return [...users(context, rule), lookAtRules(context, { ...rule, ...set })];
    },
  });
  return plan(context, origin, planned);
}

export const planDeleteFilterRule = (
  context: GatewayContext,
  origin: Origin<DeleteTrafficMirrorFilterRuleInput>,
) =>
  plan(
    context,
    origin,
    plannedDeletion(context, origin, ruleDeletion, { properties, looks: (rule) => users(context, rule) }),
  );

const users = (
  context: GatewayContext,
  { scope, trafficMirrorFilterId }: TrafficMirrorFilterRuleRecord,
): Promise<Found>[] => [lookAtUsers(context, scope, trafficMirrorFilterId)];

export type RuleCreationPlan = Awaited<ReturnType<typeof planCreateFilterRule>>;
