/** `/metrics` for Prometheus: EC2 calls, the reads that wait for them, GraphQL requests, the audit file, and the process. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type AccountsReading, showAccounts } from './accountMetrics.ts';
import type { Refused } from './admission.ts';
import { createBoundedNames } from './boundedNames.ts';
import type { Route } from './listener.ts';
import type { CutReason } from './sending.ts';

export type Metrics = ReturnType<typeof createMetrics>;

/** What the metrics of the audit file show. */
interface AuditReading {
  readonly isAvailable: boolean;
  /** By event. */
  readonly lines: Readonly<Record<string, number>>;
  readonly oldestOpenIntentSeconds: number;
}

/** What the metrics of trusted documents show. */
interface TrustedReading {
  readonly valid: number;
  readonly invalid: number;
  readonly isStale: boolean;
}

/** What the metrics of findings show. */
interface FindingsReading {
  /** All codes. */
  readonly counts: readonly { readonly code: string; readonly severity: string; readonly count: number }[];
  /** By code: how many subjects could not be checked. */
  readonly unchecked: readonly { readonly code: string; readonly reason: string; readonly count: number }[];
  readonly scopesFailed: number;
  /** When the reading began, in seconds since 1970. */
  readonly beganAt: number;
}

/** What the metrics of the store show. */
interface StoreReading {
  isUp(): boolean;
  replicas(): number;
}

/** Which of the gateway's ports. */
export type ListenerPort = 'public' | 'admin';

const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How many names of clients are told apart. */
const maxClients = 50;

export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const calls = new Histogram({
    name: 'ec2_call_duration_seconds',
    help: 'Attempts at EC2 calls, by action and result.',
    labelNames: ['action', 'result'],
    buckets: secondsBuckets,
    registers,
  });
  const pauses = new Histogram({
    name: 'ec2_budget_wait_seconds',
    help: 'How long calls waited for the request rates of EC2.',
    labelNames: ['action'],
    buckets: secondsBuckets,
    registers,
  });
  const loads = new Histogram({
    name: 'ec2_loads_per_call',
    help: 'Loads answered by one call.',
    labelNames: ['action'],
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000],
    registers,
  });
  const requests = new Counter({
    name: 'graphql_requests_total',
    help: 'GraphQL requests by operation and outcome: ok, or errors at the top level.',
    labelNames: ['operation', 'outcome'],
    registers,
  });
  const deprecated = new Counter({
    name: 'deprecated_uses_total',
    help: 'Operations that used a deprecated element of the schema, by the name of the client.',
    labelNames: ['element', 'client'],
    registers,
  });
  const storeCalls = new Histogram({
    name: 'store_call_seconds',
    help: 'Calls of the store, by result: ok, failed, or timeout.',
    labelNames: ['result'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
    registers,
  });
  const leases = new Counter({
    name: 'leases_total',
    help: 'Leases on resources, by result: held, taken by another replica, unavailable, or lost before their end.',
    labelNames: ['result'],
    registers,
  });
  const toClient = createBoundedNames(maxClients);
  const dropped = new Counter({
    name: 'connections_dropped_total',
    help: 'Connections that were closed at once because too many were open.',
    registers,
  });
  const cut = new Counter({
    name: 'answers_cut_total',
    help: 'Answers that their clients did not read, by the reason for which they were cut.',
    labelNames: ['reason'],
    registers,
  });
  const refused = new Counter({
    name: 'requests_refused_total',
    help: 'Requests that were refused because there was too much to do, by the reason.',
    labelNames: ['reason'],
    registers,
  });
  const roles = new Counter({
    name: 'sts_calls_total',
    help: 'Roles that the gateway asked STS for, by result: ok, denied or unavailable.',
    labelNames: ['result'],
    registers,
  });
  const spans = new Counter({
    name: 'trace_spans_total',
    help: 'Spans that were recorded, by what became of them: sent, failed, or dropped because too many waited.',
    labelNames: ['result'],
    registers,
  });
  /** Shows a number that is read whenever the metrics are. */
  function show(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }

  function showEach(
    name: string,
    help: string,
    label: string,
    read: () => Iterable<readonly [value: string, number: number]>,
  ): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const [value, number] of read()) this.set({ [label]: value }, number);
      },
    });
  }

  return {
    called: (action: string, result: string, seconds: number) => calls.observe({ action, result }, seconds),
    paced: (action: string, seconds: number) => pauses.observe({ action }, seconds),
    grouped: (action: string, count: number) => loads.observe({ action }, count),
    assumed: (result: string) => roles.inc({ result }),
    answered: (operation: string, outcome: 'ok' | 'errors') => requests.inc({ operation, outcome }),
    usedDeprecated: (element: string, client: string | undefined) =>
      deprecated.inc({ element, client: client === undefined ? 'none' : toClient(client) }),
    refused: (reason: Refused) => refused.inc({ reason }),
    storeCalled: (result: string, seconds: number) => storeCalls.observe({ result }, seconds),
    leased: (result: string) => leases.inc({ result }),
    traced: (result: string, count: number) => spans.inc({ result }, count),
    dropped: () => dropped.inc(),
    cut: (reason: CutReason) => cut.inc({ reason }),

    /** How many GraphQL requests run, and how many wait for their turn. */
    watchAdmission: (read: () => { readonly running: number; readonly waiting: number }) =>
      showEach(
        'requests',
        'GraphQL requests that have been admitted, by whether they are running or waiting for their turn.',
        'state',
        () => Object.entries(read()),
      ),

    /** How many connections are open, by the port that they came to. */
    watchListeners: (read: () => Iterable<readonly [port: ListenerPort, count: number]>) =>
      showEach('connections', 'Open connections.', 'port', read),

    watchStore(store: StoreReading): void {
      show('store_up', '1 while the store of the replicas answers, otherwise 0.', () => Number(store.isUp()));
      show('replicas_seen', 'Replicas that were there when the store answered last.', store.replicas);
    },

    watchDraining: (isDraining: () => boolean) =>
      show('draining', '1 while the gateway is stopping, otherwise 0.', () => Number(isDraining())),

    watchTrustedDocuments(read: () => TrustedReading): void {
      showEach(
        'trusted_documents',
        'Documents of the manifests, by whether they are valid for the schema.',
        'state',
        () => {
          const { valid, invalid } = read();
          return Object.entries({ valid, invalid });
        },
      );
      show(
        'trusted_documents_stale',
        '1 while the manifests have changed and cannot be used, so that the documents of before stay; otherwise 0.',
        () => Number(read().isStale),
      );
    },

    /** @param read by source: the file, and the organization if there is one. */
    watchAccounts: (read: () => Readonly<Record<string, AccountsReading>>) => showAccounts(showEach, read),

    /** How many reads wait, by action. */
    watchLanes: (read: () => Iterable<readonly [action: string, waiting: number]>) =>
      showEach('ec2_lane_waiting', 'Loads and lists that are waiting for a call.', 'action', read),

    /** Shows the last evaluation of findings. Called when there is a first one: no number stands for what was never read. */
    watchFindings(read: () => FindingsReading): void {
      new Gauge({
        name: 'traffic_mirror_findings',
        help: 'Findings by code and severity, in the last evaluation. Those in accounts and Regions that could not be read, and of subjects that could not be checked, are not in it.',
        labelNames: ['code', 'severity'],
        registers,
        collect() {
          for (const { count, ...labels } of read().counts) this.set(labels, count);
        },
      });
      new Gauge({
        name: 'traffic_mirror_findings_unchecked',
        help: 'Subjects that could not be checked in the last evaluation, by code and reason, where there are any. A list that was cut short counts as one more.',
        labelNames: ['code', 'reason'],
        registers,
        collect() {
          this.reset();
          for (const { count, ...labels } of read().unchecked) this.inc(labels, count);
        },
      });
      show(
        'traffic_mirror_findings_scopes_failed',
        'Accounts and Regions that could not be read in the last evaluation. Their findings are in no other number.',
        () => read().scopesFailed,
      );
      show(
        'traffic_mirror_findings_timestamp_seconds',
        'When the last evaluation of findings began to read, in seconds since 1970.',
        () => read().beganAt,
      );
    },

    watchAudit(read: () => AuditReading): void {
      show(
        'audit_available',
        'Whether the audit file can be written: 1, or 0 while changes are refused.',
        () => Number(read().isAvailable),
      );
      show(
        'audit_oldest_open_intent_seconds',
        'How long the oldest change is running that has no outcome yet; 0 when there is none.',
        () => read().oldestOpenIntentSeconds,
      );
      new Counter({
        name: 'audit_lines_total',
        help: 'Lines written to the audit file, by event.',
        labelNames: ['event'],
        registers,
        collect() {
          this.reset();
          for (const [event, count] of Object.entries(read().lines)) this.inc({ event }, count);
        },
      });
    },

    route: [
      '/metrics',
      async () => ({
        status: 200,
        headers: { 'content-type': registry.contentType, 'cache-control': 'no-store' },
        body: await registry.metrics(),
      }),
    ] satisfies Route,
  };
}
