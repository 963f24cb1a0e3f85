/** The AWS CLI and the SDKs for Go: each command starts a program, and the SDKs are compiled. */

/** Whether their tests run: in CI, and by `CI=true npm test`. Without them, `npm test` takes two minutes less. */
export const runsSlowClients = process.env.CI === 'true';

/** Whether also those are driven that take minutes and that a newer one stands for: by `CI=true CLIENTS=all npm test -- test/foreign`. */
export const runsAllClients = process.env.CLIENTS === 'all';

if (!runsSlowClients)
  process.stderr.write('The tests through the AWS CLI and the SDKs for Go are SKIPPED: CI=true runs them\n');
