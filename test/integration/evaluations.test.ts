/** The background evaluation of findings, and its metrics. Its first one begins within five seconds. */
import { describe, expect, test } from '@jest/globals';
import { createLog } from '../../src/log.ts';
import { rules } from '../../src/mirroring/findings/rules.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const env = { FINDINGS_EVERY_MINUTES: '10' };

/** The metrics of the first evaluation, without their help. */
async function evaluated({ adminUrl }: Pick<TestGateway, 'adminUrl'>): Promise<string[]> {
  const lines = async () =>
    (await (await fetch(`${adminUrl}/metrics`)).text())
      .split('\n')
      .filter((line) => line.startsWith('traffic_mirror_findings'));
  await until(async () => (await lines()).length > 0);
  return lines();
}

const numberIn = (lines: readonly string[], name: string) =>
  Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1]);

const denied = { error: { code: 'UnauthorizedOperation', status: 403 }, times: 1_000 };

describe('the background evaluation', () => {
  test('counts findings by code and severity, and zero for the others', async () => {
    const startedAt = Math.floor(Date.now() / 1_000);
    const lines = await evaluated(await startTestGateway({ env }));
    const found = new Map([
      ['SESSION_SHADOWED', 2],
      ['FILTER_ONE_WAY', 1],
      ['GWLBE_TRUNCATES', 1],
    ]);
    for (const { code, severity } of rules) {
      expect(lines).toContain(
        `traffic_mirror_findings{code="${code}",severity="${severity}"} ${found.get(code) ?? 0}`,
      );
    }
    expect(lines.filter((line) => line.startsWith('traffic_mirror_findings_unchecked{'))).toEqual([]);
    expect(numberIn(lines, 'traffic_mirror_findings_scopes_failed')).toBe(0);
    expect(numberIn(lines, 'traffic_mirror_findings_timestamp_seconds')).toBeGreaterThanOrEqual(startedAt);
  });

  test('counts what it could not check', async () => {
    const gateway = await startTestGateway({ env });
    gateway.emulator.faults('DescribeSecurityGroups', [denied]);
    const lines = await evaluated(gateway);
    const unchecked = lines.find((line) =>
      line.startsWith('traffic_mirror_findings_unchecked{code="SG_BLOCKS",reason="UNAUTHORIZED"'),
    );
    expect(Number(unchecked?.split(' ')[1])).toBeGreaterThan(0);
    expect(numberIn(lines, 'traffic_mirror_findings_scopes_failed')).toBe(0);
  });

  test('an account and Region that cannot be read is counted, and logged in one line', async () => {
    const logged: string[] = [];
    const log = createLog('warn', { write: (line) => logged.push(line) });
    const gateway = await startTestGateway({ env, log });
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [denied]);
    const lines = await evaluated(gateway);
    expect(numberIn(lines, 'traffic_mirror_findings_scopes_failed')).toBe(1);
    expect(lines.filter((line) => /^traffic_mirror_findings\{.* [1-9]/.test(line))).toEqual([]);
    const about = logged.filter((line) => line.includes('findings'));
    expect(about.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', failed: ['123456789012 us-east-1: refused'] },
    ]);
  });

  test('clients do not wait for it, and it ends at once when the gateway begins to stop, without a warning', async () => {
    const logged: string[] = [];
    const log = createLog('warn', { write: (line) => logged.push(line) });
    const gateway = await startTestGateway({ env: { ...env, DRAIN_SECONDS: '5' }, log });
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 60_000 }]);
    await until(() => gateway.emulator.calls.has('DescribeTrafficMirrorSessions'));
    const { trafficMirrorSessions } = await gateway.query<{ trafficMirrorSessions: { nodes: object[] } }>(
      '{ trafficMirrorSessions { nodes { trafficMirrorSessionId } } }',
    );
    expect(trafficMirrorSessions.nodes).toHaveLength(10);
    const stopped = gateway.stop();
    // While it drains, metrics are still served.
    const cancelled =
      'ec2_call_duration_seconds_count{action="DescribeTrafficMirrorSessions",result="cancelled"} 1';
    await until(async () => (await (await fetch(`${gateway.adminUrl}/metrics`)).text()).includes(cancelled));
    await stopped;
    expect(logged.filter((line) => line.includes('findings'))).toEqual([]);
  });
});
