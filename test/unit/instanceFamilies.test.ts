import { expect, test } from '@jest/globals';
import { canBeMirrored as accordingToEc2 } from '../../src/emulator/network/instanceTypes.ts';
import { canBeMirrored, supportedFamilies, unsupportedFamilies } from '../../src/mirroring/instanceTypes.ts';

test.each([...supportedFamilies])(
  '%s can be mirrored, but for bare metal, here and in the embedded EC2',
  (family) => {
    for (const size of ['large', '24xlarge'])
      expect([canBeMirrored(`${family}.${size}`), accordingToEc2(`${family}.${size}`)]).toEqual([true, true]);
    for (const size of ['metal', 'metal-48xl'])
      expect([canBeMirrored(`${family}.${size}`), accordingToEc2(`${family}.${size}`)]).toEqual([
        false,
        false,
      ]);
  },
);

test.each([...unsupportedFamilies])('%s cannot be mirrored, here and in the embedded EC2', (family) => {
  expect([canBeMirrored(`${family}.large`), accordingToEc2(`${family}.large`)]).toEqual([false, false]);
});

test('for an unknown family the answer is undefined', () => {
  expect(canBeMirrored('q9.large')).toBeUndefined();
  expect(canBeMirrored('')).toBeUndefined();
});
