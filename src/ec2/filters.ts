/** Filters: the record of one, its conversion from EC2's shape, and the call that reads it. */
import {
  DescribeTrafficMirrorFiltersCommand,
  type TrafficMirrorFilter,
  TrafficMirrorNetworkService,
} from '@aws-sdk/client-ec2';
import { byRuleNumber, fromRule, type TrafficMirrorFilterRuleRecord } from './filterRules.ts';
import type { ResourceKind } from './reads/kind.ts';
import type { Ec2Scope } from './scope.ts';
import { fromTags, type TagRecord } from './tags.ts';

export type NetworkService = TrafficMirrorNetworkService;

const networkServices = Object.values(TrafficMirrorNetworkService);

export interface TrafficMirrorFilterRecord {
  readonly __typename: 'TrafficMirrorFilter';
  readonly scope: Ec2Scope;
  readonly trafficMirrorFilterId: string;
  readonly description: string | undefined;
  /** `UNKNOWN` in place of a service that the schema does not have. */
  readonly networkServices: readonly (NetworkService | 'UNKNOWN')[];
  /** The services as EC2 returned them, in the same order. */
  readonly rawNetworkServices: readonly string[];
  /** Lowest rule number first. */
  readonly ingressRules: readonly TrafficMirrorFilterRuleRecord[];
  readonly egressRules: readonly TrafficMirrorFilterRuleRecord[];
  readonly tags: readonly TagRecord[];
}

export interface NewFilter {
  readonly description?: string | undefined;
  readonly tags: readonly TagRecord[];
}

function fromEc2(filter: TrafficMirrorFilter, scope: Ec2Scope): TrafficMirrorFilterRecord {
  const raw: readonly string[] = filter.NetworkServices ?? [];
  return {
    __typename: 'TrafficMirrorFilter',
    scope,
    trafficMirrorFilterId: filter.TrafficMirrorFilterId ?? '',
    description: filter.Description,
    networkServices: raw.map((word) => networkServices.find((service) => service === word) ?? 'UNKNOWN'),
    rawNetworkServices: raw,
    ingressRules: inOrder(filter.IngressFilterRules, scope),
    egressRules: inOrder(filter.EgressFilterRules, scope),
    tags: fromTags(filter.Tags),
  };
}

/** EC2 evaluates rules in the order of their numbers, but does not document the order in which it returns them. */
function inOrder(
  rules: TrafficMirrorFilter['IngressFilterRules'],
  scope: Ec2Scope,
): TrafficMirrorFilterRuleRecord[] {
  return (rules ?? []).map((rule) => fromRule(rule, scope)).sort(byRuleNumber);
}

export const filterKind: ResourceKind<TrafficMirrorFilter, TrafficMirrorFilterRecord> = {
  action: 'DescribeTrafficMirrorFilters',
  idFilter: 'traffic-mirror-filter-id',
  describe: async (parameters, send) => {
    const output = await send(new DescribeTrafficMirrorFiltersCommand(parameters));
    return { items: output.TrafficMirrorFilters, nextToken: output.NextToken };
  },
  fromEc2,
  idOf: (filter) => filter.trafficMirrorFilterId,
};
