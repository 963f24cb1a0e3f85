/** Where interfaces stand, as a function of their eligibility. */
import { expect, test } from '@jest/globals';
import { countStates, groupStandings, standingOf } from '../../../src/mirroring/coverage.ts';
import { eligibilityOf } from '../../../src/mirroring/eligibility.ts';

const source = {
  interfaceType: 'interface',
  instanceId: 'i-1',
  instanceType: 'm5.large',
  privateIpAddress: '10.0.0.1',
  isOwned: true,
  isTarget: false,
  sessionNumbers: [] as number[],
  requesterManaged: false,
  requesterId: undefined,
  description: undefined,
};
const standing = (facts: Partial<typeof source>) => standingOf(eligibilityOf({ ...source, ...facts }));

test('a session makes an interface mirrored, whatever speaks against another one', () => {
  const nothing = { state: 'MIRRORED', reasons: [] };
  expect(standing({ sessionNumbers: [7] })).toEqual(nothing);
  expect(standing({ sessionNumbers: [1, 2, 3], isTarget: true, instanceType: 't2.micro' })).toEqual(nothing);
});

test('without one it is missing, not known or impossible, with the reasons', () => {
  expect(standing({})).toEqual({ state: 'MISSING', reasons: [] });
  expect(standing({ instanceType: 't2.micro' })).toMatchObject({
    state: 'UNKNOWN',
    reasons: [{ code: 'INSTANCE_TYPE_NOT_LISTED', isDecisive: false }],
  });
  expect(standing({ instanceType: 't2.micro', isTarget: true })).toMatchObject({
    state: 'IMPOSSIBLE',
    reasons: [{ code: 'IS_TARGET', isDecisive: true }],
  });
});

test('groups come with most missing first, and equal ones in the order of their keys', () => {
  const items = [
    ...['b', 'a'].map((key) => ({ key, state: 'MISSING' as const })),
    ...['c', 'c', 'c', 'a'].map((key) => ({ key, state: 'MIRRORED' as const })),
  ];
  const groups = groupStandings(items, ({ key }) => key);
  expect(
    groups.map(({ items: [first], coverage }) => [first?.key, coverage.total, coverage.missing]),
  ).toEqual([
    ['a', 2, 1],
    ['b', 1, 1],
    ['c', 3, 0],
  ]);
  expect(countStates(items)).toEqual({
    ...{ total: 6, mirrored: 4, missing: 2, unknown: 0, impossible: 0, wrong: 0, excluded: 0 },
  });
});
