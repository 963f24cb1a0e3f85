import { expect, test } from '@jest/globals';
import { createRecent } from '../../src/ec2/changes/recent.ts';

test('a resource is new for a minute; what EC2 does not show after that is gone', () => {
  let nowMs = 0;
  const recent = createRecent(() => nowMs);
  recent.created('tmf-1');
  expect([recent.isNew('tmf-1'), recent.isGone('tmf-1')]).toEqual([true, false]);
  nowMs = 60_000;
  expect([recent.isNew('tmf-1'), recent.isGone('tmf-1')]).toEqual([false, true]);
});

test('a resource that was deleted is gone at once', () => {
  const recent = createRecent();
  recent.created('tmf-1');
  recent.deleted('tmf-1');
  expect([recent.isNew('tmf-1'), recent.isGone('tmf-1')]).toEqual([false, true]);
});

test('nothing is known of a resource of another process', () => {
  const recent = createRecent();
  expect([recent.isNew('tmf-2'), recent.isGone('tmf-2')]).toEqual([false, false]);
});

test('what another replica created may appear, and nothing else is concluded from it', async () => {
  const news = new Set(['tmf-2']);
  const recent = createRecent(undefined, {
    created: (id) => news.add(id),
    deleted: (id) => news.delete(id),
    hasNew: async (ids) => ids.some((id) => news.has(id)),
  });
  expect(await recent.mayAppear(['tmf-1', 'tmf-2'])).toBe(true);
  expect([recent.isNew('tmf-2'), recent.isGone('tmf-2')]).toEqual([false, false]);
  recent.created('tmf-3');
  expect(news).toContain('tmf-3');
  recent.deleted('tmf-2');
  expect(await recent.mayAppear(['tmf-2'])).toBe(false);
  expect(news).not.toContain('tmf-2');
});
