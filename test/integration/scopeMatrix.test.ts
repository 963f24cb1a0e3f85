import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type GraphQLField,
  type GraphQLInputType,
  GraphQLNonNull,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { createScopeTable } from '../../src/graphql/permissions.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { allScopes } from '../../src/server/auth.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';

let tokens: TokenIssuer;
let gateway: TestGateway;
beforeAll(async () => {
  tokens = await startTokenIssuer();
  gateway = await startTestGateway({ env: tokens.env });
});
afterAll(async () => {
  await gateway.stop();
  await tokens.stop();
});

const schema = createSchema();
const table = createScopeTable(schema);

/** A value that GraphQL takes for an input; whether the mutation takes it is not asked here. */
function literal(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(type.ofType);
  if (isListType(type)) return `[${literal(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => field.type instanceof GraphQLNonNull && field.defaultValue === undefined,
    );
    return `{ ${fields.map((field) => `${field.name}: ${literal(field.type)}`).join(' ')} }`;
  }
  const name = String(type);
  if (name === 'Int') return '1';
  if (name === 'Boolean') return 'true';
  if (name === '_Any') return '{ __typename: "TrafficMirrorSession", id: "tms-0a1b2c3d4e5f60001" }';
  return '"tms-0a1b2c3d4e5f60001"';
}

function call(field: GraphQLField<unknown, unknown>): string {
  const args = field.args.filter(
    (arg) => arg.type instanceof GraphQLNonNull && arg.defaultValue === undefined,
  );
  const list =
    args.length === 0 ? '' : `(${args.map((arg) => `${arg.name}: ${literal(arg.type)}`).join(' ')})`;
  return `${field.name}${list}${isLeafType(getNamedType(field.type)) ? '' : ' { __typename }'}`;
}

interface Root {
  readonly name: string;
  readonly operation: 'query' | 'mutation';
  readonly text: string;
}

function rootsOf(from: GraphQLSchema): Root[] {
  const of = (operation: 'query' | 'mutation') =>
    Object.values(
      (operation === 'query' ? from.getQueryType() : from.getMutationType())?.getFields() ?? {},
    ).map((field) => ({
      name: field.name,
      operation,
      text: call(field),
    }));
  return [
    ...of('query'),
    ...of('mutation'),
    { name: '__schema', operation: 'query', text: '__schema { queryType { name } }' },
    { name: '__type', operation: 'query', text: '__type(name: "Query") { name }' },
  ];
}

const roots = rootsOf(schema);

/** The same field, asked for in other ways. */
const forms: Record<string, (root: Root) => string> = {
  plain: ({ operation, text }) => `${operation} { ${text} }`,
  alias: ({ operation, text }) => `${operation} { harmless: ${text} }`,
  'inline fragment': ({ operation, text }) =>
    `${operation} { ... on ${operation === 'query' ? 'Query' : 'Mutation'} { ${text} } }`,
  fragment: ({ operation, text }) =>
    `${operation} { ...f } fragment f on ${operation === 'query' ? 'Query' : 'Mutation'} { ${text} }`,
  'behind a condition': ({ operation, text }) =>
    `${operation} { __typename ... @include(if: true) { ${text} } }`,
  'behind an allowed one': ({ operation, text }) => `${operation} { __typename ${text} }`,
};

async function statusOf(query: string, scope: string | undefined, claims = {}, method = 'POST') {
  const authorization: Record<string, string> =
    scope === undefined ? {} : { authorization: `Bearer ${await tokens.token(scope, claims)}` };
  const headers = { 'content-type': 'application/json', 'apollo-require-preflight': '1', ...authorization };
  const response =
    method === 'GET'
      ? await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`, { headers })
      : await fetch(`${gateway.url}/graphql`, { method, headers, body: JSON.stringify({ query }) });
  const body = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return { status: response.status, code: body.errors?.[0]?.extensions.code, data: body.data };
}

describe.each(roots)('$operation $name', (root) => {
  const type = root.operation === 'query' ? 'Query' : 'Mutation';
  const needed = table.get(`${type}.${root.name}`)?.[0] ?? [];
  const others = [...allScopes].filter((scope) => !needed.includes(scope)).join(' ');

  test('has a rule', () => {
    expect(needed.length).toBeGreaterThan(0);
    expect(needed.filter((scope) => !allScopes.has(scope))).toEqual([]);
  });

  test.each(Object.entries(forms))(
    'as %s is refused to who lacks the scope, whatever else he holds',
    async (_, form) => {
      gateway.emulator.resetCalls();
      for (const scope of ['', others]) {
        expect(await statusOf(form(root), scope)).toMatchObject({
          status: 403,
          code: 'FORBIDDEN',
          data: undefined,
        });
      }
      expect(await statusOf(form(root), undefined)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
      expect(await statusOf(form(root), needed.join(' '), { aud: 'other' })).toMatchObject({ status: 401 });
      expect(await statusOf(form(root), needed.join(' '), { exp: 1 })).toMatchObject({ status: 401 });
      expect(gateway.ec2Calls()).toEqual({});
    },
  );

  test.each(Object.entries(forms))('as %s is open to who holds the scope', async (_, form) => {
    const { status, code } = await statusOf(form(root), needed.join(' '));
    expect({ status, code }).not.toMatchObject({ status: 403 });
    expect(status).not.toBe(401);
  });

  test('through GET is refused all the same', async () => {
    const { status } = await statusOf(forms.plain?.(root) ?? '', others, {}, 'GET');
    expect([403, 405]).toContain(status);
  });
});

test('a mutation of several fields is refused wholly when one of them is not allowed', async () => {
  gateway.emulator.resetCalls();
  const query = `mutation {
    modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "tms-0a1b2c3d4e5f60001", packetLength: 1 }) { warnings }
    deleteTrafficMirrorSession(input: { trafficMirrorSessionId: "tms-0a1b2c3d4e5f60002" }) { awsRequestId }
  }`;
  expect(await statusOf(query, 'traffic-mirror:session:write')).toMatchObject({ status: 403 });
  expect(gateway.ec2Calls()).toEqual({});
});
