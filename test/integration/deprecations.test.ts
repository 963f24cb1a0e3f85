/** Deprecated elements of the schema count their uses, over the schema of the gateway and some that are no longer wanted. */
import { beforeAll, expect, test } from '@jest/globals';
import { extendSchema, GraphQLError, type OperationDefinitionNode, parse } from 'graphql';
import { createSchema } from '../../src/api/schema.ts';
import { permissions } from '../../src/caller.ts';
import { limitDefaults } from '../../src/config/limits.ts';
import { createUsage, noCost } from '../../src/ec2/usage.ts';
import { startApollo } from '../../src/engine/apollo.ts';
import { createDeprecatedUses } from '../../src/engine/deprecations.ts';
import { createDocuments } from '../../src/engine/documents.ts';
import { createLimits } from '../../src/engine/limits.ts';
import type { EngineContext } from '../../src/engine/options.ts';
import { createGraphqlHandler } from '../../src/http/graphql.ts';
import { startHttp } from '../../src/http/listener.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createSend } from '../../src/http/sending.ts';
import { createLog } from '../../src/log.ts';
import { noSpan, noTracer } from '../../src/trace.ts';
import { cleanUp } from '../support/cleanUp.ts';

const schema = extendSchema(
  createSchema(),
  parse(`
    extend type Query {
      oldField: Old @deprecated(reason: "Use another one. Removal on 2030-01-01.")
      newField(oldArgument: Int @deprecated(reason: "Old."), where: Where, any: [Where!]): Old
    }
    extend type Mutation { oldMutation: Int @deprecated(reason: "Old.") }
    interface Aged { oldInBoth: Int @deprecated(reason: "Old.") }
    type Old implements Aged { oldInBoth: Int @deprecated(reason: "Old."), kind: Kind, old: Old }
    enum Kind { NEW OLD @deprecated(reason: "Old.") }
    input Where { kind: Kind, inner: Inner, oldInput: Int @deprecated(reason: "Old.") }
    input Inner { kinds: [Kind!], oldInput: Int @deprecated(reason: "Old.") }
  `),
);

let url: string;
beforeAll(async () => {
  const documents = createDocuments(schema, limitDefaults);
  const metrics = createMetrics();
  const log = createLog('silent');
  const apollo = await startApollo<EngineContext>(schema, {
    log,
    documents,
    maxAnswerBytes: 1_000_000,
    maxErrors: 5,
    suggestsNames: true,
    authorize: ({ kind }) => {
      if (kind === 'mutation') throw new GraphQLError('This caller may change nothing.');
    },
    forGroup: (context) => context,
    formatError: (formatted) => formatted,
    belowPayload: (formatted) => formatted,
    isUnexpected: () => true,
  });
  cleanUp(() => apollo.stop());
  const caller = { subject: 'test', issuer: 'test', permissions: new Set(permissions) };
  const handler = createGraphqlHandler(
    apollo,
    {
      limits: limitDefaults,
      admission: {
        check: () => {},
        run: (_, task) => task(),
        counts: () => ({ running: 0, waiting: 0 }),
      },
      checkLimits: createLimits(schema, limitDefaults, documents),
      known: { operations: 'any', trusted: () => undefined, sent: documents.textOf },
      authenticate: async () => caller,
      admit: () => {},
      toCallerHash: () => '',
      tracer: noTracer,
      metrics,
    },
    ({ origin: { requestId }, signal, ...request }) => ({
      ...request,
      requestId,
      sharingKey: caller,
      usage: createUsage({ callers: ['test'], signal, cost: noCost(), span: noSpan }),
    }),
  );
  const server = await startHttp(
    {
      host: '127.0.0.1',
      port: 0,
      keepAliveSeconds: 5,
      limits: limitDefaults,
      log,
      send: createSend(limitDefaults, () => {}),
      onDrop: () => {},
      onEnded: () => {},
    },
    [['/graphql', handler], metrics.route],
  );
  cleanUp(() => server.stop({ unusedMs: 0, graceMs: 1_000, now: new AbortController().signal }));
  url = server.url;
});

async function send(query: string, client?: string, variables?: object, operationName?: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(client !== undefined && { 'apollographql-client-name': client }),
    },
    body: JSON.stringify({ query, variables, operationName }),
  });
  return (await response.json()) as { data?: unknown };
}

/** How often each element was used, by client. */
async function uses(client: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const found = text.matchAll(/^deprecated_uses_total\{element="(.*)",client="(.*)"\} (\d+)$/gm);
  return Object.fromEntries(
    [...found].filter(([, , by]) => by === client).map(([, element, , number]) => [element, Number(number)]),
  );
}

let clients = 0;
const nextClient = () => `client-${++clients}`;

const inVariable = 'query ($where: Where, $any: [Where!]) { newField(where: $where, any: $any) { kind } }';

test.each<[string, string, object | undefined, readonly string[]]>([
  ['a field', '{ oldField { kind } }', undefined, ['Query.oldField']],
  [
    'a field below another one, in a fragment',
    'query { newField { ...F } } fragment F on Old { old { oldInBoth } }',
    undefined,
    ['Old.oldInBoth'],
  ],
  ['an argument', '{ newField(oldArgument: 1) { kind } }', undefined, ['Query.newField(oldArgument:)']],
  [
    'an input field and an enum value',
    '{ newField(where: { inner: { oldInput: 1, kinds: [NEW, OLD] } }) { kind } }',
    undefined,
    ['Inner.oldInput', 'Kind.OLD'],
  ],
  [
    'the default of a variable',
    'query ($kind: Kind = OLD) { newField(where: { kind: $kind }) { kind } }',
    undefined,
    ['Kind.OLD'],
  ],
  [
    'a value of a variable, at any depth',
    inVariable,
    { where: { inner: { kinds: ['NEW', 'OLD'] } } },
    ['Kind.OLD'],
  ],
  [
    'a value in a list of a variable',
    inVariable,
    { any: [{ kind: 'NEW' }, { oldInput: null }] },
    ['Where.oldInput'],
  ],
  ['a single value for a list', inVariable, { any: { inner: { kinds: 'OLD' } } }, ['Kind.OLD']],
  ['nothing', inVariable, { where: { kind: 'NEW' } }, []],
])('%s is counted once for each request', async (_, query, variables, expected) => {
  const client = nextClient();
  for (let count = 0; count < 3; count++) expect(await send(query, client, variables)).toHaveProperty('data');
  expect(await uses(client)).toEqual(Object.fromEntries(expected.map((element) => [element, 3])));
});

test('only what runs is counted: not another operation of the document, and nothing of one that is refused', async () => {
  const client = nextClient();
  const two = 'query One { newField { old { kind } } } query Two { oldField { kind } }';
  expect(await send(two, client, undefined, 'One')).toHaveProperty('data');
  expect(await uses(client)).toEqual({});
  expect(await send('{ oldField { kind nothing } }', client)).toHaveProperty('errors');
  expect(await uses(client)).toEqual({});
  expect(await send('mutation { oldMutation }', client)).toHaveProperty('errors');
  expect(await uses(client)).toEqual({});
  expect(await send(two, client, undefined, 'Two')).toHaveProperty('data');
  expect(await uses(client)).toEqual({ 'Query.oldField': 1 });
});

test('a value that does not fit its type counts nothing, and is answered with its error', async () => {
  const client = nextClient();
  expect(
    await send(inVariable, client, { where: 'OLD', any: [7, null, { inner: { kinds: [{}] } }] }),
  ).toHaveProperty('errors');
  expect(await uses(client)).toEqual({});
});

test('clients without a name are counted as none, and those after the first fifty names as other', async () => {
  for (let count = 0; count < 60; count++) await send('{ oldField { kind } }', `one-of-many-${count}`);
  await send('{ oldField { kind } }');
  expect(await uses('none')).toEqual({ 'Query.oldField': 1 });
  expect(await uses('one-of-many-0')).toEqual({ 'Query.oldField': 1 });
  expect(await uses('one-of-many-59')).toEqual({});
  const { 'Query.oldField': others = 0 } = await uses('other');
  expect(others).toBeGreaterThanOrEqual(10);
  const text = await (await fetch(`${url}/metrics`)).text();
  const names = new Set(
    [...text.matchAll(/^deprecated_uses_total\{.*client="(.*)"\}/gm)].map(([, name]) => name),
  );
  expect(names.size).toBe(50 + ['none', 'other'].length);
});

test('what is kept for a document counts towards the memory of all documents', () => {
  const kept: number[] = [];
  const usedBy = createDeprecatedUses(schema, (_, bytes) => kept.push(bytes));
  const document = parse('{ oldField { kind } }');
  const [definition] = document.definitions as [OperationDefinitionNode];
  const operation = { document, definition, queryHash: 'hash', variables: {} };
  expect([...usedBy(operation), ...usedBy(operation)]).toEqual(['Query.oldField', 'Query.oldField']);
  expect(kept).toEqual([expect.any(Number)]);
});
