/** Addresses and CIDR blocks as numbers, compared with what Node.js takes for one. */
import { isIPv4, isIPv6 } from 'node:net';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blockContains, parseAddress, parseBlock, prefixLength } from '../../../src/mirroring/addresses.ts';

test.each<[string, number | bigint | undefined]>([
  ['0.0.0.0', 0],
  ['10.0.0.1', 0x0a000001],
  ['255.255.255.255', 0xffffffff],
  ['::', 0n],
  ['::1', 1n],
  ['1::', 1n << 112n],
  ['2001:db8::00ff', 0x20010db80000000000000000000000ffn],
  ['2001:DB8:0:0:0:0:0:ff', 0x20010db80000000000000000000000ffn],
  ['::ffff:10.0.0.1', 0xffff0a000001n],
  ['1:2:3:4:5:6:10.0.0.1', 0x0001000200030004000500060a000001n],
  ['1:2:3:4:5:6:7::', 0x00010002000300040005000600070000n],
  ['10.0.0.256', undefined],
  ['10.0.0.01', undefined],
  ['10.0.0', undefined],
  ['10.0.0.0.0', undefined],
  ['10.0.0.-1', undefined],
  ['1:2:3:4:5:6:7', undefined],
  ['1:2:3:4:5:6:7:8:9', undefined],
  ['1:2:3:4::5:6:7:8', undefined],
  ['1::2::3', undefined],
  ['1:::2', undefined],
  [':1:2:3:4:5:6:7', undefined],
  ['12345::', undefined],
  ['g::', undefined],
  ['10.0.0.1::', undefined],
  ['::10.0.0.1:1', undefined],
  ['', undefined],
])('the address %j is %s', (text, value) => {
  expect(parseAddress(text)?.value).toBe(value);
  expect(isIPv4(text) || isIPv6(text)).toBe(value !== undefined);
});

test('an address with a zone is none: no packet has a zone', () => {
  expect(parseAddress('fe80::1%eth0')).toBeUndefined();
});

test('a text is an address exactly if Node.js says so', () => {
  const text = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.string({ unit: fc.constantFrom('0', '1', 'f', ':', '::', '.', '25'), maxLength: 16 }),
  );
  fc.assert(
    fc.property(text, (value) => {
      const family = isIPv4(value) ? 4 : isIPv6(value) ? 6 : undefined;
      return parseAddress(value)?.family === family;
    }),
    { numRuns: 2_000 },
  );
});

test.each<[string, string[], string[]]>([
  ['10.1.2.3/8', ['10.0.0.0', '10.255.255.255'], ['9.255.255.255', '11.0.0.0', '::10.0.0.0']],
  ['10.0.0.5/32', ['10.0.0.5'], ['10.0.0.4', '10.0.0.6']],
  ['0.0.0.0/0', ['0.0.0.0', '255.255.255.255'], ['::', '::1']],
  ['2001:db8::ffff/112', ['2001:db8::', '2001:db8::ffff'], ['2001:db8::1:0', '2001:db7:ffff::']],
  ['::/0', ['::', 'ffff::'], ['0.0.0.0']],
  ['10.0.0.0/33', [], ['10.0.0.0']],
  ['pl-1', [], ['10.0.0.0']],
])('the block %s contains %j and not %j', (block, inside, outside) => {
  const holds = (text: string) => {
    const address = parseAddress(text);
    return address !== undefined && blockContains(block, address);
  };
  expect(inside.filter((text) => !holds(text))).toEqual([]);
  expect(outside.filter(holds)).toEqual([]);
});

test.each([
  ['10.0.0.0/8', 8],
  ['::/0', 0],
  ['10.0.0.0/08', -1],
  ['10.0.0.0', -1],
  ['10.0.0.0/8/8', -1],
  ['::/129', -1],
  ['', -1],
])('the prefix of %j has the length %d', (text, length) => {
  expect(prefixLength(text)).toBe(length);
  expect(parseBlock(text) === undefined).toBe(length < 0);
});
