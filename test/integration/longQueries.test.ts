/** A query may take as long as the limit `readMs` says, in a file of its own because it takes a while. */
import { expect, test } from '@jest/globals';
import { startTestGateway } from '../support/gateway.ts';

test('seven pages of EC2, one after the other, may take longer than any single call', async () => {
  const gateway = await startTestGateway({
    seed: 'large:6001',
    emulator: { latencyMs: 2_500 },
    env: { LIMITS: 'readMs=120000' },
  });
  const list = '{ trafficMirrorSessions(first: 1, orderBy: { field: SOURCE }) { totalCount } }';
  expect(await gateway.query(list)).toEqual({ trafficMirrorSessions: { totalCount: 6_001 } });
});
