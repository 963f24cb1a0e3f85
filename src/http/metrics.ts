/** `/metrics` for Prometheus. Each subject has a file in `metrics/`; docs/observability.md says what each metric means. */
import { build } from '../build.ts';
import type { Route } from './listener.ts';
import { type AccountLabelSettings, createAccountLabels } from './metrics/accountLabels.ts';
import { accountMetrics } from './metrics/accounts.ts';
import { auditMetrics } from './metrics/audit.ts';
import { captureMetrics } from './metrics/captures.ts';
import { documentMetrics } from './metrics/documents.ts';
import { ec2Metrics } from './metrics/ec2.ts';
import { findingMetrics } from './metrics/findings.ts';
import { identityMetrics } from './metrics/identity.ts';
import { createInstruments } from './metrics/instruments.ts';
import { policyMetrics } from './metrics/policies.ts';
import { processMetrics } from './metrics/process.ts';
import { replicaMetrics } from './metrics/replicas.ts';
import { requestMetrics } from './metrics/requests.ts';
import { traceMetrics } from './metrics/traces.ts';

export type Metrics = ReturnType<typeof createMetrics>;

/** @param settings decide whether accounts have labels of their own; default: they have none. */
export function createMetrics(settings: AccountLabelSettings = { adminPort: undefined, metricsAccounts: 0 }) {
  const instruments = createInstruments();
  return {
    ...requestMetrics(instruments),
    ...documentMetrics(instruments),
    ...ec2Metrics(instruments, createAccountLabels(settings)),
    ...replicaMetrics(instruments),
    ...accountMetrics(instruments),
    ...identityMetrics(instruments),
    ...auditMetrics(instruments),
    ...findingMetrics(instruments),
    ...captureMetrics(instruments),
    ...policyMetrics(instruments),
    ...traceMetrics(instruments),
    ...processMetrics(instruments, build),

    route: [
      '/metrics',
      async () => ({
        status: 200,
        headers: { 'content-type': instruments.contentType, 'cache-control': 'no-store' },
        body: await instruments.text(),
      }),
    ] satisfies Route,
  };
}
