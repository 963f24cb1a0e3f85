/** Accounts in metrics: whose label they are, and how many series they can become. */
import { describe, expect, test } from '@jest/globals';
import { actions, changeActions, type Ec2Action } from '../../src/ec2/actions.ts';
import { numberedAccountIds } from '../../src/emulator/identity/numberedAccounts.ts';
import { refusedReasons } from '../../src/http/admission.ts';
import { createMetrics } from '../../src/http/metrics.ts';

async function seriesOf(metrics: ReturnType<typeof createMetrics>): Promise<string[]> {
  const [, answer] = metrics.route;
  return (await answer()).body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

const place = (accountId: string) => ({ accountId, region: 'us-east-1' });

describe('the label of an account', () => {
  async function labelsOf(settings?: Parameters<typeof createMetrics>[0]): Promise<string[]> {
    const metrics = createMetrics(settings);
    for (const accountId of numberedAccountIds(4)) {
      metrics.called('DescribeTrafficMirrorSessions', 'ok', 0.1, place(accountId));
      metrics.paced('DescribeTrafficMirrorSessions', 0.1, place(accountId));
      metrics.assumed(accountId, 'ok');
    }
    const ofRoles = (await seriesOf(metrics)).filter((line) => line.startsWith('sts_'));
    return ofRoles.filter((line) => !line.endsWith(' 0'));
  }

  test('is its number for the first ones, and other for all further ones', async () => {
    expect(await labelsOf({ adminPort: 9090, metricsAccounts: 2 })).toEqual([
      'sts_calls_total{account="123456789012",result="ok"} 1',
      'sts_calls_total{account="100000000002",result="ok"} 1',
      'sts_calls_total{account="other",result="ok"} 2',
    ]);
  });

  test.each([
    ['METRICS_ACCOUNTS is 0', { adminPort: 9090, metricsAccounts: 0 }],
    ['there is no ADMIN_PORT', { adminPort: undefined, metricsAccounts: 500 }],
  ])('is not there when %s', async (_, settings) => {
    expect(await labelsOf(settings)).toEqual(['sts_calls_total{result="ok"} 4']);
    expect((await seriesOf(createMetrics(settings))).join()).not.toContain('123456789012');
  });
});

test('with the first result of an account all others are shown as 0, so that the first success after refusals is an increase', async () => {
  const metrics = createMetrics({ adminPort: 9090, metricsAccounts: 1 });
  metrics.assumed('123456789012', 'denied');
  metrics.called('DescribeTrafficMirrorSessions', 'forbidden', 0.1, place('123456789012'));
  metrics.called('DescribeTrafficMirrorSessions', 'forbidden', 0.1, place('123456789012'));
  const series = (await seriesOf(metrics)).filter((line) => line.includes('account='));
  const where = 'account="123456789012",region="us-east-1"';
  expect(series.sort()).toEqual([
    `ec2_account_calls_total{${where},result="failed"} 0`,
    `ec2_account_calls_total{${where},result="forbidden"} 2`,
    `ec2_account_calls_total{${where},result="ok"} 0`,
    `ec2_account_calls_total{${where},result="refused"} 0`,
    `ec2_account_calls_total{${where},result="throttled"} 0`,
    'sts_calls_total{account="123456789012",result="denied"} 1',
    'sts_calls_total{account="123456789012",result="ok"} 0',
    'sts_calls_total{account="123456789012",result="unavailable"} 0',
  ]);
});

test('200 accounts in two Regions, in which everything happens, are fewer than 6,000 series', async () => {
  const metrics = createMetrics({ adminPort: 9090, metricsAccounts: 500 });
  const results = ['ok', 'throttled', 'forbidden', 'refused', 'broken'];
  const all = Object.keys(actions) as Ec2Action[];
  for (const [index, accountId] of numberedAccountIds(200).entries()) {
    for (const region of ['eu-west-1', 'us-east-1'])
      for (const result of results) {
        // Every account sees every result, and all actions are used somewhere.
        const action = all[index % all.length] as Ec2Action;
        metrics.called(action, result, 0.1, { accountId, region });
        metrics.paced(action, 0.1, { accountId, region });
      }
    for (const result of ['ok', 'denied', 'unavailable'] as const) metrics.assumed(accountId, result);
  }
  metrics.watchOutcomes(changeActions);
  for (const reason of refusedReasons) metrics.refused(reason);
  const series = await seriesOf(metrics);
  expect(series.length).toBeGreaterThan(2_000);
  // With all five results of every action, which no gateway has had: 2,000 series of EC2, 400 of waits, 600 of STS, and the histograms.
  expect(series.length).toBeLessThanOrEqual(6_000);
});
