/** FILTER_NO_ACCEPT: a filter whose rules let no packet through. */
import { acceptsAnything } from '../decide.ts';
import { parsed, rulesText } from './parsed.ts';
import { defineRule, evidenceOf } from './rule.ts';

export const filterNoAccept = defineRule({
  code: 'FILTER_NO_ACCEPT',
  severity: 'WASTE',
  about: 'filter',
  reads: [],
  means: 'The filter has rules, but no packet can be accepted.',
  condition:
    'Sessions use the filter, and it has rules and no network services. None of the rules accepts packets, or rules with lower numbers decide every packet that those would accept.',
  source:
    'Computed exactly from the rules. VPC Traffic Mirroring guide: the first rule that matches decides.',
  remedy: 'Add a rule that accepts packets, with a lower number than the rules that reject them.',
  *check(filter) {
    const { trafficMirrorFilterId: id, ingressRules, egressRules } = filter;
    if (ingressRules.length + egressRules.length === 0 || acceptsAnything(parsed(filter))) return;
    yield { message: `${id} accepts no packet`, evidence: [evidenceOf(id, 'rules', rulesText(filter))] };
  },
});
