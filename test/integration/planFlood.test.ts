import { beforeAll, expect, test } from '@jest/globals';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  // The plans that still wait are ended soon.
  gateway = await startTestGateway({ env: { EC2_BUDGET_PERCENT: '100', LIMITS: 'readMs=1500' } });
});

test("a caller who sends plan after plan does not delay other callers' changes", async () => {
  const startMs = performance.now();
  // Equal plans would share a call.
  const plans = Array.from({ length: 100 }, (_, n) =>
    gateway.send(
      `{ planTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}", packetLength: ${n + 100} }) { dryRun { verdict } userErrors { code } } }`,
    ),
  );
  await Promise.all(plans);
  const plannedMs = performance.now();
  const { modifyTrafficMirrorSession } = await gateway.query(
    `mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(2)}", packetLength: 99 }) { userErrors { code } } }`,
  );
  const changedMs = performance.now();
  expect(modifyTrafficMirrorSession).toEqual({ userErrors: [] });
  // After all of the plans it would be about eight seconds.
  expect(changedMs - plannedMs).toBeLessThan(4_000);
  const dryRuns = gateway.emulator.requests.filter(({ params }) => params.DryRun === 'true').length;
  expect(dryRuns).toBeGreaterThanOrEqual(10);
  expect(dryRuns).toBeLessThanOrEqual(10 + (changedMs - startMs) / 1_000);
});
