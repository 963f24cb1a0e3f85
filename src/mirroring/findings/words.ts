/** How findings are worded. */

/** For example `1 session` or `3 sessions`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** For example `a, b and c`. */
export function listed(items: readonly (string | number | undefined)[]): string {
  const [last, ...others] = items.toReversed();
  return others.length === 0 ? `${last}` : `${others.toReversed().join(', ')} and ${last}`;
}

/** For example `1 session copies` or `3 sessions copy`. */
export const sessionsDo = (count: number, plural: string, singular: string): string =>
  `${counted(count, 'session')} ${count === 1 ? singular : plural}`;
