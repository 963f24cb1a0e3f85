/** The targets and filters that no session uses, which a search must find all the same. Pure. */
import { areNarrow, type Criteria, hasTag, hasWords } from './criteria.ts';
import type { Estate } from './estate.ts';
import { idOf } from './sameness.ts';
import { wordsIn } from './texts.ts';

export const noneFound: ReadonlySet<string> = new Set();

/** @returns the ids of those that match the text and the tag. None if there is neither, or if the criteria are about sessions. */
export function unusedFound(
  { text, tag, ...others }: Criteria,
  { sessions, targets, filters }: Estate,
): ReadonlySet<string> {
  const words = wordsIn(text);
  if (areNarrow({ ...others, text: '', tag: '' }) || (words.length === 0 && tag.trim() === ''))
    return noneFound;
  const used = new Set(sessions.flatMap((one) => [one.trafficMirrorTargetId, one.trafficMirrorFilterId]));
  const found = [...targets.values(), ...filters.values()].filter(
    (one) => !used.has(idOf(one)) && hasWords([one], words) && hasTag([one], tag.trim()),
  );
  return found.length === 0 ? noneFound : new Set(found.map(idOf));
}
