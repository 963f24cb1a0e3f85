/** A filter's version covers its rules, so a change of the filter with `ifVersion` has its turn among the changes of the rules too. */
import { expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

interface Filter {
  readonly trafficMirrorFilterId: string;
  readonly version: string;
  readonly ingressRules: readonly { trafficMirrorFilterRuleId: string }[];
}

interface Answer {
  readonly userErrors: readonly { code: string }[];
}

async function firstFilter({ query }: TestGateway): Promise<Filter> {
  const { trafficMirrorFilters } = await query<{ trafficMirrorFilters: { nodes: Filter[] } }>(
    '{ trafficMirrorFilters { nodes { trafficMirrorFilterId version ingressRules { trafficMirrorFilterRuleId } } } }',
  );
  const found = trafficMirrorFilters.nodes.find(({ ingressRules }) => ingressRules.length > 0);
  if (found === undefined) throw new Error('the demo data has no filter with rules');
  return found;
}

async function changeFilter({ query }: TestGateway, filter: Filter): Promise<readonly string[]> {
  const { trafficMirrorFilterId, version: ifVersion } = filter;
  const { modifyTrafficMirrorFilterNetworkServices: answer } = await query<{
    modifyTrafficMirrorFilterNetworkServices: Answer;
  }>(
    `mutation($input: ModifyTrafficMirrorFilterNetworkServicesInput!) {
      modifyTrafficMirrorFilterNetworkServices(input: $input) { userErrors { code } }
    }`,
    { input: { trafficMirrorFilterId, addNetworkServices: ['AMAZON_DNS'], ifVersion } },
  );
  return answer.userErrors.map(({ code }) => code);
}

async function changeRule({ query }: TestGateway, { ingressRules }: Filter): Promise<readonly string[]> {
  const { modifyTrafficMirrorFilterRule: answer } = await query<{ modifyTrafficMirrorFilterRule: Answer }>(
    `mutation($input: ModifyTrafficMirrorFilterRuleInput!) {
      modifyTrafficMirrorFilterRule(input: $input) { userErrors { code } }
    }`,
    {
      input: {
        trafficMirrorFilterRuleId: ingressRules[0]?.trafficMirrorFilterRuleId,
        description: 'changed meanwhile',
      },
    },
  );
  return answer.userErrors.map(({ code }) => code);
}

const filterAction = 'ModifyTrafficMirrorFilterNetworkServices';

test('a rule is not changed between the comparison of its filter and the change of the filter', async () => {
  const gateway = await startTestGateway({});
  const filter = await firstFilter(gateway);
  gateway.emulator.faults(filterAction, [{ delayMs: 300 }]);
  const ended: string[] = [];
  const ofFilter = changeFilter(gateway, filter).finally(() => ended.push('filter'));
  await until(() => (gateway.ec2Calls()[filterAction] ?? 0) > 0);
  const ofRule = changeRule(gateway, filter).finally(() => ended.push('rule'));
  expect(await Promise.all([ofFilter, ofRule])).toEqual([[], []]);
  expect(ended).toEqual(['filter', 'rule']);
});

test('a filter is not changed when one of its rules was changed while it waited for them', async () => {
  const gateway = await startTestGateway({});
  const filter = await firstFilter(gateway);
  gateway.emulator.faults('ModifyTrafficMirrorFilterRule', [{ delayMs: 300 }]);
  const ofRule = changeRule(gateway, filter);
  await until(() => (gateway.ec2Calls().ModifyTrafficMirrorFilterRule ?? 0) > 0);
  expect(await changeFilter(gateway, filter)).toEqual(['VERSION_CONFLICT']);
  expect(await ofRule).toEqual([]);
  expect(gateway.ec2Calls()[filterAction] ?? 0).toBe(0);
});
