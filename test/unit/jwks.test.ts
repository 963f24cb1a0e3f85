/** When the keys of an issuer that was down are there again. Time passes only as the test says. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { startJwks } from '../../src/identity/jwks.ts';
import { cleanUp, newFolder } from '../support/cleanUp.ts';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
});
afterEach(() => {
  jest.useRealTimers();
});

/** Lets seconds pass, and each fetch end that they start: then the next one has a timer. */
async function pass(seconds: number): Promise<void> {
  for (let n = 0; n < seconds; n++) {
    jest.advanceTimersByTime(1_000);
    while (jest.getTimerCount() === 0) await turn();
  }
}

test.each([2, 60, 3_600])(
  'after %i seconds without keys, they are there 35 seconds later, without any request',
  async (seconds) => {
    const file = join(newFolder(), 'keys.json');
    const { publicKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1' };
    const failures: string[] = [];
    const jwks = await startJwks({ file }, (reason) => failures.push(reason));
    cleanUp(() => jwks.stop());
    await pass(seconds);
    expect(jwks.isReady()).toBe(false);
    // It is asked again soon at first, and never less often than every 30 seconds.
    expect(failures.length).toBeGreaterThanOrEqual(2 + Math.floor(seconds / 30));
    expect(failures.length).toBeLessThanOrEqual(12 + Math.ceil(seconds / 15));
    writeFileSync(file, JSON.stringify({ keys: [jwk] }));
    await pass(35);
    expect(jwks.isReady()).toBe(true);
    // The good keys stay while it is down again, for six hours and no longer.
    rmSync(file);
    await pass(5.5 * 3_600);
    expect(jwks.isReady()).toBe(true);
    await pass(3_600);
    expect(jwks.isReady()).toBe(false);
  },
);
