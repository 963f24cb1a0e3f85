/** EC2's wildcards, compared with a plain definition of them. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isLiteral, matches, toPattern, unescapePattern } from '../../../src/emulator/wildcards.ts';

/** Matches by recursion: slow and obvious. */
function matchesPlainly(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === '*')
    return matchesPlainly(rest, text) || (text !== '' && matchesPlainly(pattern, text.slice(1)));
  if (first === '\\' && rest !== '')
    return text[0] === rest[0] && matchesPlainly(rest.slice(1), text.slice(1));
  return text !== '' && (first === '?' || first === text[0]) && matchesPlainly(rest, text.slice(1));
}

describe('wildcards', () => {
  test('match as their definition does, for any pattern and text', () => {
    const chars = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 10 });
    fc.assert(
      fc.property(chars('ab*?\\'), chars('ab*?\\'), (pattern, text) => {
        expect(matches(toPattern(pattern), text)).toBe(matchesPlainly(pattern, text));
      }),
      { numRuns: 5000 },
    );
  });

  test('a literal matches the text that it stands for, and no other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, other) => {
        const literal = value.replace(/[*?\\]/g, '\\$&');
        expect(isLiteral(literal)).toBe(true);
        expect(unescapePattern(literal)).toBe(value);
        expect(matches(toPattern(literal), other)).toBe(other === value);
      }),
    );
  });

  test('? matches one character, however it is encoded', () => {
    expect(matches(toPattern('?'), '𝄞')).toBe(true);
  });
});
