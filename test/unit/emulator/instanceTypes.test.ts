/** Which instance types can be mirrored, and which are the largest of their family. */
import { expect, test } from '@jest/globals';
import { canBeMirrored, isLargestSize } from '../../../src/emulator/network/instanceTypes.ts';

test.each([
  'm5.large',
  't3.micro',
  'c5n.18xlarge',
  'm4.large',
  'c4.large',
  'i3.large',
  'x1e.xlarge',
  'r5.24xlarge',
])('%s can be mirrored', (type) => expect(canBeMirrored(type)).toBe(true));

test.each([
  't2.micro',
  'm7i.large',
  'm7i-flex.large',
  'c6gn.large',
  'm3.large',
  'm5.metal',
  'c5.metal',
  'hpc6a.48xlarge',
])('%s cannot be mirrored', (type) => expect(canBeMirrored(type)).toBe(false));

test('the largest size depends on the family', () => {
  expect(['m5.24xlarge', 'c5n.18xlarge', 't3.2xlarge'].every(isLargestSize)).toBe(true);
  expect(['m5.12xlarge', 'c5n.9xlarge', 'constructor.x', 'm5'].some(isLargestSize)).toBe(false);
});
