import { expect, test } from '@jest/globals';
import { judge, parseAccepted } from '../../tools/verdict.ts';

const breaking = {
  level: 'breaking',
  change: 'A.b: it is gone',
  why: 'Breaks operations that use it.',
} as const;
const dangerous = {
  level: 'dangerous',
  change: 'E.V: it is new',
  why: 'Old clients do not know it.',
} as const;

test('without changes, the check passes', () => {
  expect(judge([], {})).toEqual({ passes: true, lines: ['No client and no graph breaks.'] });
});

test('a dangerous change fails, and says how to accept it', () => {
  const { passes, lines } = judge([dangerous], {});
  expect(passes).toBe(false);
  expect(lines).toEqual([
    expect.stringContaining('dangerous change: E.V: it is new\n  Old clients do not know it.'),
  ]);
  expect(lines[0]).toContain('schema/published/accepted.json');
  expect(lines[0]).toContain('"E.V: it is new": "');
});

test('an accepted change passes, and is printed with the reason', () => {
  const { passes, lines } = judge([dangerous], { [dangerous.change]: 'Clients treat new values as OTHER.' });
  expect(passes).toBe(true);
  expect(lines[0]).toContain('E.V: it is new');
  expect(lines[0]).toContain('Clients treat new values as OTHER.');
});

test('a breaking change cannot be accepted', () => {
  const { passes, lines } = judge([breaking], { [breaking.change]: 'Nobody uses it.' });
  expect(passes).toBe(false);
  expect(lines[0]).toContain('breaking change: A.b: it is gone\n  Breaks operations that use it.');
});

test('an accepted change that is not made fails', () => {
  const { passes, lines } = judge([], { 'E.W: it is new': 'Clients treat new values as OTHER.' });
  expect(passes).toBe(false);
  expect(lines).toEqual([expect.stringContaining('E.W: it is new')]);
});

test.each(['{"E.V: it is new": ""}', '{"E.V: it is new": "ok"}', '{"E.V: it is new": true}', '[]', 'null'])(
  'reasons are sentences: %s is refused',
  (json) => {
    expect(() => parseAccepted(json)).toThrow();
  },
);
