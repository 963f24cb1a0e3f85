/** FILTER_ONE_WAY: a filter that shows half of each conversation. */
import { parsed, rulesText } from './parsed.ts';
import { defineRule, evidenceOf } from './rule.ts';

export const filterOneWay = defineRule({
  code: 'FILTER_ONE_WAY',
  severity: 'NOTICE',
  about: 'filter',
  reads: [],
  means: 'The filter accepts packets of one direction only.',
  condition:
    'Sessions use the filter, it has no network services, and its rules accept packets in exactly one direction.',
  source:
    'Computed exactly from the rules. VPC Traffic Mirroring guide: without outbound rules, nothing outbound is mirrored.',
  remedy: 'Add rules for the other direction, if both are wanted.',
  *check(filter) {
    const { ingress, egress, services } = parsed(filter);
    const accepts = [ingress, egress].map(({ accepted }) => accepted.length > 0);
    if (services.length > 0 || accepts[0] === accepts[1]) return;
    const { trafficMirrorFilterId: id } = filter;
    yield {
      message: `${id} accepts nothing ${accepts[0] ? 'outbound' : 'inbound'}`,
      evidence: [evidenceOf(id, 'rules', rulesText(filter))],
    };
  },
});
