/** The gateway, bundled like `dist/main.js`, connected to the benchmark's EC2. */
import { createSharedAccess } from '../../src/access/access.ts';
import { parseConfig } from '../../src/config/config.ts';
import { createBudget, unlimited } from '../../src/ec2/budget.ts';
import { createScope, type Ec2Scope } from '../../src/ec2/scope.ts';
import { SharedHandler } from '../../src/ec2/sockets.ts';
import { createProtocols, sdkProtocols } from '../../src/ec2/xmlProtocol.ts';
import { startGateway } from '../../src/gateway.ts';
import { boundHeapGrowth } from '../../src/heap.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createLog } from '../../src/log.ts';
import { serveParent } from './child.ts';
import { type BenchPlace, placesOf } from './places.ts';

boundHeapGrowth();
const {
  EC2_URL,
  COLLECTOR_URL,
  THROTTLE,
  READER,
  TRACED,
  ACCOUNTS = '1',
  LOG_LEVEL = 'silent',
} = process.env;
const metrics = createMetrics();
const protocols = READER === 'sdk' ? sdkProtocols : createProtocols();
const handler = new SharedHandler();
const toScope = (place: BenchPlace): Ec2Scope =>
  createScope({
    ...place,
    endpoint: EC2_URL,
    observer: metrics,
    protocols,
    handler,
    budget: THROTTLE === 'true' ? createBudget(0.9) : unlimited,
  });
const [first, ...others] = placesOf(Number(ACCOUNTS));
// The peers do not log, so the gateway does not either.
const log = createLog(LOG_LEVEL);
const ofTraces = TRACED && {
  OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR_URL,
  OTEL_TRACES_SAMPLER_ARG: TRACED,
};
const gateway = await startGateway(
  parseConfig({ PORT: '0', FINDINGS_EVERY_MINUTES: '0', ...(ofTraces || {}) }),
  { access: createSharedAccess([toScope(first), ...others.map(toScope)]) },
  log,
  metrics,
);
serveParent({ url: gateway.url });
