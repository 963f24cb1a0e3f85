import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newAuditFile } from '../support/audit.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ env: { EC2_BUDGET_PERCENT: '100' } });
});
beforeEach(() => gateway.emulator.resetCalls());

interface Cost {
  calls: number;
  waitedMs: number;
  retries: number;
}

const one = `{ trafficMirrorSession(id: "${sessionId(1)}") { target { arn } filter { arn } } }`;

const ask = (query: string, headers: Record<string, string> = { 'x-ec2-cost': '1' }) =>
  fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });

async function costOf(query: string, headers?: Record<string, string>) {
  const response = await ask(query, headers);
  const { extensions } = (await response.json()) as { extensions?: { ec2?: Cost } };
  return extensions?.ec2;
}

describe('extensions.ec2', () => {
  test('says how many EC2 calls a query needed', async () => {
    expect(await costOf(one)).toEqual({ calls: 3, waitedMs: expect.any(Number), retries: 0 });
    expect(await costOf('{ __typename }')).toMatchObject({ calls: 0, retries: 0 });
  });

  test("counts a mutation's calls, and a shared call for each request that shares it", async () => {
    const modify = `mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(2)}", packetLength: 7 }) { changes { field } } }`;
    expect(await costOf(modify)).toMatchObject({ calls: 2 });
    const costs = await Promise.all(Array.from({ length: 10 }, () => costOf(one)));
    expect(costs.map((cost) => cost?.calls)).toEqual(Array(10).fill(3));
    const calls = Object.values(gateway.ec2Calls()).reduce((sum, count) => sum + count, 0);
    expect(calls).toBeLessThan(2 + 10 * 3);
  });

  test('counts repeated calls', async () => {
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [
      { error: { code: 'InternalError', status: 500 } },
    ]);
    expect(await costOf(one)).toMatchObject({ calls: 4, retries: 1 });
  });

  test('is absent unless it is asked for', async () => {
    expect(await costOf(one, {})).toBeUndefined();
    const [mine, others] = await Promise.all([costOf(one), costOf(one, {})]);
    expect([mine?.calls, others]).toEqual([3, undefined]);
  });
});

describe('the header x-ec2-cost', () => {
  const headerOf = (response: Response) => response.headers.get('x-ec2-cost');

  test('says the same as extensions.ec2', async () => {
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [
      { error: { code: 'InternalError', status: 500 } },
    ]);
    const response = await ask(one);
    const { extensions } = (await response.json()) as { extensions: { ec2: Cost } };
    const { calls, waitedMs, retries } = extensions.ec2;
    expect(headerOf(response)).toBe(`calls=${calls}, waited-ms=${waitedMs}, retries=${retries}`);
    expect([calls, retries]).toEqual([4, 1]);
  });

  test('is there when a read fails, when an operation is refused, and when the answer is too large', async () => {
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [
      { error: { code: 'AuthFailure', status: 401 } },
    ]);
    const failed = await ask(one);
    expect(await failed.json()).toHaveProperty('errors');
    expect([failed.status, headerOf(failed)]).toEqual([200, expect.stringMatching(/^calls=1, /)]);
    const invalid = await ask('{ nothing }');
    expect([invalid.status, headerOf(invalid)]).toEqual([400, 'calls=0, waited-ms=0, retries=0']);
    const small = await startTestGateway({ env: { LIMITS: 'answerBytes=10' } });
    const large = await fetch(`${small.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-ec2-cost': '1' },
      body: JSON.stringify({ query: one }),
    });
    expect(await large.json()).toMatchObject({ errors: [{ extensions: { limit: 'answerBytes' } }] });
    expect(headerOf(large)).toMatch(/^calls=3, /);
  });

  test('is absent unless it is asked for', async () => {
    expect(headerOf(await ask(one, {}))).toBeNull();
  });
});

describe('/metrics', () => {
  const metrics = async () => (await fetch(`${gateway.adminUrl}/metrics`)).text();
  const readingOf = (text: string, line: string) => {
    const [, value] = new RegExp(`^${line.replace(/[{}"]/g, '\\$&')} (\\d+)$`, 'm').exec(text) ?? [];
    return Number(value ?? 0);
  };

  test('counts EC2 calls by action and result, and GraphQL requests by outcome', async () => {
    const before = await metrics();
    await gateway.query(one);
    await gateway.queryErrors('{ trafficMirrorSession(id: "x") { arn } }');
    gateway.emulator.faults('DescribeTrafficMirrorTargets', [
      { error: { code: 'InternalError', status: 500 } },
    ]);
    await gateway.query(one);
    const after = await metrics();
    const grown = (line: string) => readingOf(after, line) - readingOf(before, line);
    const calls = (action: string, result: string) =>
      grown(`ec2_call_duration_seconds_count{action="DescribeTrafficMirror${action}",result="${result}"}`);
    expect([calls('Sessions', 'ok'), calls('Targets', 'ok'), calls('Targets', 'broken')]).toEqual([2, 2, 1]);
    expect(grown('ec2_loads_per_call_sum{action="DescribeTrafficMirrorFilters"}')).toBe(2);
    expect(grown('graphql_request_duration_seconds_count{operation="query",outcome="ok"}')).toBe(2);
    expect(grown('graphql_request_duration_seconds_count{operation="query",outcome="errors"}')).toBe(1);
  });

  test('shows waiting and delayed calls, and the process', async () => {
    const text = await metrics();
    expect(text).toContain('ec2_lane_waiting{action="DescribeTrafficMirrorSessions"} 0');
    expect(text).toMatch(/^ec2_budget_wait_seconds_count\{action="DescribeTrafficMirrorSessions"\} \d+$/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  });

  test('shows the audit file: whether it can be written, its lines, and changes that have no outcome yet', async () => {
    const audited = await startTestGateway({ env: { AUDIT_FILE: newAuditFile() } });
    const read = async () => (await fetch(`${audited.adminUrl}/metrics`)).text();
    const lines = (text: string, event: string) => readingOf(text, `audit_lines_total{event="${event}"}`);
    const before = await read();
    expect(before).toMatch(/^audit_available 1$/m);
    expect(before).toMatch(/^audit_oldest_open_intent_seconds 0$/m);
    expect(before).toMatch(/^audit_lines_total\{event="recovered"\} 0$/m);
    audited.emulator.faults('DeleteTrafficMirrorSession', [{ delayMs: 300 }]);
    const remove = `mutation { deleteTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(3)}" }) { awsRequestId } }`;
    const answer = audited.query(remove);
    await until(() => audited.emulator.calls.has('DeleteTrafficMirrorSession'));
    expect(await read()).toMatch(/^audit_oldest_open_intent_seconds 0\.\d+$/m);
    await answer;
    const after = await read();
    expect([lines(after, 'intent'), lines(after, 'outcome')]).toEqual([1, 1]);
    expect(after).toMatch(/^audit_oldest_open_intent_seconds 0$/m);
  });

  test('has none of these without an audit file', async () => {
    expect(await metrics()).not.toContain('audit_');
  });

  test('has no ids', async () => {
    expect(await metrics()).not.toMatch(/tms-|tmt-|tmf-|AKIA/);
  });
});
