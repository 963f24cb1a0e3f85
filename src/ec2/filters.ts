/** Filters: the record of one, its conversion from EC2's shape, and the calls that read and change it. */
import {
  CreateTrafficMirrorFilterCommand,
  DeleteTrafficMirrorFilterCommand,
  DescribeTrafficMirrorFiltersCommand,
  ModifyTrafficMirrorFilterNetworkServicesCommand,
  type TrafficMirrorFilter,
  TrafficMirrorNetworkService,
} from '@aws-sdk/client-ec2';
import { hasValues } from './changes/agreement.ts';
import { type CreateOptions, create, type RemoveOptions, remove, toCreate } from './changes/lifecycle.ts';
import type { Outcome } from './changes/outcome.ts';
import type { ChangeOptions } from './changes/recorder.ts';
import { settle } from './changes/settle.ts';
import { fromRule, type TrafficMirrorFilterRuleRecord } from './filterRules.ts';
import { describeByIds, type ResourceKind } from './reads/describe.ts';
import type { Ec2Scope } from './scope.ts';
import { fromTags, type TagRecord } from './tags.ts';

export type NetworkService = TrafficMirrorNetworkService;

const networkServices = Object.values(TrafficMirrorNetworkService);

export interface TrafficMirrorFilterRecord {
  readonly __typename: 'TrafficMirrorFilter';
  readonly scope: Ec2Scope;
  readonly trafficMirrorFilterId: string;
  readonly description: string | undefined;
  readonly networkServices: readonly NetworkService[];
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
    // A service that the SDK does not know is left out: the schema's enum has none for it.
    networkServices: (filter.NetworkServices ?? []).filter((service) => networkServices.includes(service)),
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
  return (rules ?? [])
    .map((rule) => fromRule(rule, scope))
    .sort((left, right) => (left.ruleNumber ?? 0) - (right.ruleNumber ?? 0));
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

export interface NewFilter {
  readonly description?: string | undefined;
  readonly tags: readonly TagRecord[];
}

/** EC2 `CreateTrafficMirrorFilter`. */
export function createTrafficMirrorFilter(
  scope: Ec2Scope,
  filter: NewFilter,
  options: CreateOptions,
): Promise<Outcome<TrafficMirrorFilterRecord>> {
  const input = {
    Description: filter.description,
    ...toCreate('traffic-mirror-filter', filter.tags, options),
  };
  const asked = { ...options, action: 'CreateTrafficMirrorFilter', scope, input } as const;
  const isSame = (made: TrafficMirrorFilterRecord) => hasValues(made, filter, ['description']);
  return create(asked, {
    kind: filterKind,
    isSame,
    fits: isSame,
    send: async (send) => {
      const output = await send(new CreateTrafficMirrorFilterCommand(input));
      const created = output.TrafficMirrorFilter;
      return {
        value: created?.TrafficMirrorFilterId ? fromEc2(created, scope) : undefined,
        requestId: output.$metadata.requestId,
      };
    },
  });
}

/** EC2 `ModifyTrafficMirrorFilterNetworkServices`. */
export function modifyTrafficMirrorFilterNetworkServices(
  scope: Ec2Scope,
  change: {
    readonly id: string;
    readonly add: readonly NetworkService[];
    readonly remove: readonly NetworkService[];
  },
  options: ChangeOptions,
): Promise<Outcome<TrafficMirrorFilterRecord>> {
  const input = {
    TrafficMirrorFilterId: change.id,
    AddNetworkServices: [...change.add],
    RemoveNetworkServices: [...change.remove],
    DryRun: options.dryRun || undefined,
  };
  const shows = ({ networkServices }: TrafficMirrorFilterRecord) =>
    change.add.every((service) => networkServices.includes(service)) &&
    !change.remove.some((service) => networkServices.includes(service));
  return settle({
    ...options,
    action: 'ModifyTrafficMirrorFilterNetworkServices',
    scope,
    input,
    send: async (send) => {
      const output = await send(new ModifyTrafficMirrorFilterNetworkServicesCommand(input));
      const filter = output.TrafficMirrorFilter && fromEc2(output.TrafficMirrorFilter, scope);
      const fits = filter?.trafficMirrorFilterId === change.id && shows(filter);
      return { value: fits ? filter : undefined, requestId: output.$metadata.requestId };
    },
    readBack: async (usage) => {
      const [filter] = await describeByIds(scope, filterKind, [change.id], usage);
      return filter && shows(filter) ? filter : undefined;
    },
  });
}

/** EC2 `DeleteTrafficMirrorFilter`, which also deletes the filter's rules. The value is the id of the deleted filter. */
export function deleteTrafficMirrorFilter(
  scope: Ec2Scope,
  id: string,
  { wasThere, ...options }: RemoveOptions,
): Promise<Outcome<string>> {
  const input = { TrafficMirrorFilterId: id, DryRun: options.dryRun || undefined };
  const asked = { ...options, action: 'DeleteTrafficMirrorFilter', scope, input } as const;
  return remove(asked, { kind: filterKind, id, wasThere }, async (send) => {
    const output = await send(new DeleteTrafficMirrorFilterCommand(input));
    return { value: output.TrafficMirrorFilterId, requestId: output.$metadata.requestId };
  });
}
