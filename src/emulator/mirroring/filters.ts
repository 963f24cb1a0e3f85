/** Traffic Mirror filters: create, delete, describe, network services. */
import { action } from '../action.ts';
import { creation } from '../creation.ts';
import { describe, idList } from '../describe.ts';
import { filterInUse, limitExceeded, setAndRemoved } from '../errors.ts';
import { found, idKinds } from '../ids.ts';
import { description, id } from '../sharedParameters.ts';
import type { TrafficMirrorFilter } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import { list, oneOf, required } from '../wire/parameters.ts';
import type { WireObject } from '../wire/xml.ts';
import { ruleToWire } from './filterRules.ts';

/** A filter includes its rules, in the order in which EC2 evaluates them. */
function toWire(filter: TrafficMirrorFilter, { filterRules }: Estate): WireObject {
  const rules = filterRules
    .by('traffic-mirror-filter-id', filter.id)
    .sort((a, b) => a.ruleNumber - b.ruleNumber);
  return {
    trafficMirrorFilterId: filter.id,
    ingressFilterRuleSet: rules.filter((rule) => rule.trafficDirection === 'ingress').map(ruleToWire),
    egressFilterRuleSet: rules.filter((rule) => rule.trafficDirection === 'egress').map(ruleToWire),
    networkServiceSet: filter.networkServices,
    description: filter.description,
    tagSet: tagSet(filter.tags),
  };
}

export const CreateTrafficMirrorFilter = creation(
  {
    element: 'trafficMirrorFilter',
    idKind: idKinds.filters,
    table: ({ filters }: Estate) => filters,
    toWire,
  },
  { Description: description },
  ({ Description }, { filters, world }, row) => {
    const { filtersPerAccount } = world.quotas;
    if (filters.size >= filtersPerAccount) {
      throw limitExceeded(
        'TrafficMirrorFilterLimitExceeded',
        `The maximum number of traffic mirror filters (${filtersPerAccount}) has been reached`,
      );
    }
    return { ...row, networkServices: [], description: Description };
  },
);

const networkServices = list(oneOf('amazon-dns'));

export const ModifyTrafficMirrorFilterNetworkServices = action(
  {
    TrafficMirrorFilterId: required(id(idKinds.filters)),
    AddNetworkService: networkServices,
    RemoveNetworkService: networkServices,
  },
  ({ TrafficMirrorFilterId, AddNetworkService, RemoveNetworkService }, estate) => {
    const filter = found(estate.filters, idKinds.filters, TrafficMirrorFilterId);
    const services = new Set([...filter.networkServices, ...AddNetworkService]);
    for (const service of RemoveNetworkService) services.delete(service);
    const changed = estate.filters.put({ ...filter, networkServices: [...services] });
    return { trafficMirrorFilter: toWire(changed, estate) };
  },
  ({ AddNetworkService, RemoveNetworkService }) => {
    const both = AddNetworkService.find((service) => RemoveNetworkService.includes(service));
    if (both) throw setAndRemoved(both);
  },
);

/** Deletes the filter's rules too (cloudshell-cp-aws relies on it). */
export const DeleteTrafficMirrorFilter = action(
  { TrafficMirrorFilterId: required(id(idKinds.filters)) },
  ({ TrafficMirrorFilterId: filterId }, { filters, filterRules, sessions }) => {
    found(filters, idKinds.filters, filterId);
    const users = sessions.by('traffic-mirror-filter-id', filterId);
    if (users.length > 0) throw filterInUse(filterId, users.map((session) => session.id).join(', '));
    for (const rule of filterRules.by('traffic-mirror-filter-id', filterId)) filterRules.delete(rule.id);
    filters.delete(filterId);
    return { trafficMirrorFilterId: filterId };
  },
);

export const DescribeTrafficMirrorFilters = describe<TrafficMirrorFilter>({
  set: 'trafficMirrorFilterSet',
  table: ({ filters }) => filters,
  rows: ({ filters }) => filters.list(),
  ids: idList('TrafficMirrorFilterId', idKinds.filters),
  filters: {
    description: (row) => row.description,
    'traffic-mirror-filter-id': (row) => row.id,
  },
  toWire,
});
