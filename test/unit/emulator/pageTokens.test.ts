/** Page tokens carry a query, and everything else is rejected. */
import { describe, expect, test } from '@jest/globals';
import { fromToken, type Query, toToken } from '../../../src/emulator/wire/pageTokens.ts';

const query: Query = {
  ids: ['tms-0a1b2c3d4e5f60001'],
  criteria: [{ Name: 'description', Value: ['a*', 'é'] }],
  flags: ['AllRegions'],
  pageSize: 5,
  after: 7.5,
};
const encode = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');

describe('a token', () => {
  test('carries the whole query, in characters that need no escaping', () => {
    const token = toToken('sessionSet', query);
    expect(token).toMatch(/^[\w-]+$/);
    expect(fromToken(token, 'sessionSet')).toEqual(query);
  });

  test.each<[string, unknown]>([
    ['of another action', ['targetSet', 1, 5, [], [], []]],
    ['that is not a list', { 0: 'sessionSet' }],
    ['with a position before the first', ['sessionSet', 0, 5, [], [], []]],
    ['with a position that is not a number', ['sessionSet', '1', 5, [], [], []]],
    ['without a page size', ['sessionSet', 1, 0, [], [], []]],
    ['with a huge page size', ['sessionSet', 1, 1001, [], [], []]],
    ['with ids that are not strings', ['sessionSet', 1, 5, [1], [], []]],
    ['with too many ids', ['sessionSet', 1, 5, Array(1001).fill('x'), [], []]],
    ['with flags that are not a list', ['sessionSet', 1, 5, [], 'x', []]],
    ['without filters', ['sessionSet', 1, 5, [], []]],
    ['with a filter that is not a list', ['sessionSet', 1, 5, [], [], ['x']]],
    ['with a filter without a name', ['sessionSet', 1, 5, [], [], [[]]]],
    ['with a value that is not a string', ['sessionSet', 1, 5, [], [], [['description', 1]]]],
  ])('%s is rejected', (_name, content) => {
    expect(() => fromToken(encode(content), 'sessionSet')).toThrow('Unable to parse pagination token');
  });
});
