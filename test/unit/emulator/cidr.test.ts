/** The IP family of CIDR blocks, and texts that are not CIDR blocks. */
import { expect, test } from '@jest/globals';
import { cidrFamily } from '../../../src/emulator/network/cidr.ts';

test.each<[string, 4 | 6 | undefined]>([
  ['0.0.0.0/0', 4],
  ['10.0.0.1/8', 4],
  ['255.255.255.255/32', 4],
  ['::/0', 6],
  ['2001:db8::1/128', 6],
  ['10.0.0.0/33', undefined],
  ['10.0.0.0/08', undefined],
  ['10.0.0.0/', undefined],
  ['10.0.0.0', undefined],
  ['10.0.0/8', undefined],
  ['10.0.0.0/8/8', undefined],
  ['::/129', undefined],
  ['fe80::1%eth0/64', undefined],
  ['', undefined],
])('the family of "%s" is %s', (text, family) => {
  expect(cidrFamily(text)).toBe(family);
});
