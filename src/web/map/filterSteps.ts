/** The steps of creating a filter with its network services and first rules, and what can be checked before the first. */
import {
  CreateFilterDocument,
  CreateRuleDocument,
  ModifyServicesDocument,
  PlanCreateRuleDocument,
} from '../../generated/web/graphql.ts';
import type { Filter } from './lists.ts';
import type { NewFilter } from './newFilter.ts';
import type { Send } from './request.ts';
import { type RuleErrors, ruleLabels } from './rules.ts';
import { ruleText } from './ruleWords.ts';
import { toFormErrors } from './userErrors.ts';
import { refusalOf, type Step } from './useSteps.ts';

const nothingReturned = 'The gateway returned nothing.';

/** @param made where the first step leaves the filter for the others. @param onCreated called once it is there. */
export function filterSteps(
  send: Send,
  { filter, mirrorsDns, rules }: NewFilter,
  made: { filter?: Filter },
  onCreated: (filter: Filter) => void,
): Step[] {
  const ofFilter = () => {
    const { trafficMirrorFilterId = '', scope = null } = made.filter ?? {};
    return { trafficMirrorFilterId, scope };
  };
  const create = async () => {
    const { payload } = await send(CreateFilterDocument, { input: filter });
    const created = payload?.trafficMirrorFilter;
    if (!created) return refusalOf(payload?.userErrors ?? []) ?? nothingReturned;
    made.filter = created;
    onCreated(created);
    return undefined;
  };
  const createRule = async (rule: NewFilter['rules'][number]) => {
    const { payload } = await send(CreateRuleDocument, { input: { ...rule, ...ofFilter() } });
    return payload === null ? nothingReturned : refusalOf(payload.userErrors);
  };
  const mirrorDns = async () => {
    const input = { ...ofFilter(), addNetworkServices: ['AMAZON_DNS' as const] };
    const { payload } = await send(ModifyServicesDocument, { input });
    return payload === null ? nothingReturned : refusalOf(payload.userErrors);
  };
  return [
    { id: 'filter', text: 'Create the filter', run: create },
    ...rules.map((rule, index) => ({
      id: `rule ${index}`,
      text: `Create ${ruleText(rule)}`,
      run: () => createRule(rule),
    })),
    ...(mirrorsDns ? [{ id: 'dns', text: 'Mirror Amazon DNS', run: mirrorDns }] : []),
  ];
}

/** Stands for the filter that is not there yet. */
const unborn = 'tmf-00000000000000000';

/**
 * A rule can be planned only for a filter that is there. But the gateway says before it looks for that whether the rule could be one of any
 * filter, so that none is created whose rules are then refused.
 */
export const checkRules = (
  send: Send,
  { filter: { scope }, rules }: NewFilter,
): Promise<readonly RuleErrors[]> =>
  Promise.all(
    rules.map(async (rule) => {
      const input = { ...rule, trafficMirrorFilterId: unborn, scope };
      const { plan } = await send(PlanCreateRuleDocument, { input });
      const invalid = plan?.userErrors.filter(({ code }) => code === 'INVALID_INPUT') ?? [];
      return toFormErrors(invalid, ruleLabels);
    }),
  );
