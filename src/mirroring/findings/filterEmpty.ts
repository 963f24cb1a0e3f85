/** FILTER_EMPTY: a filter that has nothing to accept packets by. */
import { rulesText } from './parsed.ts';
import { defineRule, evidenceOf } from './rule.ts';
import { sessionsDo } from './words.ts';

export const filterEmpty = defineRule({
  code: 'FILTER_EMPTY',
  severity: 'WASTE',
  about: 'filter',
  reads: ['sessions'],
  means: 'The filter has neither rules nor network services.',
  condition: 'Sessions use the filter, and it has no rules and no network services.',
  source: 'VPC Traffic Mirroring guide: without rules, nothing is mirrored.',
  remedy: 'Add rules or the network service to the filter, or change the sessions to another filter.',
  *check(filter, facts) {
    const { trafficMirrorFilterId: id, ingressRules, egressRules, rawNetworkServices } = filter;
    if (ingressRules.length + egressRules.length + rawNetworkServices.length > 0) return;
    const { length } = facts.sessions.where('trafficMirrorFilterId', id);
    yield {
      message: `${id} has no rules; ${sessionsDo(length, 'mirror', 'mirrors')} nothing`,
      evidence: [evidenceOf(id, 'rules', rulesText(filter))],
    };
  },
});
