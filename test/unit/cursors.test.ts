import { expect, test } from '@jest/globals';
import { createCursorCodec } from '../../src/api/cursors.ts';

const codec = createCursorCodec('a secret of the test');
const position = { scope: '123456789012/us-east-1', nextToken: 'token:with:colons==', offset: 7 };
const cursor = codec.toCursor(position, 'sessions of the api');

test('a cursor decodes to its position', () => {
  expect(codec.parseCursor(cursor, 'sessions of the api')).toEqual(position);
  const first = { scope: '', nextToken: undefined, offset: 50 };
  expect(codec.parseCursor(codec.toCursor(first, ''), '')).toEqual(first);
});

test('a cursor is valid only for the list it was made for', () => {
  expect(codec.parseCursor(cursor, 'sessions of the database')).toBeUndefined();
});

test('a cursor of another secret is refused', () => {
  expect(createCursorCodec('another').parseCursor(cursor, 'sessions of the api')).toBeUndefined();
});

test('a cursor with any byte changed is refused', () => {
  const bytes = Buffer.from(cursor, 'base64url');
  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(codec.parseCursor(changed.toString('base64url'), 'sessions of the api')).toBeUndefined();
  }
});

test.each(['', 'x', 'not a cursor at all', 'AAAAAAAAAAAAAAAAAAAAAA'])('%j is refused', (text) => {
  expect(codec.parseCursor(text, '')).toBeUndefined();
});
