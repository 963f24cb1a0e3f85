/** Traffic Mirror filters: create, delete, describe, network services. */
import { describe } from './describe.ts';
import { ruleToWire } from './filterRules.ts';
import { idKinds } from './ids.ts';
import { id } from './parameters.ts';
import type { TrafficMirrorFilter } from './records.ts';
import type { Estate } from './state.ts';
import { tagSet } from './tags.ts';
import type { WireObject } from './xml.ts';

/** A filter shows its rules, per direction in the order in which they are tried. */
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

export const DescribeTrafficMirrorFilters = describe<TrafficMirrorFilter>({
  set: 'trafficMirrorFilterSet',
  table: ({ filters }) => filters,
  rows: ({ filters }) => filters.list(),
  ids: { parameter: 'TrafficMirrorFilterId', parse: id(idKinds.filters), kind: idKinds.filters },
  filters: {
    description: (row) => row.description,
    'traffic-mirror-filter-id': (row) => row.id,
  },
  toWire,
});
