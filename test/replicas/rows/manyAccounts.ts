/** P6: one list over 201 accounts in two Regions, half a second away, read to its end with the client's loop; then with one account that hangs. */
import { pages } from '../../../client/pages.ts';
import { numberedAccountIds } from '../../../src/emulator/identity/numberedAccounts.ts';
import { bothRegions, emulatorOf, manyAccounts, writeAccountsFile } from '../../support/manyAccounts.ts';
import type { Row } from '../../support/rows.ts';
import type { Client } from '../client.ts';
import { startRig } from '../rig.ts';
import { type Driver, exactly } from '../row.ts';

const action = 'DescribeTrafficMirrorSessions';
const document = `query ($after: String) {
  trafficMirrorSessions(scope: { allAccounts: true, allRegions: true }, first: 100, after: $after) {
    nodes { id ownerId } pageInfo { hasNextPage endCursor } scopesLeft scopeErrors { scope { accountId region } }
  }
}`;

interface Page {
  readonly nodes: readonly { readonly id: string; readonly ownerId: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly scopesLeft: number;
  readonly scopeErrors: readonly { readonly scope: { readonly accountId: string } }[];
}

export const manyAccountsRead: Driver = async ({ isShort }) => {
  const accounts = isShort ? 21 : manyAccounts;
  const ids = numberedAccountIds(accounts);
  const rig = await startRig({
    replicas: 1,
    hasStore: false,
    ec2: { ...emulatorOf({ accounts }), latencyMs: isShort ? 100 : 500, throttle: false },
    env: { AWS_ACCOUNTS_FILE: writeAccountsFile({ accounts }), AWS_ACCESS_KEY_ID: `AKIA${ids[0]}DEMO` },
  });
  const client = await rig.client();
  const whole = await readToEnd(client);
  const hung = ids[accounts >> 1] as string;
  rig.ec2.emulator.faults(action, [{ delayMs: 60_000, times: 100 }], { accountId: hung });
  const others = await readToEnd(client);
  const expected = sessionsOf(ids);
  return [
    exactly('P6: sessions of all accounts, each once', whole.ids.size, expected, `${whole.listed} listed`),
    exactly('P6: accounts and Regions that could not be read', whole.failed.length, 0),
    atMost('P6: slowest of its pages, ms', whole.slowestMs, 10_000, `${whole.pages} pages`),
    exactly('P6: the same while one account hangs', others.ids.size, expected - sessionsOf([hung], ids)),
    exactly('P6: and it is named, in each Region', others.failed.filter((id) => id === hung).length, 2),
    exactly('P6: and no other one', others.failed.filter((id) => id !== hung).length, 0),
    atMost('P6: slowest of its pages, ms', others.slowestMs, 10_000, `${others.pages} pages`),
  ];
};

/** Small estates have as many sessions as the number of their account, from 1, leaves when divided by 4. */
const sessionsOf = (accountIds: readonly string[], all = accountIds): number =>
  accountIds.reduce((sum, id) => sum + ((all.indexOf(id) + 1) % 4) * bothRegions.length, 0);

const atMost = (what: string, measured: number, target: number, more: string): Row => ({
  what,
  target: `<= ${target}`,
  measured: `${Math.round(measured)} (${more})`,
  isMet: measured <= target,
});

async function readToEnd(client: Client) {
  const read = { ids: new Set<string>(), listed: 0, failed: [] as string[], pages: 0, slowestMs: 0 };
  const list = pages(async (after) => {
    const startedAtMs = performance.now();
    const { data, status, code } = await client(document, { after });
    read.slowestMs = Math.max(read.slowestMs, performance.now() - startedAtMs);
    if (!data?.trafficMirrorSessions) throw new Error(`the list was not read: ${status} ${code}`);
    return data.trafficMirrorSessions as Page;
  });
  for await (const { nodes, scopeErrors } of list) {
    read.pages++;
    read.listed += nodes.length;
    for (const { id } of nodes) read.ids.add(id);
    read.failed.push(...scopeErrors.map(({ scope }) => scope.accountId));
  }
  return read;
}
