/** Traffic Mirror filters: EC2's shape to ours, and how they are read. */
import { DescribeTrafficMirrorFiltersCommand, type TrafficMirrorFilter } from '@aws-sdk/client-ec2';
import type { Ec2Scope } from './clients.ts';
import type { ResourceKind } from './describe.ts';
import { fromRule, type TrafficMirrorFilterRuleRecord } from './filterRules.ts';
import { fromTags, type TagRecord } from './tags.ts';

export interface TrafficMirrorFilterRecord {
  readonly __typename: 'TrafficMirrorFilter';
  readonly scope: Ec2Scope;
  readonly trafficMirrorFilterId: string;
  readonly description: string | undefined;
  readonly networkServices: readonly 'amazon-dns'[];
  /** Lowest rule number first. */
  readonly ingressRules: readonly TrafficMirrorFilterRuleRecord[];
  readonly egressRules: readonly TrafficMirrorFilterRuleRecord[];
  readonly tags: readonly TagRecord[];
}

function fromEc2(filter: TrafficMirrorFilter, scope: Ec2Scope): TrafficMirrorFilterRecord {
  return {
    __typename: 'TrafficMirrorFilter',
    scope,
    trafficMirrorFilterId: filter.TrafficMirrorFilterId ?? '',
    description: filter.Description,
    // A service that this version does not know has no name in the schema and is left out.
    networkServices: (filter.NetworkServices ?? []).filter((service) => service === 'amazon-dns'),
    ingressRules: inOrder(filter.IngressFilterRules, scope),
    egressRules: inOrder(filter.EgressFilterRules, scope),
    tags: fromTags(filter.Tags),
  };
}

/** EC2 documents no order of the rules in a filter, but evaluates them by number. */
function inOrder(
  rules: TrafficMirrorFilter['IngressFilterRules'],
  scope: Ec2Scope,
): TrafficMirrorFilterRuleRecord[] {
  return (rules ?? [])
    .map((rule) => fromRule(rule, scope))
    .sort((left, right) => (left.ruleNumber ?? 0) - (right.ruleNumber ?? 0));
}

export const filterKind: ResourceKind<TrafficMirrorFilter, TrafficMirrorFilterRecord> = {
  action: 'DescribeTrafficMirrorFilters',
  idFilter: 'traffic-mirror-filter-id',
  describe: async (client, { filters, maxResults, nextToken }, abortSignal) => {
    const output = await client.send(
      new DescribeTrafficMirrorFiltersCommand({
        Filters: [...filters],
        MaxResults: maxResults,
        NextToken: nextToken,
      }),
      { abortSignal },
    );
    return { items: output.TrafficMirrorFilters, nextToken: output.NextToken };
  },
  fromEc2,
  idOf: (filter) => filter.trafficMirrorFilterId,
};
