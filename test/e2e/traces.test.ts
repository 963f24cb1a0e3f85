/** The built program with traces: what is loaded, what of the environment matters, and what a collector does that fails. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { makeCertificates } from '../support/certificates.ts';
import { newFolder } from '../support/cleanUp.ts';
import { startCollector } from '../support/collector.ts';
import { documentAt } from '../support/documents.ts';
import { type Program, projectRoot, startProgram } from '../support/process.ts';
import { tracesTo } from '../support/traced.ts';
import { until } from '../support/until.ts';

const dist = join(projectRoot, 'dist');

/** Only the program itself, without the files beside it. */
function startAlone(env: Record<string, string>): Program {
  const folder = newFolder();
  for (const file of ['main.js', 'gateway.js']) copyFileSync(join(dist, file), join(folder, file));
  return startProgram(env, [process.execPath, join(folder, 'main.js')]);
}

const list = 'query ListSessions { trafficMirrorSessions(first: 1) { nodes { sessionNumber } } }';

async function ask(url: string, query = list): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  });
  await response.text();
  return response.status;
}

/** The counts of spans by what became of them. */
async function countsOf(adminUrl: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${adminUrl}/metrics`)).text();
  const found = text.matchAll(/^trace_spans_total\{result="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, result, count]) => [result, Number(count)]));
}

/** @returns the exit code, and how long it took. */
async function stop({ child, ended }: Program) {
  const askedAtMs = performance.now();
  child.kill('SIGTERM');
  return { code: await ended(), ms: performance.now() - askedAtMs };
}

describe('without traces', () => {
  test('nothing of OpenTelemetry is in the program', () => {
    const files = readdirSync(dist).filter((file) => file.endsWith('.js'));
    const containing = files.filter((file) =>
      readFileSync(join(dist, file), 'utf8').includes('BatchSpanProcessor'),
    );
    expect(containing).toEqual(['tracing.js']);
  });

  test.each([
    ['without an endpoint', {}],
    [
      'with OTEL_SDK_DISABLED',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_SDK_DISABLED: 'true' },
    ],
  ])('its file is not loaded, %s', async (_, env) => {
    const { url } = await startAlone(env).ready();
    expect(await ask(url)).toBe(200);
  });

  test('its file is loaded, and needed, with an endpoint', async () => {
    const program = startAlone({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    expect(await program.ended()).toBe(1);
    expect(program.output().stderr).toContain('tracing.js');
  });
});

test('traces are sent with our settings, and nothing else of the environment has an effect', async () => {
  const collector = await startCollector();
  const program = startProgram({
    ...tracesTo(collector),
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20key',
    OTEL_SERVICE_NAME: 'mirrors',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    // What the packages of OpenTelemetry would read themselves.
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-other=canary',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_TIMEOUT: '1',
    OTEL_EXPORTER_OTLP_CERTIFICATE: '/nowhere',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1',
    OTEL_BSP_MAX_QUEUE_SIZE: '1',
    OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '1',
    OTEL_SPAN_EVENT_COUNT_LIMIT: '1',
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '1',
    OTEL_LOG_LEVEL: 'debug',
  });
  const { url } = await program.ready();
  expect(await ask(url)).toBe(200);
  expect((await stop(program)).code).toBe(0);
  expect(program.output().stderr).not.toMatch(/otel|otlp|opentelemetry/i);
  expect(collector.requests).toMatchObject([
    { path: '/v1/traces', headers: { 'content-type': 'application/json', 'x-key': 'a key' } },
  ]);
  const [request] = collector.requests;
  expect(request?.headers).not.toHaveProperty('x-other');
  expect(request?.headers).not.toHaveProperty('content-encoding');
  const spans = collector.spans();
  expect(spans.map(({ name }) => name).sort()).toEqual([
    'EC2/DescribeTrafficMirrorSessions',
    'POST /graphql',
    'query ListSessions',
  ]);
  expect(spans[0]?.attributes['rpc.method']).toBe('DescribeTrafficMirrorSessions');
  expect(spans[0]?.resource).toEqual({
    'service.name': 'mirrors',
    'service.version': expect.any(String),
    'deployment.environment.name': 'test',
  });
});

describe('a collector', () => {
  test('that takes the spans is counted, while the gateway runs', async () => {
    const collector = await startCollector();
    const { url, adminUrl } = await startProgram(tracesTo(collector)).ready();
    await ask(url);
    await until(async () => (await countsOf(adminUrl)).sent === 3);
    expect(await countsOf(adminUrl)).toEqual({ sent: 3 });
    expect(collector.spans()).toHaveLength(3);
  });

  test('that refuses the spans is counted and logged, and requests go on', async () => {
    const collector = await startCollector();
    collector.answerWith(401);
    const program = startProgram(tracesTo(collector));
    const { url, adminUrl } = await program.ready();
    await ask(url);
    await until(async () => (await countsOf(adminUrl)).failed === 3);
    expect(JSON.parse(await program.line(/spans could not be sent/))).toMatchObject({
      level: 'warn',
      spans: 3,
      reason: 'HTTP 401',
    });
    expect(await ask(url)).toBe(200);
    expect((await stop(program)).code).toBe(0);
    // Once a minute.
    expect(program.output().stdout.match(/could not be sent/g)).toHaveLength(1);
  });

  test('that hangs holds up neither requests nor the end, and takes a bounded memory', async () => {
    const collector = await startCollector();
    collector.answerWith(0);
    const program = startProgram({ ...tracesTo(collector), LIMITS: 'callerPerSecond=10000' });
    const { url, adminUrl } = await program.ready();
    // Two spans each: a batch of 512 is being sent, and 2,048 wait.
    for (let round = 0; round < 30; round++) {
      const statuses = await Promise.all(Array.from({ length: 50 }, () => ask(url, '{ __typename }')));
      expect(statuses).toEqual(Array(50).fill(200));
    }
    const { dropped = 0 } = await countsOf(adminUrl);
    expect(dropped).toBeGreaterThanOrEqual(3_000 - 2_048 - 2 * 512);
    expect(dropped).toBeLessThanOrEqual(3_000 - 2_048);
    const { code, ms } = await stop(program);
    expect(code).toBe(0);
    // Two seconds for the spans; without a bound it would be ten at least.
    expect(ms).toBeLessThan(8_000);
  });

  test('with TLS is sent the spans only if its certificate is signed by an authority that Node.js knows', async () => {
    const certificates = makeCertificates();
    const collector = await startCollector(certificates);
    const known = startProgram({ ...tracesTo(collector), NODE_EXTRA_CA_CERTS: certificates.caFile });
    const unknown = startProgram(tracesTo(collector));
    for (const program of [known, unknown]) await ask((await program.ready()).url);
    await Promise.all([known, unknown].map(stop));
    expect(collector.requests).toHaveLength(1);
    expect(unknown.output().stdout).toMatch(/"reason":"UNABLE_TO_VERIFY_LEAF_SIGNATURE"/);
  });

  test('that is not there holds up nothing', async () => {
    const program = startProgram({ ...tracesTo({ url: 'http://127.0.0.1:9' }) });
    const { url } = await program.ready();
    expect(await ask(url)).toBe(200);
    const { code, ms } = await stop(program);
    expect(code).toBe(0);
    expect(ms).toBeLessThan(8_000);
  });
});

test('the collector of the documents prints what they say', async () => {
  const page = documentAt('docs/tracing.md');
  const program = page.blocks.find(({ language }) => language === 'js')?.text ?? '';
  const port = await freePort();
  const file = join(newFolder(), 'collector.mjs');
  writeFileSync(file, program.replace('4318', String(port)));
  const collector = startProgram({}, [process.execPath, file]);
  const gateway = startProgram(tracesTo({ url: `http://127.0.0.1:${port}` }));
  const { url } = await gateway.ready();
  await ask(url);
  await stop(gateway);
  await collector.line(/POST \/graphql/);
  const named = (text: string) => [...text.matchAll(/^[0-9a-f]{32} (.*)$/gm)].map(([, name]) => name);
  expect(named(collector.output().stdout)).toEqual(named(page.text));
  expect(named(page.text)).toHaveLength(3);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
