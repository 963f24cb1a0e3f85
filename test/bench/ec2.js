/** The embedded EC2 that all measured programs use. */
import { startEmulator } from '../../src/emulator/server.ts';
import { serveParent } from './child.js';
import { sessions } from './operations.js';

const { LATENCY_MS = '0', THROTTLE, SEED = `large:${sessions}` } = process.env;
const emulator = await startEmulator({
  seed: SEED,
  latencyMs: Number(LATENCY_MS),
  throttle: THROTTLE === 'true',
});
serveParent({ url: emulator.url }, async () => ({
  calls: [...emulator.calls.values()].reduce((sum, count) => sum + count, 0),
}));
