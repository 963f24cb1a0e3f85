/** A colour for each filter. */
import type { Estate } from './estate.ts';
import { once } from './once.ts';

/** How many filters have a colour of their own. More could not be told apart. */
export const maxColours = 8;
/** The grey of all other filters, and of lines that stand for sessions with different filters. */
export const sharedColour = maxColours;

const indexes = once(
  (filters: Estate['filters']) => new Map([...filters.keys()].map((id, index) => [id, index])),
);

/** @returns the number in the CSS class `filter-<number>`. */
export const colourOf = (filters: Estate['filters'], filterId: string | null): number =>
  Math.min(indexes(filters).get(filterId ?? '') ?? sharedColour, sharedColour);
