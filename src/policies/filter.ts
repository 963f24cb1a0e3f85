/** The filter of a policy in an account and Region: the one that is there. */
import type { PolicyMirror } from '../config/policies.ts';
import { isMetBy } from './select.ts';
import type { SnapshotFilter } from './snapshot.ts';

/** The id of a filter, or a sentence that says why it is not known which. */
export type PolicyFilter =
  | { readonly id: string; readonly problem?: undefined }
  | { readonly id?: undefined; readonly problem: string };

export function filterOf(
  { filter }: Pick<PolicyMirror, 'filter'>,
  filters: readonly SnapshotFilter[],
): PolicyFilter {
  if (typeof filter === 'string')
    return filters.some((one) => one.trafficMirrorFilterId === filter)
      ? { id: filter }
      : { problem: `Filter ${filter} of the policy is not there.` };
  const [first, ...others] = filters.filter((one) => Object.entries(filter.tags).every(isMetBy([one])));
  if (first === undefined) return { problem: 'No filter has the tags that the policy names.' };
  if (others.length === 0) return { id: first.trafficMirrorFilterId };
  return { problem: `${others.length + 1} filters have the tags that the policy names; it must be one.` };
}
