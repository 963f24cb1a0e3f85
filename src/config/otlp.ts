/** The settings of traces, by their standard names (OpenTelemetry specification, "Environment Variable Specification" and "OTLP Exporter"). */
import type { Settings } from './settings.ts';
import { loopbackHosts } from './urls.ts';

/** The samplers of the specification that need nothing from elsewhere. */
const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export type Sampler = (typeof samplers)[number];

/** How traces are made, and where they are sent. */
export interface Tracing {
  readonly url: string;
  /** Secret: they may have keys of the collector. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the gateway says about itself, `service.name` included. */
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: Sampler;
  /** The part of the traces that is recorded, 0 to 1, with the samplers that need one. */
  readonly ratio: number;
}

type Read = { readonly tracing?: Tracing; readonly problems: readonly string[] };

/**
 * Reads the settings of traces. Without an endpoint, or with `OTEL_SDK_DISABLED`, none of them matters: many are set for all programs of a
 * cluster.
 *
 * @returns traces, unless they are off; and every problem.
 */
export function readTracing(values: Settings): Read {
  const endpoint = endpointOf(values);
  if (endpoint === undefined || values.otelSdkDisabled) return { problems: [] };
  const problems: string[] = [];
  const url = toUrl(endpoint, values, problems);
  const { otelExporterOtlpProtocol: protocol, otelTracesSampler, otelTracesSamplerArg } = values;
  if (protocol !== 'http/json')
    problems.push(
      `OTEL_EXPORTER_OTLP_PROTOCOL: must be http/json, which is all that the gateway sends (got ${JSON.stringify(protocol)}); or set OTEL_SDK_DISABLED=true, which turns traces off`,
    );
  const sampler = samplers.find((name) => name === otelTracesSampler);
  if (sampler === undefined)
    problems.push(
      `OTEL_TRACES_SAMPLER: must be one of ${samplers.join(', ')} (got ${JSON.stringify(otelTracesSampler)})`,
    );
  const ratio = Number(otelTracesSamplerArg);
  if (otelTracesSamplerArg.trim() === '' || !(ratio >= 0 && ratio <= 1))
    problems.push(
      `OTEL_TRACES_SAMPLER_ARG: must be a number from 0 to 1, the part of the traces to record (got ${JSON.stringify(otelTracesSamplerArg)})`,
    );
  const headers = toPairs('OTEL_EXPORTER_OTLP_HEADERS', values.otelExporterOtlpHeaders, problems);
  if (!Object.entries(headers).every(([name, value]) => isHeader(name, value)))
    problems.push('OTEL_EXPORTER_OTLP_HEADERS: has a name or a value that no HTTP header can have');
  const attributes = toPairs('OTEL_RESOURCE_ATTRIBUTES', values.otelResourceAttributes, problems);
  const name = values.otelServiceName ?? attributes['service.name'] ?? 'traffic-mirror-gateway';
  if (url === undefined || sampler === undefined || problems.length > 0) return { problems };
  const resource = { ...attributes, 'service.name': name };
  return { tracing: { url, headers, resource, sampler, ratio }, problems };
}

interface Endpoint {
  readonly variable: string;
  readonly text: string;
}

/** The endpoint of traces is an address as it is, that of everything is the folder of `v1/traces`. */
function endpointOf({ otelExporterOtlpEndpoint, otelExporterOtlpTracesEndpoint }: Settings) {
  if (otelExporterOtlpTracesEndpoint !== undefined)
    return { variable: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', text: otelExporterOtlpTracesEndpoint };
  if (otelExporterOtlpEndpoint === undefined) return undefined;
  const text = `${otelExporterOtlpEndpoint.replace(/\/$/, '')}/v1/traces`;
  return { variable: 'OTEL_EXPORTER_OTLP_ENDPOINT', text };
}

/** @returns undefined when there is a problem. Problems do not have the address: it may contain a password by mistake. */
function toUrl(
  { variable, text }: Endpoint,
  { allowPlaintextOtlp }: Settings,
  problems: string[],
): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    problems.push(
      `${variable}: must be an http or https URL, for example https://collector.example.com:4318`,
    );
  else if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    problems.push(
      `${variable}: must have no user, password, query or fragment; keys belong into OTEL_EXPORTER_OTLP_HEADERS`,
    );
  else if (url.protocol === 'http:' && !loopbackHosts.has(url.hostname) && !allowPlaintextOtlp)
    problems.push(
      `${variable}: would send traces in plain text to ${url.hostname}; use https, or set ALLOW_PLAINTEXT_OTLP=true`,
    );
  else return url.href;
  return undefined;
}

/** Names and values as `a=1,b=2`, with values as in URLs. Problems do not have the text: it may be secret. */
function toPairs(variable: string, text = '', problems: string[]): Readonly<Record<string, string>> {
  const pairs = text
    .split(',')
    .filter((pair) => pair.trim() !== '')
    .map((pair) => toPair(pair));
  if (pairs.some((pair) => pair === undefined))
    problems.push(
      `${variable}: must be names and values, for example name=value,other=value, with a percent sign written as %25`,
    );
  return Object.fromEntries(pairs.filter((pair) => pair !== undefined));
}

function toPair(pair: string): readonly [name: string, value: string] | undefined {
  const [, name = '', value = ''] = /^\s*([^\s=]+)\s*=(.*)$/s.exec(pair) ?? [];
  try {
    return name === '' ? undefined : [decodeURIComponent(name), decodeURIComponent(value.trim())];
  } catch {
    return undefined;
  }
}

/** RFC 9110, sections 5.1 and 5.5; a value in ASCII, which every proxy takes. */
const isHeader = (name: string, value: string) =>
  /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value);
