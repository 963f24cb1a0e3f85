/** Whatever EC2 does, requests end in time: reads and plans with their own limit, and a change soon after its own. */
import { ModifyTrafficMirrorSessionCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import { sender } from '../../src/ec2/call.ts';
import { createScope, type Ec2Scope, type Ec2ScopeOptions } from '../../src/ec2/scope.ts';
import type { Fault } from '../../src/emulator/faults/faults.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { sessionId } from '../support/demo.ts';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { startTestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { createTestUsage } from '../support/usage.ts';

const [readMs, mutationMs] = [1_500, 1_000];
const env = { LIMITS: `readMs=${readMs},mutationMs=${mutationMs}` };
/** A change that was sent just before the end of its request may take 5 s, and determining its outcome 5.8 s. */
const changeMs = mutationMs + 5_000 + 5_800;
/** For the computing itself, on a machine that also runs other tests. */
const slackMs = 2_500;

const describes = 'DescribeTrafficMirrorSessions';
const modifies = 'ModifyTrafficMirrorSession';
const plan = `{ planTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}", packetLength: 100 }) { userErrors { code } } }`;
const dryRun = (id: string, isDryRun: boolean) =>
  `mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${id}", packetLength: 100, dryRun: ${isDryRun} }) { userErrors { code } } }`;
const modify = dryRun(sessionId(1), false);
const create = 'mutation { createTrafficMirrorFilter(input: { description: "x" }) { userErrors { code } } }';

const times = 1_000;
const slow: Readonly<Record<string, Fault>> = {
  'asks for half a minute': {
    error: { code: 'Unavailable', status: 503 },
    headers: { 'retry-after': '30' },
    times,
  },
  'does not answer': { delayMs: 30_000, times },
  'sends one byte a second': { dripBytesPerSecond: 1, times },
};

// Concurrently, because they mostly wait.
test.concurrent.each(Object.keys(slow))('when EC2 %s, requests end in time', async (what) => {
  const fault = slow[what] ?? {};
  const rows: [query: string, actions: string[], maxMs: number][] = [
    [`{ trafficMirrorSession(id: "${sessionId(1)}") { arn } }`, [describes], readMs],
    ['{ trafficMirrorSessions { nodes { arn } } }', [describes], readMs],
    [plan, [modifies, describes], readMs],
    [dryRun(sessionId(1), true), [modifies], mutationMs],
    [modify, [modifies, describes], changeMs],
    [create, ['CreateTrafficMirrorFilter'], changeMs],
  ];
  const found = await Promise.all(
    rows.map(async ([query, actions, maxMs]) => {
      const { send, emulator, stop } = await startTestGateway({ env });
      for (const action of actions) emulator.faults(action, [fault]);
      const startedAtMs = performance.now();
      const answer = JSON.stringify(await send(query));
      const ms = performance.now() - startedAtMs;
      await stop(0);
      const isTold = /"code":"(UPSTREAM_UNAVAILABLE|OUTCOME_UNKNOWN)"/.test(answer);
      return { query, isInTime: ms <= maxMs + slackMs || Math.round(ms), isTold };
    }),
  );
  expect(found).toEqual(rows.map(([query]) => ({ query, isInTime: true, isTold: true })));
});

test.concurrent('a change that waits for another one of the same resource ends with its own time', async () => {
  const { send, emulator } = await startTestGateway({ env });
  emulator.faults(modifies, [{ delayMs: 4_500 }]);
  const first = send(modify);
  await until(() => emulator.calls.has(modifies));
  const startedAtMs = performance.now();
  const { data, errors } = await send<{ modifyTrafficMirrorSession: object }>(modify);
  expect(errors).toBeUndefined();
  // Whichever replica the other change runs in, the caller is told the same.
  expect(data?.modifyTrafficMirrorSession).toMatchObject({ userErrors: [{ code: 'THROTTLED' }] });
  expect(performance.now() - startedAtMs).toBeLessThan(mutationMs + slackMs);
  await first;
});

describe('an EC2 call ends with its signal', () => {
  test('while the SDK waits for credentials, and nothing was sent', async () => {
    const emulator = await startEmulator();
    const scope = scopeAt(emulator, () => new Promise(() => {}));
    const gone = new AbortController();
    const send = sender(scope, modifies, createTestUsage(gone.signal));
    const call = send(new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId: sessionId(1) }));
    gone.abort();
    await expect(call).rejects.toMatchObject({ kind: 'cancelled', ambiguous: false });
    expect(emulator.calls.size).toBe(0);
  });

  test('while EC2 has the change, which may be made', async () => {
    const emulator = await startEmulator({ seed: 'demo' });
    emulator.faults(modifies, [{ delayAfterMs: 30_000 }]);
    const gone = new AbortController();
    const send = sender(scopeAt(emulator), modifies, createTestUsage(gone.signal));
    const call = send(
      new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId: sessionId(1), PacketLength: 100 }),
    );
    await until(() => emulator.calls.has(modifies));
    gone.abort();
    await expect(call).rejects.toMatchObject({ kind: 'cancelled', ambiguous: true });
  });
});

function scopeAt(
  { url: endpoint }: Emulator,
  credentials: Ec2ScopeOptions['credentials'] = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' },
): Ec2Scope {
  const scope = createScope({ accountId: '123456789012', region: 'us-east-1', endpoint, credentials });
  cleanUp(() => scope.connection().close());
  return scope;
}
