/** What can be sent to EC2 as text, and come back. */

/** XML 1.0, 2.2 "Characters": no control characters, no halves of a surrogate pair, not U+FFFE and U+FFFF. */
const xmlText = /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

export const isText = (value: string) => xmlText.test(value);

/** Whether every text in the parameters of a call is one. */
export function hasOnlyText(input: unknown): boolean {
  if (typeof input === 'string') return isText(input);
  if (typeof input !== 'object' || input === null) return true;
  return Object.values(input).every(hasOnlyText);
}
