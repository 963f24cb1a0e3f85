/**
 * EC2's wildcards: `*` matches any run of characters, `?` matches one, `\` escapes the next. Case matters. No regular
 * expressions, so that hostile patterns cannot take long.
 */

const anyRun = Symbol('*');
const anyOne = Symbol('?');

/** A parsed pattern: literal characters and wildcards. */
export type Pattern = readonly (string | typeof anyRun | typeof anyOne)[];

/** Whether a filter value has no wildcards. */
export function isLiteral(value: string): boolean {
  return !/[*?]/.test(value) || !toPattern(value).some((part) => typeof part === 'symbol');
}

/** The text that a value without wildcards matches. */
export function unescapePattern(value: string): string {
  return value.includes('\\') ? toPattern(value).join('') : value;
}

/** The filter value that matches this text and nothing else. */
export const escapePattern = (text: string): string => text.replace(/[\\*?]/g, '\\$&');

/** Parses a filter value. */
export function toPattern(value: string): Pattern {
  const pattern: (string | typeof anyRun | typeof anyOne)[] = [];
  const chars = [...value];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? '';
    // A backslash at the very end is an ordinary character.
    if (char === '\\' && i + 1 < chars.length) pattern.push(chars[++i] ?? '');
    else if (char === '*') pattern.push(anyRun);
    else if (char === '?') pattern.push(anyOne);
    else pattern.push(char);
  }
  return pattern;
}

/**
 * Matches from left to right. On a mismatch only the latest `*` takes one more character, so the time is at most the
 * length of the pattern times that of the text.
 */
export function matches(pattern: Pattern, text: string): boolean {
  const chars = [...text];
  let p = 0;
  let t = 0;
  let star = -1;
  let starText = 0;
  while (t < chars.length) {
    const part = pattern[p];
    if (part === anyRun) {
      star = p++;
      starText = t;
    } else if (part === anyOne || (part !== undefined && part === chars[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++starText;
    } else return false;
  }
  while (pattern[p] === anyRun) p++;
  return p === pattern.length;
}
