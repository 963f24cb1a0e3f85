/** ESM and TypeScript: esbuild strips the types, Node's own module loader does the rest. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/support/transform.js' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testTimeout: 30_000,
  // Jest leaves one core alone, which on two cores is half of the machine.
  maxWorkers: '100%',
};
