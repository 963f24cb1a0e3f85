/** The metrics of a gateway with 200 accounts in two Regions, after a list over all of them: few enough series, and quick to scrape. */
import { expect, test } from '@jest/globals';
import { pages } from '../../client/pages.ts';
import { startAccountsProgram } from '../support/accountsProgram.ts';
import { accountsFileOf, emulatorOf } from '../support/manyAccounts.ts';
import { samplesOf } from '../support/metrics.ts';

const many = { accounts: 200 };

test('a list over 200 accounts in two Regions leaves at most 6,000 series, which are served in a moment', async () => {
  const { ask, program } = await startAccountsProgram({
    file: accountsFileOf(many),
    emulator: emulatorOf(many),
    env: { ADMIN_PORT: '0', STS_RATE: '1000' },
  });
  const { adminUrl } = await program.ready();
  const list = pages(async (after) => {
    const cursor = after == null ? '' : ` after: "${after}"`;
    const { data } =
      await ask(`{ trafficMirrorSessions(scope: { allAccounts: true, allRegions: true } first: 1000${cursor}) {
      nodes { id target { id } filter { id } } pageInfo { hasNextPage endCursor } scopesLeft } }`);
    return data?.trafficMirrorSessions as {
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  });
  for await (const _ of list);
  const samples = await samplesOf(adminUrl);
  const ofAccounts = samples.filter(({ labels: { account } }) => account !== undefined);
  const accounts = new Set(ofAccounts.map(({ labels: { account } }) => account));
  expect([accounts.size, accounts.has('other')]).toEqual([200, false]);
  const names = ofAccounts.map(({ name }) => name);
  expect([...new Set(names)].sort()).toEqual([
    'ec2_account_budget_wait_seconds_total',
    'ec2_account_calls_total',
    'sts_calls_total',
  ]);
  expect(samples.length).toBeLessThanOrEqual(6_000);
  const times: number[] = [];
  for (let scrape = 0; scrape < 10; scrape++) {
    const startedAtMs = performance.now();
    await (await fetch(`${adminUrl}/metrics`)).text();
    times.push(performance.now() - startedAtMs);
  }
  times.sort((left, right) => left - right);
  const median = times[5] ?? 0;
  process.stderr.write(`${samples.length} series, scraped in ${Math.round(median)} ms (median of 10)\n`);
  // 100 ms on a machine that does nothing else.
  expect(median).toBeLessThan(2_000);
});
