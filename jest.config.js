import { availableParallelism } from 'node:os';

/** Tests are ES modules in TypeScript: esbuild strips the types, and Node's own module loader does the rest. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/support/transform.js' },
  testSequencer: '<rootDir>/test/support/longFirst.js',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Ends what hangs, and nothing else: how long a test takes depends on the machine and on what else it does.
  testTimeout: 600_000,
  // One more than there are cores, because many tests mostly wait: for time limits, and for programs that they start. With two more, the
  // tests of how soon the gateway answers while EC2 hangs ran out of time. A number, because Jest takes 150% for 150 workers.
  maxWorkers: availableParallelism() + 1,
  // ES modules stay in a worker's memory after their test, up to 1.4 GB, and a worker of that size does not end within
  // the half second that Jest gives it: so workers are replaced in time.
  workerIdleMemoryLimit: '256MB',
};
