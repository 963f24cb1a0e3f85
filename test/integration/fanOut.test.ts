/** Lists over several accounts and Regions: what they hold, and how many rounds of EC2 calls they take. */
import { CreateTrafficMirrorFilterCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCursorCodec } from '../../src/api/cursors.ts';
import { connect } from '../../src/api/scopeLists.ts';
import { filterKind, type TrafficMirrorFilterRecord } from '../../src/ec2/filters.ts';
import { createScope, type Ec2Scope } from '../../src/ec2/scope.ts';
import { createUsage } from '../../src/ec2/usage.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { startTestGateway } from '../support/gateway.ts';
import { createTestUsage } from '../support/usage.ts';

const regions = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'sa-east-1'],
  ...['ca-central-1', 'ap-south-1', 'ap-south-2', 'ap-east-1', 'ap-northeast-1', 'ap-northeast-2'],
  'ap-southeast-1',
].sort();
/** The number of rows of a scope, or that EC2 rejects its credentials. */
type Content = number | 'fails';

const content: fc.Arbitrary<Content> = fc.oneof(
  { weight: 4, arbitrary: fc.nat(12) },
  { weight: 1, arbitrary: fc.constant('fails' as const) },
);

const runs = 40;
/** More than the default number of runs: fast-check shrinks failures with further runs. */
const maxAccounts = 2_000;
const accountOf = (run: number) => String(100_000_000_000 + run);
const keyOf = (run: number) => `AKIARUN${run}`;

let emulator: Emulator;
beforeAll(async () => {
  const keys = Array.from({ length: maxAccounts }, (_, run) => [
    keyOf(run),
    { accountId: accountOf(run), secretAccessKey: 'right' },
  ]);
  emulator = await startEmulator({ accounts: Object.fromEntries(keys) });
});

let run = 0;
/** Scopes in a new account, with the given number of filters in each Region. */
async function scopesWith(contents: readonly Content[]): Promise<Ec2Scope[]> {
  const scopes: Ec2Scope[] = [];
  const own = ++run;
  for (const [index, content] of contents.entries()) {
    const secretAccessKey = content === 'fails' ? 'wrong' : 'right';
    const scope = createScope({
      accountId: accountOf(own),
      region: regions[index] ?? '',
      endpoint: emulator.url,
      credentials: { accessKeyId: keyOf(own), secretAccessKey },
    });
    cleanUp(() => scope.connection().close());
    for (let row = 0; content !== 'fails' && row < content; row++)
      await scope
        .connection()
        .use('ec2', (client) =>
          (client as EC2Client).send(
            new CreateTrafficMirrorFilterCommand({ Description: `${index}/${row}` }),
          ),
        );
    scopes.push({ ...scope, allows: () => true });
  }
  return scopes;
}

const cursors = createCursorCodec('x'.repeat(32));
const page = (
  scopes: readonly Ec2Scope[],
  first: number,
  after: string | undefined,
  { kind = filterKind, usage = createTestUsage() } = {},
) => {
  const list = {
    name: 'filters',
    kind,
    asked: { allRegions: true, allAccounts: false },
    scopes,
    filters: [],
  };
  return connect({ cursors, usage }, list, { first, after });
};
const namesOf = (nodes: readonly TrafficMirrorFilterRecord[]) => nodes.map(({ description }) => description);

/** The expected result: all rows, read one scope after the other. */
function pageOf(contents: readonly Content[], first: number, start: { scope: number; row: number }) {
  let { scope, row } = start;
  const names: string[] = [];
  const failed: number[] = [];
  while (scope < contents.length && names.length < first) {
    const content = contents[scope] ?? 0;
    if (content === 'fails') failed.push(scope);
    else for (; row < content && names.length < first; row++) names.push(`${scope}/${row}`);
    if (content !== 'fails' && row < content) continue;
    scope++;
    row = 0;
  }
  return { names, failed, hasNextPage: scope < contents.length, next: { scope, row } };
}

test('pages of any size over scopes of any content are the same as reading one scope after the other', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(content, { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 1, max: 14 }),
      async (contents, first) => {
        const scopes = await scopesWith(contents);
        let start = { scope: 0, row: 0 };
        for (let after: string | undefined; ; ) {
          const expected = pageOf(contents, first, start);
          const asked = page(scopes, first, after);
          if (contents.length === 1 && expected.failed.length > 0)
            return void (await expect(asked).rejects.toThrow());
          const { nodes, failures, hasNextPage, cursorAt } = await asked;
          const failed = failures.map(({ scope }) => scopes.indexOf(scope));
          expect({ names: namesOf(nodes), failed, hasNextPage }).toEqual({
            names: expected.names,
            failed: expected.failed,
            hasNextPage: expected.hasNextPage,
          });
          // The cursor of any row continues behind it.
          const middle = nodes.length >> 1;
          const rest =
            middle + 1 < nodes.length
              ? await page(scopes, nodes.length - middle, cursorAt(middle)).catch(() => undefined)
              : undefined;
          if (rest)
            expect(namesOf(rest.nodes).slice(0, nodes.length - middle - 1)).toEqual(
              expected.names.slice(middle + 1),
            );
          if (!hasNextPage || nodes.length === 0) return;
          after = cursorAt(nodes.length - 1);
          start = expected.next;
        }
      },
    ),
    { numRuns: runs },
  );
});

/** Reads a list to its end as clients do. */
async function readToEnd(scopes: readonly Ec2Scope[], first: number, maxCalls: () => number) {
  const [names, failed]: [unknown[], number[]] = [[], []];
  let pages = 0;
  for (let after: string | undefined; ; pages++) {
    const usage = createUsage({ ...createTestUsage(), maxCalls: maxCalls() });
    const { nodes, failures, hasNextPage, nextCursor, scopesLeft } = await page(scopes, first, after, {
      usage,
    });
    names.push(...namesOf(nodes));
    failed.push(...failures.map(({ scope }) => scopes.indexOf(scope)));
    expect(scopesLeft > 0).toBe(hasNextPage);
    if (!hasNextPage) return { names, failed, pages: pages + 1 };
    after = nextCursor?.();
  }
}

test('a list is read whole, however few calls its pages may make', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(content, { minLength: 2, maxLength: 9 }),
      fc.integer({ min: 1, max: 14 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      async (contents, first, calls) => {
        const scopes = await scopesWith(contents);
        let turn = 0;
        const { names, failed } = await readToEnd(scopes, first, () => calls[turn++ % calls.length] ?? 1);
        const all = contents.flatMap((rows, index) =>
          rows === 'fails' ? [] : Array.from({ length: rows }, (_, row) => `${index}/${row}`),
        );
        const ofScope = (name: unknown) => Number(String(name).split('/')[0]);
        expect(names.toSorted()).toEqual(all.toSorted());
        expect(names.map(ofScope)).toEqual(names.map(ofScope).toSorted());
        expect(failed).toEqual(contents.flatMap((rows, index) => (rows === 'fails' ? [index] : [])));
      },
    ),
    { numRuns: runs },
  );
});

test('a list goes on while accounts and Regions come and go', async () => {
  const scopes = await scopesWith([3, 3, 3, 3, 3]);
  const without = (...indexes: number[]) => scopes.filter((_, index) => !indexes.includes(index));
  const begun = await page(without(0), 4, undefined);
  expect(namesOf(begun.nodes)).toEqual(['1/0', '1/1', '1/2', '2/0']);
  const after = begun.nextCursor?.();
  // The first one is new, and would have been before what was listed.
  expect(namesOf((await page(scopes, 5, after)).nodes)).toEqual(['2/1', '2/2', '3/0', '3/1', '3/2']);
  // The one in which the list goes on is gone, and so is the next.
  expect(namesOf((await page(without(2, 3), 5, after)).nodes)).toEqual(['4/0', '4/1', '4/2']);
  const { nodes, hasNextPage, scopesLeft } = await page(without(2, 3, 4), 5, after);
  expect({ nodes, hasNextPage, scopesLeft }).toEqual({ nodes: [], hasNextPage: false, scopesLeft: 0 });
});

test('a page of fifty calls leaves twelve of them, and the list of 100 empty scopes has three pages', async () => {
  const scopes = Array.from({ length: 5 }, () => scopesWith(regions.map(() => 0)));
  const all = (await Promise.all(scopes)).flat();
  expect(await readToEnd(all, 100, () => 50)).toEqual({ names: [], failed: [], pages: 3 });
});

describe('EC2 is called', () => {
  /** For each call, how many others had been answered when it was sent. */
  async function turnsOf(scopes: readonly Ec2Scope[], first: number): Promise<number[]> {
    let answered = 0;
    const turns: number[] = [];
    const kind: typeof filterKind = {
      ...filterKind,
      describe: async (...asked) => {
        turns.push(answered);
        const output = await filterKind.describe(...asked);
        answered++;
        return output;
      },
    };
    for (const scope of scopes) scope.connection().lanesOf(scope).clear();
    await page(scopes, first, undefined, { kind });
    return turns;
  }

  test('in five rounds of 1, 2, 4, 8 and 5 calls for twenty scopes with few rows', async () => {
    const scopes = await scopesWith(regions.map(() => 1));
    const turns = [...[0], ...[1, 1], ...Array(4).fill(3), ...Array(8).fill(7), ...Array(5).fill(15)];
    expect(await turnsOf(scopes, 50)).toEqual(turns);
  });

  test('once where the first scope fills the page', async () => {
    const scopes = await scopesWith([7, ...regions.slice(1).map(() => 1)]);
    expect(await turnsOf(scopes, 7)).toEqual([0]);
  });

  test('for twenty Regions within the call limit of a request', async () => {
    const gateway = await startTestGateway({
      moreRegions: regions.filter((region) => region !== 'us-east-1'),
    });
    const data = await gateway.query<{ trafficMirrorFilters: { nodes: unknown[]; scopeErrors: unknown[] } }>(
      '{ trafficMirrorFilters(scope: { allRegions: true }) { nodes { id } scopeErrors { code } } }',
    );
    expect(data.trafficMirrorFilters.nodes).toHaveLength(4);
    expect(data.trafficMirrorFilters.scopeErrors).toEqual([]);
    expect(gateway.ec2Calls()).toEqual({ DescribeTrafficMirrorFilters: 20 });
  });
});
