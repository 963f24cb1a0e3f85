import { expect, test } from '@jest/globals';
import { arrange, toCsv } from '../../../src/web/map/table.ts';

const columns = [
  { name: 'name', cellOf: ({ name }: { name: string; size: number }) => name },
  { name: 'size', cellOf: ({ size }: { name: string; size: number }) => size },
];
const rows = [
  { name: 'b10', size: 9 },
  { name: 'b2', size: 10 },
  { name: 'a', size: 100 },
];
const names = (text: string, index: number, isDescending = false) =>
  arrange(rows, columns, text, { index, isDescending }).map(({ name }) => name);

test('rows are sorted by numbers and by texts with numbers in them', () => {
  expect(names('', 0)).toEqual(['a', 'b2', 'b10']);
  expect(names('', 1)).toEqual(['b10', 'b2', 'a']);
  expect(names('', 1, true)).toEqual(['a', 'b2', 'b10']);
});

test('rows are found by words in any of their columns', () => {
  expect(names('B 10', 0)).toEqual(['b2', 'b10']);
  expect(names('nowhere', 0)).toEqual([]);
});

test('an export quotes what needs it, and no cell is a formula', () => {
  const odd = ['a "b", c', '=HYPERLINK("x")', '-1', 'two\nlines'].map((name) => ({ name, size: -1 }));
  expect(toCsv(odd, columns)).toBe(
    'name,size\r\n"a ""b"", c",-1\r\n"\'=HYPERLINK(""x"")",-1\r\n\'-1,-1\r\n"two\nlines",-1\r\n',
  );
});
