/** Which findings concern some sessions and filters. */
import type { EstateFacts } from '../../ec2/estate/drafts.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import { NotRead } from '../../mirroring/facts.ts';
import type { Evaluation } from '../../mirroring/findings/evaluate.ts';

/** What is asked about. */
export interface Concern {
  /** With everything that they use. */
  readonly sessions: readonly TrafficMirrorSessionRecord[];
  /** With their rules, whether or not sessions use them. */
  readonly filterIds: readonly string[];
}

/** Chooses from an evaluation what concerns some of what was judged. */
export function createChooser(
  facts: EstateFacts,
  { findings, unchecked }: Evaluation,
): (concern: Concern) => Evaluation {
  const findingsOf = indexBy(findings, ({ affectedSessionIds, subjectId }) => [
    ...affectedSessionIds,
    subjectId,
  ]);
  const uncheckedOf = indexBy(unchecked, ({ subjectIds }) => subjectIds);
  return ({ sessions, filterIds }) => {
    const ruled = filterIds.flatMap((id) => [id, ...ruleIdsOf(facts, id)]);
    const own = [...sessions.map((session) => session.trafficMirrorSessionId), ...ruled];
    const used = sessions.flatMap((session) => usedBy(facts, session));
    const notChecked = placesOf(uncheckedOf, new Set([...own, ...used]));
    return {
      findings: findings.filter(among(placesOf(findingsOf, new Set(own)))),
      unchecked: unchecked.flatMap((row, place) => {
        const subjectIds = notChecked.get(place) ?? [];
        return subjectIds.length > 0 || row.isCutShort ? [{ ...row, subjectIds }] : [];
      }),
    };
  };
}

/** The places in a list of what has each id. */
function indexBy<Item>(
  items: readonly Item[],
  idsOf: (item: Item) => readonly string[],
): ReadonlyMap<string, number[]> {
  const index = new Map<string, number[]>();
  for (const [place, item] of items.entries())
    for (const id of idsOf(item)) {
      const places = index.get(id);
      if (places === undefined) index.set(id, [place]);
      else places.push(place);
    }
  return index;
}

/** The places that have one of the ids, each with those that it has. */
function placesOf(
  index: ReadonlyMap<string, readonly number[]>,
  ids: Iterable<string>,
): ReadonlyMap<number, string[]> {
  const found = new Map<number, string[]>();
  for (const id of ids)
    for (const place of index.get(id) ?? []) {
      const known = found.get(place);
      if (known === undefined) found.set(place, [id]);
      else known.push(id);
    }
  return found;
}

const among = (places: ReadonlyMap<number, unknown>) => (_: unknown, place: number) => places.has(place);

/** The ids of what a session uses: of everything about which a rule may not have been checked. */
function usedBy(facts: EstateFacts, session: TrafficMirrorSessionRecord): string[] {
  const { networkInterfaceId, trafficMirrorTargetId, trafficMirrorFilterId } = session;
  const ids = [networkInterfaceId, trafficMirrorTargetId, trafficMirrorFilterId].filter(
    (id) => id !== undefined,
  );
  return trafficMirrorFilterId === undefined ? ids : [...ids, ...ruleIdsOf(facts, trafficMirrorFilterId)];
}

/** None when the filter was not read: it then stands for its rules. */
function ruleIdsOf({ filters }: EstateFacts, filterId: string): string[] {
  try {
    const filter = filters.of(filterId);
    return filter === null
      ? []
      : [...filter.ingressRules, ...filter.egressRules].map((rule) => rule.trafficMirrorFilterRuleId);
  } catch (error) {
    if (error instanceof NotRead) return [];
    throw error;
  }
}
