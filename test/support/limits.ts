/** Limits of the gateways in tests, which share one busy machine and are asked as fast as it can. */
const ofTests = 'busyMs=600000,callerPerSecond=1000000,callerQueued=1000000,callerActive=1000000';

/** @param env settings, whose own limits win. */
export const withTestLimits = (env: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  ...env,
  LIMITS: `${ofTests},${env.LIMITS ?? ''}`,
});
