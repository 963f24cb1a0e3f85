/** Which text can be sent to EC2 and returned in its XML answers. */

/** XML 1.0, section 2.2 "Characters": no control characters except tab and line breaks, no unpaired surrogates, no U+FFFE or U+FFFF. */
const xmlText = /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/** What to say about other text. */
export const textRule = 'must not contain control characters or unpaired surrogates';

/** Whether all characters are allowed in XML. */
export const isText = (value: string) => xmlText.test(value);

/** Whether all text in the parameters of a call is valid. */
export function hasOnlyText(input: unknown): boolean {
  if (typeof input === 'string') return isText(input);
  if (typeof input !== 'object' || input === null) return true;
  return Object.values(input).every(hasOnlyText);
}
