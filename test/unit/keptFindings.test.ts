/** Which lists of findings are kept, and for whom. */
import { describe, expect, test } from '@jest/globals';
import type { ScopedFinding } from '../../src/api/findings/judge.ts';
import { createKeptLists } from '../../src/api/findings/kept.ts';

const listOf = (findings: number) => ({
  findings: Array.from({ length: findings }, () => ({}) as ScopedFinding),
  unchecked: [],
  failures: [],
  readAt: '2026-11-28T00:00:00.000Z',
});
const owner = { sharingKey: {}, bound: 'all' };

describe('a kept list', () => {
  test('is found by its id, with the same credentials and arguments', async () => {
    const lists = createKeptLists();
    const { id } = await lists.keep(owner, listOf(3));
    expect(lists.find(owner, id)?.findings).toHaveLength(3);
    expect(lists.find({ ...owner, sharingKey: {} }, id)).toBeUndefined();
    expect(lists.find({ ...owner, bound: 'some' }, id)).toBeUndefined();
    expect(lists.find(owner, 'another')).toBeUndefined();
  });

  test('makes room for later ones: there are 16 at the most', async () => {
    const lists = createKeptLists();
    const ids: string[] = [];
    for (let n = 0; n < 17; n++) ids.push((await lists.keep(owner, listOf(1))).id);
    expect(ids.map((id) => lists.find(owner, id) !== undefined)).toEqual(ids.map((_, index) => index > 0));
  });

  test('counts by its findings, and one that is too long is not kept', async () => {
    const lists = createKeptLists(100);
    const first = await lists.keep(owner, listOf(60));
    const second = await lists.keep(owner, listOf(60));
    expect([first, second].map(({ id }) => lists.find(owner, id) !== undefined)).toEqual([false, true]);
    const long = await lists.keep(owner, listOf(200));
    expect(long.findings).toHaveLength(200);
    expect(lists.find(owner, long.id)).toBeUndefined();
  });
});
