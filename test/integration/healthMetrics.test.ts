/** What metrics say of the state of a gateway: its issuers, its readiness, its build, and what became of changes. */
import { describe, expect, test } from '@jest/globals';
import { sessionId } from '../support/demo.ts';
import { startTestGateway } from '../support/gateway.ts';
import { samplesOf, sumOf } from '../support/metrics.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { until } from '../support/until.ts';

test('changes are counted by what became of them, and dry runs are not', async () => {
  const { query, emulator, adminUrl } = await startTestGateway({ env: { ADMIN_PORT: '0' } });
  const modify = (length: number, rest = '') =>
    query(`mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}", packetLength: ${length}${rest} }) {
      userErrors { code } } }`);
  const action = 'ModifyTrafficMirrorSession';
  const outcomes = async () =>
    Object.fromEntries(
      (await samplesOf(adminUrl))
        .filter(({ name, labels }) => name === 'ec2_outcomes_total' && labels.action === action)
        .map(({ labels: { outcome = '' }, value }) => [outcome, value]),
    );
  // All of them from the start: the first one that is unknown must be an increase.
  expect(await outcomes()).toEqual({ applied: 0, refused: 0, unknown: 0 });
  await modify(101);
  await modify(102, ', dryRun: true');
  emulator.faults(action, [{ error: { code: 'UnauthorizedOperation', status: 403 } }]);
  await modify(103);
  expect(await outcomes()).toEqual({ applied: 1, refused: 1, unknown: 0 });
  emulator.faults(action, [{ reset: 'before', times: 3 }]);
  emulator.faults('DescribeTrafficMirrorSessions', [
    {},
    { error: { code: 'InternalError', status: 500 }, times: 100 },
  ]);
  await modify(104).catch(() => undefined);
  expect(await outcomes()).toEqual({ applied: 1, refused: 1, unknown: 1 });
});

test('calls are counted by account, Region and result: what IAM forbids is told from what EC2 refuses', async () => {
  const { send, emulator, adminUrl } = await startTestGateway({ env: { ADMIN_PORT: '0' } });
  const read = (code: string, status: number) => {
    emulator.faults('DescribeTrafficMirrorSessions', [{ error: { code, status }, times: 100 }]);
    return send(`{ trafficMirrorSession(id: "${sessionId(1)}") { arn } }`);
  };
  const count = (result: string) =>
    sumOf(adminUrl, 'ec2_account_calls_total', { account: '123456789012', region: 'us-east-1', result });
  await send(`{ trafficMirrorSession(id: "${sessionId(1)}") { arn } }`);
  await read('UnauthorizedOperation', 403);
  await read('AuthFailure', 401);
  await read('InvalidParameterValue', 400);
  await read('InternalError', 500);
  const [ok, forbidden, refused, failed] = await Promise.all(
    ['ok', 'forbidden', 'refused', 'failed'].map(count),
  );
  expect([ok, forbidden, refused]).toEqual([1, 2, 1]);
  expect(failed).toBeGreaterThan(0);
});

describe('the keys of an issuer', () => {
  test('have an age, their fetches are counted, and a gateway without them is not ready', async () => {
    const tokens = await startTokenIssuer();
    tokens.breakDown();
    const gateway = await startTestGateway({ env: { ...tokens.env, ADMIN_PORT: '0' } });
    const count = (name: string, labels: Record<string, string>) => sumOf(gateway.adminUrl, name, labels);
    expect(await count('jwks_fetches_total', { issuer: 'default', result: 'failed' })).toBeGreaterThan(0);
    expect(await count('not_ready', { reason: 'keys' })).toBe(1);
    expect(await count('jwks_age_seconds', { issuer: 'default' })).toBeGreaterThanOrEqual(0);
    await fetch(`${gateway.url}/graphql?query={__typename}`, {
      headers: { authorization: `Bearer ${await tokens.token('traffic-mirror:read')}` },
    });
    expect(await count('auth_refused_total', { issuer: 'default', reason: 'no_keys' })).toBe(1);
    tokens.recover();
    await until(async () => (await count('not_ready', { reason: 'keys' })) === 0);
    expect(await count('jwks_fetches_total', { issuer: 'default', result: 'ok' })).toBe(1);
    expect(await count('jwks_age_seconds', { issuer: 'default' })).toBeLessThan(30);
  });

  test('of another issuer than the configured ones are nobody in the metrics', async () => {
    const tokens = await startTokenIssuer();
    const gateway = await startTestGateway({ env: { ...tokens.env, ADMIN_PORT: '0' } });
    const token = await tokens.token('traffic-mirror:read', { iss: 'https://made-up.example.com/canary' });
    await fetch(`${gateway.url}/graphql?query={__typename}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const labels = { issuer: 'unknown', reason: 'unknown_issuer' };
    expect(await sumOf(gateway.adminUrl, 'auth_refused_total', labels)).toBe(1);
    expect(await (await fetch(`${gateway.adminUrl}/metrics`)).text()).not.toContain('canary');
  });
});

test('what runs is shown, and how large its heap may become', async () => {
  const { adminUrl } = await startTestGateway({
    env: { ADMIN_PORT: '0', REPLICAS: '3', CURSOR_SECRET: 'x'.repeat(32) },
  });
  const labels = { version: 'development', commit: 'unknown', node: process.version };
  expect(await sumOf(adminUrl, 'build_info', labels)).toBe(1);
  expect(await sumOf(adminUrl, 'replicas_configured')).toBe(3);
  expect(await sumOf(adminUrl, 'heap_limit_bytes')).toBeGreaterThan(50_000_000);
  expect(await sumOf(adminUrl, 'not_ready')).toBe(0);
});
