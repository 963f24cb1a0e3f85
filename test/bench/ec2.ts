/** The embedded EC2 that all measured programs use. */
import { numberedAccountIds, numberedKeys } from '../../src/emulator/identity/numberedAccounts.ts';
import type { Seed } from '../../src/emulator/seeds/seed.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { serveParent } from './child.ts';
import { sessions } from './operations.ts';
import { regions } from './places.ts';

const { LATENCY_MS = '0', THROTTLE, SEED = `large:${sessions}`, ACCOUNTS = '1' } = process.env;
const accountIds = numberedAccountIds(Number(ACCOUNTS));
const emulator = await startEmulator({
  seed: SEED as Seed,
  latencyMs: Number(LATENCY_MS),
  throttle: THROTTLE === 'true',
  accounts: numberedKeys(accountIds),
  ...(accountIds.length > 1 && { smallEstates: { accountIds, regions } }),
});
serveParent({ url: emulator.url }, async () => ({
  calls: [...emulator.calls.values()].reduce((sum, count) => sum + count, 0),
}));
