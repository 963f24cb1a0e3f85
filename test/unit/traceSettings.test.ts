/** The settings of traces. */
import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/config.ts';
import { settingsHash, shownSettings } from '../../src/config/shown.ts';
import { problemsOf } from '../support/settings.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com:4318' };
const tracingOf = (env: Record<string, string>) => parseConfig({ ...endpoint, ...env }).tracing;

test('an endpoint turns traces on, with the defaults of the rest', () => {
  expect(parseConfig({}).tracing).toBeUndefined();
  expect(tracingOf({})).toEqual({
    url: 'https://collector.example.com:4318/v1/traces',
    headers: {},
    resource: { 'service.name': 'traffic-mirror-gateway' },
    sampler: 'parentbased_traceidratio',
    ratio: 0.1,
  });
});

test('reads every setting', () => {
  const traces = tracingOf({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.com/ingest',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YTpi, x-scope = a%2Cb==',
    OTEL_SERVICE_NAME: 'mirrors',
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,deployment.environment.name=test%20one',
    OTEL_TRACES_SAMPLER: 'always_on',
    OTEL_TRACES_SAMPLER_ARG: '0.5',
    OTEL_SDK_DISABLED: 'FALSE',
  });
  expect(traces).toEqual({
    url: 'https://traces.example.com/ingest',
    headers: { authorization: 'Basic YTpi', 'x-scope': 'a,b==' },
    resource: { 'service.name': 'mirrors', 'deployment.environment.name': 'test one' },
    sampler: 'always_on',
    ratio: 0.5,
  });
});

test.each([
  ['https://collector.example.com', 'https://collector.example.com/v1/traces'],
  ['https://collector.example.com/otlp/', 'https://collector.example.com/otlp/v1/traces'],
  ['http://localhost:4318', 'http://localhost:4318/v1/traces'],
  ['http://[::1]:4318', 'http://[::1]:4318/v1/traces'],
])('the endpoint %s is that of all signals', (OTEL_EXPORTER_OTLP_ENDPOINT, url) => {
  expect(tracingOf({ OTEL_EXPORTER_OTLP_ENDPOINT })?.url).toBe(url);
});

test('the name may come with the other attributes', () => {
  expect(tracingOf({ OTEL_RESOURCE_ATTRIBUTES: 'service.name=mirrors' })?.resource).toEqual({
    'service.name': 'mirrors',
  });
});

describe('refused are', () => {
  test.each([
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', /must be http\/json.* \(got "grpc"\)/],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http/protobuf', /must be http\/json/],
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'http://collector.example.com:4318',
      /plain text to collector\.example\.com; use https, or set ALLOW_PLAINTEXT_OTLP=true/,
    ],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317', /must be an http or https URL/],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'ftp://collector.example.com', /must be an http or https URL/],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://swordfish@collector.example.com', /must have no user/],
    [
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
      'https://collector.example.com/?key=swordfish',
      /must have no user, password, query/,
    ],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'swordfish', /must be names and values/],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'key=sword%fish', /must be names and values/],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'key=sword%0Afish', /has a name or a value that no HTTP header can have/],
    ['OTEL_RESOURCE_ATTRIBUTES', 'production', /must be names and values/],
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote', /must be one of always_on, .* \(got "jaeger_remote"\)/],
    ['OTEL_TRACES_SAMPLER_ARG', '10', /must be a number from 0 to 1/],
    ['OTEL_TRACES_SAMPLER_ARG', 'all', /must be a number from 0 to 1/],
    ['OTEL_SDK_DISABLED', 'yes', /Invalid option/],
  ])('%s=%s', (variable, value, problem) => {
    const problems = problemsOf({ ...endpoint, [variable]: value });
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(problems[0]).toMatch(new RegExp(`^${variable}: `));
    expect(problems[0]).not.toContain('swordfish');
  });

  test('nothing while traces are off, because the others may be set for all programs', () => {
    const others = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_TRACES_SAMPLER: 'xray' };
    expect(problemsOf(others)).toEqual([]);
    expect(problemsOf({ ...endpoint, ...others, OTEL_SDK_DISABLED: 'True' })).toEqual([]);
    expect(tracingOf({ OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
  });

  test('all of them at once, and plain text is allowed by its setting', () => {
    const plain = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example.com' };
    expect(
      problemsOf({ ...plain, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_TRACES_SAMPLER: 'xray' }),
    ).toHaveLength(3);
    expect(tracingOf({ ...plain, ALLOW_PLAINTEXT_OTLP: 'true' })?.url).toBe(
      'http://collector.example.com/v1/traces',
    );
  });
});

test('of headers and addresses, nothing secret is shown', () => {
  const env = { ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'key=swordfish' };
  const shown = shownSettings(parseConfig(env));
  expect(shown).toMatchObject({
    OTEL_EXPORTER_OTLP_HEADERS: 'set',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'set',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector.example.com:4318/v1/traces',
  });
  const hidden = {
    OTEL_SDK_DISABLED: 'true',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://a:swordfish@example.com',
  };
  expect(JSON.stringify([shown, shownSettings(parseConfig(hidden))])).not.toContain('swordfish');
  const other = { ...env, OTEL_EXPORTER_OTLP_HEADERS: 'key=other' };
  expect(settingsHash(parseConfig(other))).toBe(settingsHash(parseConfig(env)));
});
