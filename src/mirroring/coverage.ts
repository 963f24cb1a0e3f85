/** Where interfaces stand: mirrored, missing, not known or impossible. And how many stand where, all together and by group. */

import type { Eligibility } from './eligibility.ts';
import { groupBy } from './grouped.ts';
import type { EligibilityReason } from './sourceReasons.ts';

/**
 * The states, in the order in which interfaces are listed. The schema's enum has the same. WRONG and EXCLUDED are said only by policies,
 * and UNKNOWN only without one.
 */
export const coverageStates = ['MISSING', 'WRONG', 'UNKNOWN', 'IMPOSSIBLE', 'EXCLUDED', 'MIRRORED'] as const;
export type CoverageState = (typeof coverageStates)[number];

export interface Standing {
  readonly state: CoverageState;
  /** Why it is IMPOSSIBLE or UNKNOWN. */
  readonly reasons: readonly EligibilityReason[];
}

/** The name of each state's count. */
const countOf = {
  MISSING: 'missing',
  WRONG: 'wrong',
  UNKNOWN: 'unknown',
  IMPOSSIBLE: 'impossible',
  EXCLUDED: 'excluded',
  MIRRORED: 'mirrored',
} as const satisfies Record<CoverageState, string>;

export type CoverageCounts = Readonly<Record<'total' | (typeof countOf)[CoverageState], number>>;

/** A session makes it mirrored, whatever speaks against a further one. Else it is missing as far as it can be mirrored. */
export function standingOf({ sessionsInUse, eligible, reasonDetails }: Eligibility): Standing {
  if (sessionsInUse > 0) return { state: 'MIRRORED', reasons: [] };
  if (eligible === true) return { state: 'MISSING', reasons: [] };
  return { state: eligible === null ? 'UNKNOWN' : 'IMPOSSIBLE', reasons: reasonDetails };
}

export function countStates(standings: Iterable<Pick<Standing, 'state'>>): CoverageCounts {
  const counts = { total: 0, mirrored: 0, missing: 0, wrong: 0, unknown: 0, impossible: 0, excluded: 0 };
  for (const { state } of standings) {
    counts.total++;
    counts[countOf[state]]++;
  }
  return counts;
}

export interface CoverageGroup<Item> {
  readonly items: readonly Item[];
  readonly coverage: CoverageCounts;
}

/** The items that have a key in common, with their counts: most missing first, then in the order of the keys. */
export function groupStandings<Item extends Pick<Standing, 'state'>>(
  items: Iterable<Item>,
  keyOf: (item: Item) => string,
): CoverageGroup<Item>[] {
  return [...groupBy(items, keyOf)]
    .map(([key, members]) => ({ key, items: members, coverage: countStates(members) }))
    .sort((left, right) => right.coverage.missing - left.coverage.missing || (left.key < right.key ? -1 : 1));
}
