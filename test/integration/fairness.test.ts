/** One caller cannot starve the others, although callers with equal permissions share lanes, tokens and EC2 calls. */
import { beforeAll, expect, test } from '@jest/globals';
import { cleanUp } from '../support/cleanUp.ts';
import { spawnEmulator } from '../support/emulatorProcess.ts';
import { type GatewayAt, startGatewayAt } from '../support/faults/gatewayAt.ts';
import type { GraphqlAnswer } from '../support/gateway.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';

/**
 * What the other reader may wait while the first one floods. Alone, either read takes about 50 ms; behind everything that the first one
 * has asked for, several seconds. The machine may also run other tests.
 */
const [maxListMs, maxByIdMs] = [2_000, 1_000];

let tokens: TokenIssuer;
let gateway: GatewayAt;
beforeAll(async () => {
  // A process of its own: what EC2 computes does not delay the gateway.
  const emulator = await spawnEmulator(['--port', '0', '--seed', 'large:2000', '--latency-ms', '40']);
  tokens = await startTokenIssuer();
  gateway = await startGatewayAt(emulator.url, { ...tokens.env, EC2_BUDGET_PERCENT: '100' });
  cleanUp(() => gateway.stop(0));
});

interface Query {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Sends queries of one reader, all with the same token. */
async function readerOf(subject: string) {
  const authorization = `Bearer ${await tokens.token('traffic-mirror:read', { sub: subject })}`;
  return async (body: Query, signal?: AbortSignal) => {
    const startedAtMs = performance.now();
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
    const answer = (await response.json()) as GraphqlAnswer;
    return { answer, ms: performance.now() - startedAtMs };
  };
}

const id = (n: number) => `tms-0${n.toString(16).padStart(16, '0')}`;

/** A query of several fields, each with a variable of its own. */
const queryOf = (type: string, field: string, values: readonly unknown[]): Query => ({
  query: `query (${values.map((_, n) => `$v${n}: ${type}`).join(', ')}) { ${values
    .map((_, n) => `f${n}: ${field.replace('$v', `$v${n}`)}`)
    .join(' ')} }`,
  variables: Object.fromEntries(values.map((value, n) => [`v${n}`, value])),
});

/** Lists of the same sessions, no two of which are equal. */
const lists = (numbers: readonly number[], size: number) =>
  queryOf(
    '[Int!]',
    `trafficMirrorSessions(first: ${size}, filter: { sessionNumbers: $v }) { nodes { trafficMirrorSessionId } }`,
    numbers.map((n) => [1, 2, 3, n + 10]),
  );
/** 200 ids each, as many as fit into one EC2 call. EC2 has none of them, so that the gateway has little to compute. */
const idLists = (numbers: readonly number[]) =>
  queryOf(
    '[ID!]!',
    'trafficMirrorSessionsByIds(ids: $v) { trafficMirrorSessionId }',
    numbers.map((n) => Array.from({ length: 200 }, (_, index) => id(10_000 + n * 200 + index))),
  );
const byId = (n: number) =>
  queryOf('ID!', 'trafficMirrorSession(id: $v) { trafficMirrorSessionId }', [id(n)]);

const flood = (request: (numbers: readonly number[]) => Query) =>
  Array.from({ length: 30 }, (_, n) => request(Array.from({ length: 20 }, (_, index) => n * 20 + index)));

const median = (values: readonly number[]) =>
  [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;

test.each([
  ['lists', flood((numbers) => lists(numbers, 50))],
  ['lists of ids', flood((numbers) => idLists(numbers.slice(0, 5)))],
])('while one reader asks for hundreds of different %s, another one is answered soon', async (_, queries) => {
  const [alice, bob] = [await readerOf('alice'), await readerOf('bob')];
  // Documents are parsed, and connections opened, before anything is measured.
  await Promise.all([bob(byId(1)), bob(lists([1_000], 20))]);
  const enough = new AbortController();
  // It goes on for as long as the other reader asks, however slow the machine is.
  const flooding = queries.map(async (query) => {
    while (!enough.signal.aborted) await alice(query, enough.signal).catch(() => undefined);
  });
  const [listMs, byIdMs]: [number[], number[]] = [[], []];
  for (let n = 0; n < 10; n++) {
    const listed = await bob(lists([1_001 + n], 20));
    const found = await bob(byId(100 + n));
    expect([listed.answer.errors, found.answer.errors]).toEqual([undefined, undefined]);
    listMs.push(listed.ms);
    byIdMs.push(found.ms);
  }
  // Behind what the flood asks for, each answer would come after hundreds of others. Other tests on the machine may hold up single ones.
  expect(median(listMs)).toBeLessThan(maxListMs);
  expect(median(byIdMs)).toBeLessThan(maxByIdMs);
  enough.abort();
  await Promise.all(flooding);
});

test('while one caller sends more plans than EC2 takes, the plan of another one has its turn', async () => {
  const [alice, bob] = [await readerOf('alice'), await readerOf('bob')];
  const plan = (n: number) =>
    queryOf(
      'Int!',
      `planTrafficMirrorSession(input: { trafficMirrorSessionId: "${id(1)}", packetLength: $v }) { dryRun { verdict } }`,
      [n],
    );
  const enough = new AbortController();
  // Ten are sent at once, ten wait for one token a second, and the others are told to come later.
  const flooding = Array.from({ length: 40 }, (_, n) => alice(plan(100 + n), enough.signal));
  await Promise.race(flooding);
  const { answer, ms } = await bob(plan(1));
  expect(answer).toEqual({ data: { f0: { dryRun: { verdict: 'PERMITTED' } } } });
  expect(ms).toBeLessThan(5_000);
  enough.abort();
  await Promise.allSettled(flooding);
});
