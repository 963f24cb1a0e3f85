/** Refuses tags whose keys are the gateway's own: whoever can write them decides which sessions policies own. */
import { markPrefix } from '../../marks.ts';
import type { Refusal } from './approval.ts';

/** A key, and the path of its field in the input. */
type GivenKey = readonly [field: readonly PropertyKey[], key: string];

/** @param resources whose tags they are; empty: one that is created. @returns undefined when none is the gateway's own. */
export function refuseOwnTags(
  given: readonly GivenKey[],
  resources: readonly string[] = [],
): Refusal | undefined {
  // Conditions of IAM on tags of resources ignore case, so nobody may have a key that only looks different.
  const own = given.find(([, key]) => key.toLowerCase().startsWith(markPrefix));
  if (own === undefined) return undefined;
  const code = 'FORBIDDEN_BY_POLICY';
  return {
    code,
    field: own[0],
    message: `tags whose keys begin with ${markPrefix} are the gateway's own; choose another key`,
    denied: { action: 'tag', reason: `${code} ${markPrefix}`, resources },
  };
}

/** The keys of the tags of an input. */
export const keysIn = (field: string, tags: readonly { readonly key: string }[]): GivenKey[] =>
  tags.map(({ key }, index) => [[field, index, 'key'], key]);
