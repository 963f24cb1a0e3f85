/** A colour for each filter. */
import type { Estate } from './estate.ts';

/** How many filters have a colour of their own. More could not be told apart. */
export const maxColours = 8;
/** The grey of all other filters, and of lines that stand for sessions with different filters. */
export const sharedColour = maxColours;

/** @returns the number in the CSS class `filter-<number>`. */
export function colourOf(filters: Estate['filters'], filterId: string | null): number {
  const index = [...filters.keys()].indexOf(filterId ?? '');
  return index < 0 ? sharedColour : Math.min(index, sharedColour);
}
