/** A gateway with any EC2 endpoint, for example one where nothing listens. */
import { createSharedAccess } from '../../../src/access/access.ts';
import { parseConfig } from '../../../src/config/config.ts';
import { createBudget } from '../../../src/ec2/budget.ts';
import { createScope } from '../../../src/ec2/scope.ts';
import { startGateway } from '../../../src/gateway.ts';
import { createMetrics } from '../../../src/http/metrics.ts';
import type { TestGateway } from '../gateway.ts';
import { createLeakWatch, secretAccessKey } from '../leaks.ts';
import { withTestLimits } from '../limits.ts';

export type GatewayAt = Pick<TestGateway, 'url' | 'adminUrl' | 'send' | 'stop'>;

/** @param headers sent with every operation. */
export async function startGatewayAt(
  endpoint: string,
  env: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<GatewayAt> {
  const leaks = createLeakWatch();
  const config = parseConfig({ PORT: '0', ...withTestLimits(env) });
  const { ec2BudgetShare: share } = config;
  const scope = createScope({
    budget: share === undefined ? undefined : createBudget(share),
    maxAnswerBytes: config.limits.ec2AnswerBytes,
    accountId: '123456789012',
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey },
  });
  const reach = { access: createSharedAccess([scope]) };
  const { url, adminUrl, stop } = await startGateway(config, reach, leaks.log, createMetrics(config), {
    sweepEveryMs: 0,
    policiesEveryMs: 0,
  });
  return {
    url,
    adminUrl,
    async send(query, variables) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      const text = await response.text();
      leaks.see(text);
      return JSON.parse(text);
    },
    async stop(graceMs) {
      await stop(graceMs);
      leaks.report();
    },
  };
}
