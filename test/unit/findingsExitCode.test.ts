import { expect, test } from '@jest/globals';
import type { ScopedUnchecked } from '../../src/api/findings/judge.ts';
import type { Findings } from '../../src/api/findings/read.ts';
import { exitCodeOf, isCompleteOf } from '../../src/findings/report.ts';

const nothing: Findings = { findings: [], unchecked: [], failures: [], readAt: '2026-11-28T00:00:00.000Z' };

/** A rule that was not checked. Nothing here looks at its scope or its texts. */
const unchecked = (code: ScopedUnchecked['code'], reason: ScopedUnchecked['reason']): Findings => ({
  ...nothing,
  unchecked: [
    { code, reason, message: '', subjectIds: ['x'], isCutShort: false } as unknown as ScopedUnchecked,
  ],
});

const broken = { failOn: 'BROKEN', refusedAccountIds: [] } as const;

test.each([
  ['UNAUTHORIZED', 2],
  ['UNAVAILABLE', 2],
  ['OUT_OF_TIME', 2],
  ['OUT_OF_CALLS', 2],
  ['OTHER_ACCOUNT', 0],
  ['NOT_DECIDABLE', 0],
] as const)('a rule that was not checked because of %s: exit code %i', (reason, exitCode) => {
  const found = unchecked('SG_BLOCKS', reason);
  expect(exitCodeOf(found, broken)).toBe(exitCode);
  expect(isCompleteOf(found, broken)).toBe(exitCode === 0);
});

test('a rule that was not checked does not matter when it is less severe, or when nothing fails', () => {
  const found = unchecked('NLB_ONE_ZONE', 'UNAVAILABLE');
  expect(exitCodeOf(found, broken)).toBe(0);
  expect(exitCodeOf(found, { ...broken, failOn: 'NOTICE' })).toBe(2);
  expect(exitCodeOf(found, { ...broken, failOn: undefined })).toBe(0);
  expect(isCompleteOf(found, broken)).toBe(false);
});

test('an account that was asked for and may not be read: exit code 2', () => {
  const wanted = { failOn: undefined, refusedAccountIds: ['210987654321'] };
  expect([exitCodeOf(nothing, wanted), isCompleteOf(nothing, wanted)]).toEqual([2, false]);
});
