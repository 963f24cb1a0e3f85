/** A create with an idempotency key that was used before is a success only if its resource is still there. */
import { describe, expect, test } from '@jest/globals';
import { networkInterfaceId, newRule, newSession } from '../support/demo.ts';
import { startTestGateway } from '../support/gateway.ts';
import { apply, type MutationName, mutate } from '../support/mutations.ts';

describe('an idempotency key whose resource is gone', () => {
  // Concurrently, because each waits until EC2 would have shown the resource.
  test.concurrent.each<[MutationName, MutationName, string, string, object]>([
    [
      'createTrafficMirrorSession',
      'deleteTrafficMirrorSession',
      'trafficMirrorSession',
      'trafficMirrorSessionId',
      newSession,
    ],
    [
      'createTrafficMirrorTarget',
      'deleteTrafficMirrorTarget',
      'trafficMirrorTarget',
      'trafficMirrorTargetId',
      { networkInterfaceId: networkInterfaceId(11) },
    ],
    [
      'createTrafficMirrorFilter',
      'deleteTrafficMirrorFilter',
      'trafficMirrorFilter',
      'trafficMirrorFilterId',
      { description: 'once' },
    ],
    [
      'createTrafficMirrorFilterRule',
      'deleteTrafficMirrorFilterRule',
      'trafficMirrorFilterRule',
      'trafficMirrorFilterRuleId',
      newRule,
    ],
  ])('%s does not report it as created', async (create, remove, field, idField, input) => {
    const gateway = await startTestGateway();
    const keyed = { ...input, idempotencyKey: 'case 1042' };
    const made = await apply(gateway, create, keyed);
    const id = (made[field] as Record<string, string>)[idField] ?? '';
    await apply(gateway, remove, { [idField]: id });
    const payload = await mutate(gateway, create, keyed);
    expect(payload[field]).toBeNull();
    expect(payload.userErrors).toEqual([
      expect.objectContaining({
        code: 'IDEMPOTENCY_CONFLICT',
        message: expect.stringMatching(new RegExp(`${id}.*key was used before.*gone`)),
      }),
    ]);
  });

  test.concurrent('is told apart from one whose resource EC2 does not show yet', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.faults('DescribeTrafficMirrorFilters', [{ stale: true, times: 3 }]);
    const payload = await apply(gateway, 'createTrafficMirrorFilter', { idempotencyKey: 'case 1042' });
    expect(payload.trafficMirrorFilter).not.toBeNull();
  });
});
