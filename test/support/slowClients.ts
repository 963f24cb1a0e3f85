/** The AWS CLI and the SDKs for Go: each command starts a program, and the SDKs are compiled. */

/**
 * Whether also that is driven which takes minutes, and for which something shorter stands: by
 * `CLIENTS=all npm test -- test/foreign test/conformance`.
 */
export const runsAllClients = process.env.CLIENTS === 'all';

/** Whether their tests run: in CI, and by `CI=true npm test`. Without them, `npm test` takes two minutes less. */
export const runsSlowClients = runsAllClients || process.env.CI === 'true';

if (!runsSlowClients)
  process.stderr.write('The tests through the AWS CLI and the SDKs for Go are SKIPPED: CI=true runs them\n');
