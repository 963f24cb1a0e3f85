import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  defaultFieldResolver,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getOperationAST,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  parse,
  responsePathAsArray,
  validate,
} from 'graphql';
import { createSharedAccess } from '../../src/access/access.ts';
import { createContext } from '../../src/api/context.ts';
import { createCursorCodec } from '../../src/api/cursors.ts';
import { createOperationIds } from '../../src/api/operations/ids.ts';
import { createSchema } from '../../src/api/schema.ts';
import { noAudit } from '../../src/audit/audit.ts';
import { permissions as allPermissions } from '../../src/caller.ts';
import { limitDefaults } from '../../src/config/limits.ts';
import { createMutex } from '../../src/ec2/changes/mutex.ts';
import { createScope, type Ec2Scope } from '../../src/ec2/scope.ts';
import { wholeBatch } from '../../src/engine/batches.ts';
import { coerceVariables, createExecutor } from '../../src/engine/executor.ts';
import { createApprovals } from '../../src/policies/approvals.ts';
import { createLastPasses } from '../../src/policies/lastPasses.ts';
import { createMoveMarks } from '../../src/policies/moveMarks.ts';
import { createSigner } from '../../src/policies/signing.ts';
import { noSpan } from '../../src/trace.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { filterId, sessionId, targetId, unknownSessionId } from '../support/demo.ts';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { type MadeUpQuery, queries } from '../support/queries.ts';

const accountId = '123456789012';
let emulator: Emulator;
let scope: Ec2Scope;
beforeAll(async () => {
  emulator = await startEmulator({ seed: 'demo' });
  scope = createScope({
    accountId,
    region: 'us-east-1',
    endpoint: emulator.url,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'test' },
  });
  cleanUp(() => scope.connection().close());
});

const globalId = (id: string, account = accountId) =>
  Buffer.from(`${account}/us-east-1/${id}`).toString('base64url');
const options = {
  leaveOut: new Set(['awsRequestId', 'readAt']),
  values: {
    ID: [
      sessionId(1),
      sessionId(4),
      targetId(1),
      filterId(1),
      filterId(2),
      unknownSessionId,
      'tms-*',
      accountId,
    ],
    Int: [0, 1, 2, 5, 20, 8_500, 70_000],
    String: ['', 'Name', 'prod', 'Headers*', 'a "quoted" text'],
    Boolean: [true, false],
    _Any: [
      { __typename: 'TrafficMirrorSession', id: globalId(sessionId(2)) },
      { __typename: 'TrafficMirrorTarget', id: globalId(targetId(2)) },
      { __typename: 'TrafficMirrorFilter', id: globalId(filterId(1)) },
      { __typename: 'TrafficMirrorSession', id: globalId(unknownSessionId) },
      { __typename: 'TrafficMirrorSession', id: globalId(sessionId(3), '210987654321') },
      { __typename: 'TrafficMirrorSession', id: 'tms-*' },
      { __typename: 'Nothing' },
    ],
  },
};

const caller = { subject: 'test', issuer: 'test', permissions: new Set(allPermissions) };

const createRequestContext = () =>
  createContext(
    {
      access: createSharedAccess([scope]),
      cursors: createCursorCodec('a secret of thirty-two characters'),
      mutex: createMutex(),
      maxEc2Calls: 1_000,
      estateAllowance: { calls: 300, ms: 30_000 },
      // With the same id for each list, equal queries have equal cursors.
      keptFindings: { keep: async (_, list) => ({ ...list, id: 'list' }), find: () => undefined },
      policyFile: undefined,
      approvals: createApprovals(() => {}),
      lastPasses: createLastPasses(),
      operationIds: createOperationIds('x'.repeat(32)),
      moves: {
        marks: createMoveMarks(createSigner('x'.repeat(32))),
        outliveRestarts: true,
        begin: () => {},
        isWorkedOn: () => false,
      },
      readOnlyReason: undefined,
      isStopping: () => false,
    },
    {
      requestId: 'test',
      caller,
      audit: noAudit.of({ requestId: 'test', actor: caller }),
      signal: new AbortController().signal,
      endsAtMs: Number.POSITIVE_INFINITY,
      wantsCost: false,
      answerValues: 0,
      batch: wholeBatch(limitDefaults),
      span: noSpan,
    },
  );

/** What a client gets, with the errors sorted, because GraphQL does not define their order. */
function asSent({ data, errors }: ExecutionResult) {
  const sent = errors?.map((error) => ({ ...error.toJSON(), original: String(error.originalError) }));
  return JSON.stringify({ data, errors: sent?.map((error) => JSON.stringify(error)).sort() });
}

/** Executes with graphql-js, and with the executor under test when it has already compiled the query. */
async function compare(schema: GraphQLSchema, { document: source, variables }: MadeUpQuery) {
  const executor = createExecutor(schema, { compileAfter: 1 });
  const document = parse(source);
  const definition = getOperationAST(document) as OperationDefinitionNode;
  const ask = () =>
    executor({
      document,
      source,
      queryHash: source,
      definition,
      variables,
      coerced: coerceVariables(schema, definition, variables),
      context: createRequestContext(),
    });
  const [plain] = await Promise.all([
    execute({ schema, document, variableValues: variables, contextValue: createRequestContext() }),
    ask(),
  ]);
  return { source, variables, plain: asSent(plain), compiled: asSent(await ask()) };
}

const atOnce = 20;

async function compareMany(schema: GraphQLSchema, count: number, seed: number) {
  const samples = fc
    .sample(queries(schema, options), { numRuns: Math.ceil(count * 1.2), seed })
    .filter(({ document }) => validate(schema, parse(document)).length === 0)
    .slice(0, count);
  const outcomes: Awaited<ReturnType<typeof compare>>[] = [];
  // Some at a time, so that they share their EC2 calls. Not more: EC2 is in this process, and cannot accept connections while it works.
  for (let start = 0; start < samples.length; start += atOnce) {
    const some = samples.slice(start, start + atOnce);
    outcomes.push(...(await Promise.all(some.map((query) => compare(schema, query)))));
  }
  return outcomes;
}

const differing = (outcomes: Awaited<ReturnType<typeof compareMany>>) =>
  outcomes.filter(({ plain, compiled }) => plain !== compiled).slice(0, 3);

/** How many random queries are compared; `QUERIES=2000` makes a longer run. */
const howMany = Number(process.env.QUERIES ?? 400);

describe('a query that is compiled answers as graphql-js does', () => {
  test('for random queries', async () => {
    const total = Math.ceil(howMany * 0.6);
    const outcomes = await compareMany(createSchema(), total, 1);
    expect(differing(outcomes)).toEqual([]);
    expect(outcomes).toHaveLength(total);
    // The comparison means something only if there are many answers with errors and many with data.
    const count = (pattern: RegExp) => outcomes.filter(({ plain }) => pattern.test(plain)).length;
    expect(count(/"errors"/)).toBeGreaterThan(total / 10);
    expect(count(/tms-/)).toBeGreaterThan(total / 6);
  });

  test('for queries in which some resolvers throw, return null for non-null fields, or are slow', async () => {
    const schema = createFailingSchema();
    const total = Math.ceil(howMany * 0.4);
    const outcomes = await compareMany(schema, total, 2);
    expect(differing(outcomes)).toEqual([]);
    expect(outcomes).toHaveLength(total);
    expect(outcomes.filter(({ plain }) => plain.includes('on purpose')).length).toBeGreaterThan(total / 4);
  });
});

/** The schema with fields that fail; where and how depends on the path alone, so that it is the same every time. */
function createFailingSchema(): GraphQLSchema {
  const schema = createSchema();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const [index, field] of Object.values(type.getFields()).entries()) {
      // Some fields keep no resolver, because fields without one are compiled differently.
      if (field.resolve || index % 3 === 0) field.resolve = failing(field.resolve ?? defaultFieldResolver);
    }
  }
  return schema;
}

function failing(resolve: GraphQLFieldResolver<unknown, unknown>): GraphQLFieldResolver<unknown, unknown> {
  return (source, args, context, info) => {
    const path = responsePathAsArray(info.path).join('.');
    let hash = 7;
    for (const char of path) hash = (hash * 31 + char.charCodeAt(0)) % 1_009;
    // graphql-js 16 ends the process when two items of a list fail as a whole, one at once and one later.
    const isSafe = !isNonNullType(info.returnType) || !/\.\d/.test(path);
    switch (isSafe ? hash % 25 : 25) {
      case 0:
        throw new Error(`on purpose at ${path}`);
      case 1:
        return Promise.reject(new GraphQLError(`on purpose at ${path}`, { extensions: { code: 'TEST' } }));
      case 2:
        return new Error(`on purpose, returned at ${path}`);
      case 3:
        return null;
      case 4:
        return new Promise((late) => setImmediate(late)).then(() => resolve(source, args, context, info));
      case 5:
        throw 'on purpose, and no error';
      default:
        return resolve(source, args, context, info);
    }
  };
}
