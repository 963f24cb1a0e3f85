/**
 * A real Prometheus scrapes built gateways: alerts fire under faults, none fires of a healthy gateway, and the queries of the dashboard
 * return something. `HEALTHY_MINUTES=10` watches a healthy gateway for so long, with the rules as they are.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { numberedAccountIds } from '../../src/emulator/identity/numberedAccounts.ts';
import { type AccountsProgram, startAccountsProgram } from '../support/accountsProgram.ts';
import { alerts, dashboardQueries, metricsIn } from '../support/alertRules.ts';
import { newAuditFile } from '../support/audit.ts';
import { change } from '../support/auditedProgram.ts';
import { newFolder } from '../support/cleanUp.ts';
import { startProgram } from '../support/process.ts';
import { promtool, startPrometheus, testWithPrometheus } from '../support/prometheus.ts';
import { startRedis, testWithRedis } from '../support/redis.ts';
import { roleOf } from '../support/roleGateway.ts';
import { until } from '../support/until.ts';

const job = 'traffic-mirror-gateway';

testWithPrometheus(
  'promtool accepts the rules, their tests, and the example of a configuration',
  async () => {
    expect(await promtool('check', 'rules', 'deploy/prometheus/rules.yaml')).toContain('21 rules found');
    expect(await promtool('test', 'rules', 'deploy/prometheus/rules.test.yaml')).toContain('SUCCESS');
    expect(await promtool('check', 'config', 'deploy/prometheus/prometheus.yaml')).toContain('SUCCESS');
  },
);

/** Calls again and again until the end of the test. */
function repeatedly(end: AbortSignal, pauseMs: number, act: () => Promise<unknown>): void {
  void (async () => {
    while (!end.aborted) {
      await act().catch(() => undefined);
      await wait(pauseMs);
    }
  })();
}

/** A gateway with everything that metrics know, and clients that read and change. */
async function startHealthy(end: AbortSignal): Promise<string> {
  const program = startProgram({
    ADMIN_PORT: '0',
    AUDIT_FILE: newAuditFile(),
    EC2_BUDGET_PERCENT: '90',
    FINDINGS_EVERY_MINUTES: '1',
  });
  const { url, adminUrl } = await program.ready();
  let length = 100;
  repeatedly(end, 400, () => change(url, ++length));
  return adminUrl;
}

const [first = '', throttled = '', forbidden = '', denied = '', slow = ''] = numberedAccountIds(10);

/** Changes a session, which takes a lease. */
async function modifyOne(ask: AccountsProgram['ask']): Promise<void> {
  const { data } = await ask('{ trafficMirrorSessions(first: 1) { nodes { trafficMirrorSessionId } } }');
  const [id] = /tms-\w+/.exec(JSON.stringify(data)) ?? [];
  const input = `{ trafficMirrorSessionId: "${id}", packetLength: 77 }`;
  const answer = await ask(
    `mutation { modifyTrafficMirrorSession(input: ${input}) { userErrors { code } } }`,
  );
  expect(answer).toMatchObject({ data: { modifyTrafficMirrorSession: { userErrors: [] } } });
}

/** A gateway with a store and several accounts, in each of which something else goes wrong. */
async function startTroubled(end: AbortSignal) {
  const redis = await startRedis();
  const auditFile = newAuditFile();
  // With a filter that no account has.
  const policyFile = join(newFolder(), 'policies.json');
  const mirror = {
    filter: 'tmf-0123456789abcdef0',
    targets: [{ id: 'tmt-0123456789abcdef0' }],
    number: '1000',
  };
  const policy = { name: 'prod', mode: 'observe', select: { tags: { env: 'prod' } }, mirror };
  writeFileSync(policyFile, `${JSON.stringify({ owner: 'soc', policies: [policy] })}\n`);
  const accounts = Object.fromEntries(
    [first, throttled, forbidden, denied, slow].map((id) => [
      id,
      { regions: ['us-east-1'], roleArn: roleOf(id) },
    ]),
  );
  const gateway = await startAccountsProgram({
    file: { accounts },
    hasIssuersFile: true,
    scopes: 'traffic-mirror:read traffic-mirror:target:write traffic-mirror:session:write',
    env: {
      ADMIN_PORT: '0',
      AUDIT_FILE: auditFile,
      POLICY_FILE: policyFile,
      CURSOR_SECRET: 'a secret of thirty-two characters',
      REDIS_URL: redis.url,
      LIMITS: 'active=4,queued=2',
    },
  });
  const { ask, emulator, program } = gateway;
  const list = (id: string) =>
    ask(`{ trafficMirrorSessions(scope: { accountIds: ["${id}"] }) { nodes { arn } } }`);
  const create = () =>
    ask(
      'mutation { createTrafficMirrorTarget(input: { networkInterfaceId: "eni-01234567890120d01" }) { userErrors { code } } }',
    );
  await create();
  await modifyOne(ask);
  const { url, adminUrl } = await program.ready();
  await (await fetch(`${url}/graphql?query={__typename}`)).text();
  const describe = 'DescribeTrafficMirrorSessions';
  const always = (fault: object) => [{ ...fault, times: 1_000 }];
  emulator.faults(describe, always({ error: { code: 'RequestLimitExceeded', status: 503 } }), {
    accountId: throttled,
  });
  emulator.faults(describe, always({ error: { code: 'AuthFailure', status: 401 } }), {
    accountId: forbidden,
  });
  emulator.faults('AssumeRole', always({ error: { code: 'AccessDenied', status: 403 } }), {
    accountId: denied,
  });
  emulator.faults(describe, always({ delayMs: 500 }), { accountId: slow });
  emulator.faults('CreateTrafficMirrorTarget', always({ reset: 'before' }));
  return {
    adminUrl,
    /** Everything that goes wrong, one after the other where it must. */
    async trouble() {
      await create();
      gateway.write('{ "accounts": ');
      gateway.writeIssuers('{ "issuers": ');
      await redis.kill();
      for (const id of [throttled, forbidden, denied]) repeatedly(end, 200, () => list(id));
      repeatedly(end, 200, () => Promise.all(Array.from({ length: 12 }, () => list(slow))));
    },
    /** From now on nothing can be recorded. */
    async spoilAudit() {
      appendFileSync(auditFile, 'x\n');
      // Some are refused because there is too much to do.
      await until(async () => JSON.stringify(await create()).includes('AUDIT_UNAVAILABLE'));
    },
  };
}

/** All of 15, but those for which a run of seconds is too short: keys that are an hour old, and others. */
const expected = [
  'AccountForbidden',
  'AccountThrottled',
  'AccountsReloadFailed',
  'AuditUnavailable',
  'ErrorBudget',
  'IssuersReloadFailed',
  'NotReady',
  'OutcomesUnknown',
  'Shedding',
  'StoreDown',
];

(testWithRedis === test.skip ? testWithRedis : testWithPrometheus)(
  'alerts fire for a gateway in trouble, none for a healthy one, and the dashboard shows both',
  async () => {
    const end = new AbortController();
    try {
      const healthyUrl = await startHealthy(end.signal);
      const troubled = await startTroubled(end.signal);
      const prometheus = await startPrometheus({
        jobs: { [job]: [healthyUrl], troubled: [troubled.adminUrl] },
        hurry: 100,
        scrapeSeconds: 1,
      });
      await troubled.trouble();
      const missing = async (names: readonly string[]) => {
        await wait(250);
        const fired = await prometheus.fired('troubled');
        return names.filter((name) => !fired.includes(name));
      };
      await until(async () => (await missing(['OutcomesUnknown'])).length === 0);
      await troubled.spoilAudit();
      await until(async () => (await missing(expected)).length === 0);
      expect(await prometheus.fired(job)).toEqual([]);

      // What they say must not have gaps.
      const names = await prometheus.names();
      const unknown = [
        ...alerts.map(({ expression }) => expression),
        ...dashboardQueries.map(({ expr }) => expr),
      ]
        .flatMap(metricsIn)
        .filter((name) => !names.has(name));
      expect(unknown).toEqual([]);
      const empty: string[] = [];
      for (const { title, expr } of dashboardQueries) {
        const ofJob = (name: string) =>
          prometheus.query(
            expr.replaceAll('$job', name).replaceAll('$instance', '.*').replaceAll('$__rate_interval', '5m'),
          );
        const series = [...(await ofJob(job)), ...(await ofJob('troubled'))];
        if (series.length === 0) empty.push(`${title}: ${expr}`);
      }
      expect(empty).toEqual([]);
    } finally {
      end.abort();
    }
  },
);

const minutes = Number(process.env.HEALTHY_MINUTES ?? 0);

(minutes > 0 ? testWithPrometheus : test.skip)(
  'no alert fires for a healthy gateway in a long run',
  async () => {
    const end = new AbortController();
    try {
      const url = await startHealthy(end.signal);
      const prometheus = await startPrometheus({ jobs: { [job]: [url] }, hurry: 1, scrapeSeconds: 5 });
      await wait(minutes * 60_000);
      expect(await prometheus.query('max_over_time(ALERTS[1d])')).toEqual([]);
      expect(await prometheus.query(`count(up{job="${job}"} == 1)`)).toHaveLength(1);
    } finally {
      end.abort();
    }
  },
  (minutes + 2) * 60_000,
);
