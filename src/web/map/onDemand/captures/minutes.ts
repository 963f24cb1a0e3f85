/** How long a capture may run. Pure. */

/** A day, which is what the gateway allows. */
const most = 1_440;

export const minutesRange = `Must be a whole number from 1 to ${most}.`;

/** @returns undefined when the text is not a number of minutes that a capture may run. */
export function minutesIn(text: string): number | undefined {
  const minutes = Number(text);
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= most ? minutes : undefined;
}
