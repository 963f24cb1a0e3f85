/** The gateway, bundled like `dist/main.js`, connected to the benchmark's EC2. */
import { createSharedAccess } from '../../src/access/access.ts';
import { parseConfig } from '../../src/config/config.ts';
import { createBudget } from '../../src/ec2/budget.ts';
import { createScope } from '../../src/ec2/scope.ts';
import { createProtocols, sdkProtocols } from '../../src/ec2/xmlProtocol.ts';
import { startGateway } from '../../src/gateway.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createLog } from '../../src/log.ts';
import { serveParent } from './child.js';

const { EC2_URL, THROTTLE, READER } = process.env;
const metrics = createMetrics();
const scope = createScope({
  accountId: '123456789012',
  region: 'us-east-1',
  endpoint: EC2_URL,
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  observer: metrics,
  protocols: READER === 'sdk' ? sdkProtocols : createProtocols(),
  budget: THROTTLE === 'true' ? createBudget(0.9) : undefined,
});
// The peers do not log, so the gateway does not either.
const log = createLog(process.env.LOG_LEVEL ?? 'silent');
const ofTraces = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('OTEL_')));
const gateway = await startGateway(
  parseConfig({ PORT: '0', FINDINGS_EVERY_MINUTES: '0', ...ofTraces }),
  { access: createSharedAccess([scope]) },
  log,
  metrics,
);
serveParent({ url: gateway.url });
