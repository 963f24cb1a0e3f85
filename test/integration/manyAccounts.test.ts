/** Lists over 201 accounts in two Regions: each page ends within what its request may use, and the pages together have everything once. */

import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { pages } from '../../client/pages.ts';
import { numberedAccountIds } from '../../src/emulator/identity/numberedAccounts.ts';
import { bothRegions, manyAccounts, startManyAccounts } from '../support/manyAccounts.ts';
import type { RoleGateway } from '../support/roleGateway.ts';

interface Page {
  readonly nodes: readonly {
    id: string;
    scope: { accountId: string; region: string };
    target?: { id: string };
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly scopeErrors: readonly {
    code: string;
    retryable: boolean;
    scope: { accountId: string; region: string };
  }[];
  readonly scopesLeft: number;
}

const scopes = 'traffic-mirror:read';
const ids = numberedAccountIds(manyAccounts);
const action = 'DescribeTrafficMirrorSessions';

let gateway: RoleGateway;
beforeAll(async () => {
  gateway = await startManyAccounts();
});
beforeEach(() => gateway.emulator.faults(action, []));

const query = (below: string, filter = '') => `query ($after: String) {
  trafficMirrorSessions(scope: { allAccounts: true, allRegions: true } first: 100 after: $after ${filter}) {
    nodes { id scope { accountId region } ${below} } pageInfo { hasNextPage endCursor } scopesLeft
    scopeErrors { code retryable scope { accountId region } }
  }
}`;

async function readToEnd(document: string, to: RoleGateway = gateway): Promise<Page[]> {
  const read: Page[] = [];
  const list = pages(async (after) => {
    const startedAtMs = performance.now();
    const { data, errors } = await to.ask(document, { scopes, variables: { after } });
    expect(performance.now() - startedAtMs).toBeLessThan(10_000);
    expect(errors).toBeUndefined();
    return data?.trafficMirrorSessions as Page;
  });
  for await (const page of list) {
    expect(page.scopesLeft > 0).toBe(page.pageInfo.hasNextPage);
    read.push(page);
  }
  return read;
}

const placesOf = (read: readonly Page[]) =>
  read.flatMap(({ nodes }) => nodes.map(({ scope }) => `${scope.accountId}/${scope.region}`));

/** Of each account as many as its number, from 1, leaves when divided by 4. */
const expectedPlaces = (isLeftOut = (_: string) => false): string[] =>
  ids
    .flatMap((accountId, index) =>
      isLeftOut(accountId)
        ? []
        : bothRegions.flatMap((region) => Array((index + 1) % 4).fill(`${accountId}/${region}`)),
    )
    .sort();

test('every session is listed once, in the order of accounts and Regions, and nothing is left out', async () => {
  const read = await readToEnd(query(''));
  expect(placesOf(read)).toEqual(expectedPlaces());
  expect(new Set(read.flatMap(({ nodes }) => nodes.map(({ id }) => id))).size).toBe(expectedPlaces().length);
  expect(read.flatMap(({ scopeErrors }) => scopeErrors)).toEqual([]);
  // 402 scopes, 38 on a page.
  expect(read).toHaveLength(11);
});

test('what is selected of each session can be read too: a page then has fewer accounts', async () => {
  const read = await readToEnd(
    query(
      'target { id networkInterface { trafficMirrorSurroundings { subnetId } } } filter { id } siblings { id }',
    ),
  );
  expect(placesOf(read)).toEqual(expectedPlaces());
  expect(read.every(({ nodes }) => nodes.every(({ target }) => target !== undefined))).toBe(true);
});

test('pages that find nothing lead to the account that has something', async () => {
  const [accountId = ''] = ids.slice(-1);
  const read = await readToEnd(query('', `filter: { ownerIds: ["${accountId}"] }`));
  expect(placesOf(read)).toEqual(bothRegions.map((region) => `${accountId}/${region}`));
  expect(read.slice(0, -1).every(({ nodes }) => nodes.length === 0)).toBe(true);
});

test('an account that hangs is named, costs a page 5 seconds, and the others are listed', async () => {
  const [, , accountId = ''] = ids;
  gateway.emulator.faults(action, [{ delayMs: 60_000, times: 100 }], { accountId });
  const read = await readToEnd(query(''));
  expect(placesOf(read)).toEqual(expectedPlaces((id) => id === accountId));
  const named = read.flatMap(({ scopeErrors }) => scopeErrors);
  expect(named).toEqual(
    bothRegions.map((region) => ({
      code: 'UPSTREAM_UNAVAILABLE',
      retryable: true,
      scope: { accountId, region },
    })),
  );
});

test('accounts that all fail are named on empty pages', async () => {
  gateway.emulator.faults(action, [{ error: { code: 'UnauthorizedOperation', status: 403 }, times: 1_000 }]);
  const read = await readToEnd(query(''));
  expect(placesOf(read)).toEqual([]);
  expect(read.flatMap(({ scopeErrors }) => scopeErrors)).toHaveLength(manyAccounts * bothRegions.length);
});

test('a page that EC2 is too slow for ends in time', async () => {
  const slow = await startManyAccounts({
    accounts: 8,
    env: { LIMITS: 'readMs=3000' },
    emulator: { latencyMs: 500 },
  });
  const read = await readToEnd(query(''), slow);
  expect(read.length).toBeGreaterThan(1);
  expect(read.flatMap(({ scopeErrors }) => scopeErrors)).toEqual([]);
});
