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
