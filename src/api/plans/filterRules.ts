/** Plans for filter rules. */
import { ruleProperties, type TrafficMirrorFilterRuleRecord } from '../../ec2/filterRules.ts';
import type {
  CreateTrafficMirrorFilterRuleInput,
  DeleteTrafficMirrorFilterRuleInput,
  ModifyTrafficMirrorFilterRuleInput,
} from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { changesBetween } from '../mutations/changes.ts';
import { portsWithoutProtocol, ruleCreation, ruleDeletion, sameIpVersion } from '../mutations/filterRules.ts';
import type { Origin } from '../mutations/inputs.ts';
import { isProblem } from '../mutations/modification.ts';
import { ruleModification } from '../mutations/modifyFilterRule.ts';
import type { Problem } from '../userErrors.ts';
import { effectOnRule } from './filterEffects.ts';
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
    effect: (scope, rule) =>
      effectOnRule(context, { scope, trafficMirrorFilterId: rule.trafficMirrorFilterId }, rule),
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
  const changed = (rule: TrafficMirrorFilterRuleRecord) => {
    const change = modification.complete(rule);
    return isProblem(change) ? rule : { ...rule, ...modification.foresee(rule, change) };
  };
  const planned = plannedModification(origin, modification, {
    effect: (rule) => effectOnRule(context, rule, changed(rule)),
    looks: (rule) => {
      const after = changed(rule);
      // Its description selects no packets.
      const selects = changesBetween(rule, after, ruleProperties).some(
        ({ field }) => field !== 'description',
      );
      const looks = selects ? [...users(context, rule), lookAtRule(origin.input, after)] : [];
      return [...looks, lookAtRules(context, after)];
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
    plannedDeletion(context, origin, ruleDeletion, {
      properties,
      effect: (rule) => effectOnRule(context, rule, null),
      looks: (rule) => users(context, rule),
    }),
  );

/** Looks at the rule as a whole: what it keeps must fit what the change sets. */
async function lookAtRule(
  input: ModifyTrafficMirrorFilterRuleInput,
  after: TrafficMirrorFilterRuleRecord,
): Promise<Found> {
  const reset = 'protocol' in input ? 'protocol' : 'removeFields';
  /** Problems are at fields that the input has. */
  const at = (problem: Problem, otherwise: string): Problem =>
    String(problem.field[0]) in input ? problem : { ...problem, field: [otherwise] };
  const ports = after.protocol === undefined ? [...portsWithoutProtocol(after)] : [];
  return {
    problems: [
      ...[...sameIpVersion(after)].map((problem) => at(problem, 'destinationCidrBlock')),
      ...ports.map((problem) => at(problem, reset)),
    ],
  };
}

const users = (
  context: GatewayContext,
  { scope, trafficMirrorFilterId }: TrafficMirrorFilterRuleRecord,
): Promise<Found>[] => [lookAtUsers(context, scope, trafficMirrorFilterId)];

export type RuleCreationPlan = Awaited<ReturnType<typeof planCreateFilterRule>>;
