/** The filters of an estate as they decide, each parsed once. */
import type { RuleFacts, UsedSession } from '../estate.ts';
import { type ParsedFilter, parseFilter } from '../filters.ts';
import type { Filter } from '../records.ts';
import { NotDecidable } from './rule.ts';

const memory = new WeakMap<Filter, ParsedFilter | null>();

/** @throws NotDecidable when EC2 has not told enough of some rule to know what the filter does. */
export function parsed(filter: Filter): ParsedFilter {
  let result = memory.get(filter);
  if (result === undefined) {
    result = parseFilter(filter);
    memory.set(filter, result);
  }
  if (result === null)
    throw new NotDecidable(`EC2 does not tell all of the rules of ${filter.trafficMirrorFilterId}`);
  return result;
}

/** The filter of a session. @throws NotRead or NotDecidable when it is not known. */
export function filterOf({ filters }: RuleFacts, session: UsedSession): ParsedFilter {
  const { trafficMirrorFilterId: id = '', trafficMirrorSessionId } = session;
  const filter = filters.of(id);
  if (filter === null) throw new NotDecidable(`EC2 does not tell the filter of ${trafficMirrorSessionId}`);
  return parsed(filter);
}

/** Whether its rules accept packets of this IP version, in either direction. */
export const acceptsFamily = ({ ingress, egress }: ParsedFilter, family: 4 | 6): boolean =>
  [...ingress.accepted, ...egress.accepted].some((box) => box.family === family);

/** Its rules as text. */
export const rulesText = ({ ingressRules, egressRules }: Filter): string =>
  `${ingressRules.length} inbound, ${egressRules.length} outbound`;
