/** The settings in effect, as operators may see them: without secrets. */
import { createHash } from 'node:crypto';
import type { Config } from './config.ts';
import { type Settings, settings, toVariable } from './settings.ts';

/** How settings are shown whose values cannot be printed as they are, or do not say what is in effect. */
const shown: { readonly [Name in keyof Settings]?: (config: Config) => unknown } = {
  cursorSecret: ({ cursorSecret }) => cursorSecret && 'set',
  redisUrl: ({ redisUrl }) => redisUrl && { ...redisUrl, password: redisUrl.password && 'set' },
  // Checked only if traces are sent there, so it may contain a password.
  otelExporterOtlpEndpoint: ({ otelExporterOtlpEndpoint }) => otelExporterOtlpEndpoint && 'set',
  otelExporterOtlpTracesEndpoint: ({ tracing }) => tracing?.url,
  otelExporterOtlpHeaders: ({ otelExporterOtlpHeaders }) => otelExporterOtlpHeaders && 'set',
  corsOrigins: ({ corsOrigins }) => [...corsOrigins],
  authClientOrigins: ({ authClientOrigins }) => [...authClientOrigins],
  authMode: ({ auth }) => (auth.mode === 'jwt' ? 'jwt' : 'none'),
  ec2BudgetPercent: ({ ec2BudgetShare }) => ec2BudgetShare && ec2BudgetShare * 100,
};

/** @returns the settings by the names of their variables, with `issuers` as they are in effect. What has no value is left out. */
export function shownSettings(config: Config): Readonly<Record<string, unknown>> {
  const names = Object.keys(settings.shape) as (keyof Settings)[];
  const entries = names.map((name) => [toVariable(name), (shown[name] ?? ((all) => all[name]))(config)]);
  const issuers = config.auth.mode === 'jwt' ? config.auth.issuers : undefined;
  const values = { ...Object.fromEntries(entries), issuers };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** @returns a SHA-256, in hex, by which operators see whether two processes have the same settings. Secrets are not in it. */
export const settingsHash = (config: Config): string =>
  createHash('sha256')
    .update(JSON.stringify(shownSettings(config)))
    .digest('hex');
