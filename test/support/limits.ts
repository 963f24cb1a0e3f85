/** Limits of the gateways in tests, which share one busy machine and are asked as fast as it can. */
const ofTests = 'busyMs=600000,callerPerSecond=1000000,callerQueued=1000000,callerActive=1000000';

/** Without the background evaluation, whose calls no test counts. @param env settings, which win. */
export const withTestLimits = (env: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  FINDINGS_EVERY_MINUTES: '0',
  ...env,
  LIMITS: `${ofTests},${env.LIMITS ?? ''}`,
});
