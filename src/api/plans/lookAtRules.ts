/** What may prevent a filter rule: the other rules of its filter. */
import type { RuleProperties } from '../../ec2/filterRules.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import { quotas } from '../../mirroring/quotas.ts';
import type { GatewayContext } from '../context.ts';
import type { Problem } from '../userErrors.ts';
import type { Found } from './looks.ts';

/** A rule as a change would leave it. */
interface WantedRule extends RuleProperties {
  readonly scope: Ec2Scope;
  /** Undefined: it is new. */
  readonly trafficMirrorFilterRuleId?: string | undefined;
  readonly trafficMirrorFilterId?: string | undefined;
}

export async function lookAtRules({ loaders }: GatewayContext, rule: WantedRule): Promise<Found> {
  const { scope, trafficMirrorFilterId, trafficMirrorFilterRuleId: id, trafficDirection, ruleNumber } = rule;
  const filter =
    trafficMirrorFilterId === undefined ? null : await loaders(scope).filters.load(trafficMirrorFilterId);
  if (filter === null) return {};
  const all = [...filter.ingressRules, ...filter.egressRules];
  const others = all.filter((other) => other.trafficMirrorFilterRuleId !== id);
  const inDirection = others.filter((other) => other.trafficDirection === trafficDirection);
  const rival = inDirection.find((other) => other.ruleNumber === ruleNumber);
  const problems: Problem[] = [];
  if (rival !== undefined) {
    const message = `rule number ${ruleNumber} is used by ${rival.trafficMirrorFilterRuleId} in the same direction`;
    problems.push({ code: 'ALREADY_EXISTS', field: ['ruleNumber'], message });
  }
  const quota = judgeQuota(others.length, inDirection.length);
  return { ...quota, problems: [...problems, ...(quota.problems ?? [])] };
}

/** @param inDirection how many of the other rules have the direction of this one. */
function judgeQuota(others: number, inDirection: number): Found {
  const { rulesPerFilter } = quotas;
  if (others < rulesPerFilter) return {};
  const field = ['trafficMirrorFilterId'];
  const message = `the filter has ${others} other rules; EC2 allows ${rulesPerFilter}`;
  if (inDirection >= rulesPerFilter) return { problems: [{ code: 'QUOTA_EXCEEDED', field, message }] };
  const doubt = 'it is not known whether EC2 counts both directions together';
  return {
    warnings: [{ code: 'QUOTA_UNKNOWN', field, message: `trafficMirrorFilterId: ${message}, and ${doubt}.` }],
  };
}
