import { expect, test } from '@jest/globals';
import { createRecent } from '../../src/ec2/changes/recent.ts';

test('remembers a created resource for a minute, or until it is deleted', () => {
  let nowMs = 0;
  const recent = createRecent(() => nowMs);
  recent.add('tmf-1');
  nowMs = 30_000;
  recent.add('tms-1');
  expect(recent.isNamedIn({ TrafficMirrorFilterId: 'tmf-1', RuleNumber: 1 })).toBe(true);
  expect(recent.isNamedIn({ Resources: ['tms-9', 'tms-1'] })).toBe(true);
  expect(recent.isNamedIn({ TrafficMirrorFilterId: 'tmf-2', Description: undefined })).toBe(false);
  nowMs = 60_000;
  expect(recent.isNamedIn({ TrafficMirrorFilterId: 'tmf-1' })).toBe(false);
  recent.delete('tms-1');
  expect(recent.isNamedIn({ Resources: ['tms-1'] })).toBe(false);
});
