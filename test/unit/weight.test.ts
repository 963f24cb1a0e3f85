import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { fieldsOf } from '../../src/engine/weight.ts';

test.each([
  ['{ a }', 1],
  ['{ a b { c d } ... on T { e } }', 5],
  ['{ x: a { ...F } y: a { ...F } } fragment F on T { b c { ...G } } fragment G on T { d e }', 2 + 2 * 4],
  ['query A { a } query B { b c }', 2],
  ['fragment F on T { a }', 1],
])('%s weighs %d fields', (text, fields) => {
  expect(fieldsOf(parse(text))).toBe(fields);
});

test('fragments that spread each other many times are counted without expanding them', () => {
  const levels = Array.from(
    { length: 40 },
    (_, n) => `fragment F${n} on T { x: a { ...F${n + 1} } y: a { ...F${n + 1} } }`,
  );
  const text = `{ ...F0 } ${levels.join(' ')} fragment F40 on T { a }`;
  expect(fieldsOf(parse(text))).toBe(2 ** 41 - 2 + 2 ** 40);
});
