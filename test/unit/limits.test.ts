import { describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { createSchema } from '../../src/api/schema.ts';
import { limitDefaults } from '../../src/config/limits.ts';
import { createDocuments } from '../../src/engine/documents.ts';
import { createLimits } from '../../src/engine/limits.ts';
import { HttpRefusal } from '../../src/refusal.ts';

const schema = createSchema();
const createCheck = (limits = limitDefaults) => createLimits(schema, limits, createDocuments(schema, limits));
const check = createCheck();

/** The name of the limit that refuses a document; undefined when none does. */
function refusalOf(query: string, variables?: object, limits = limitDefaults) {
  try {
    (limits === limitDefaults ? check : createCheck(limits))({ query, variables });
    return undefined;
  } catch (refusal) {
    if (!(refusal instanceof HttpRefusal)) throw refusal;
    const { limit, max } = refusal.details;
    expect(refusal).toMatchObject({ status: 400, code: 'LIMIT_EXCEEDED' });
    expect(refusal.message).toContain(String(max));
    return limit;
  }
}

const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const nested = (levels: number, inner: string, ...names: string[]) =>
  Array.from({ length: levels }, (_, index) => names[index % names.length]).reduceRight(
    (below, name) => `${name} { ${below} }`,
    inner,
  );
const sessions = (first: string, fields: string, head = '') =>
  `${head} { trafficMirrorSessions(first: ${first}) { nodes { ${fields} } } }`;
const targets = (page: string, fields: string) => `{ trafficMirrorTargets(${page}) { ${fields} } }`;
const ofVariable = (fields: string) => sessions('$n', fields, 'query ($n: Int!)');
const byIds = 'query ($ids: [ID!]!) { trafficMirrorSessionsByIds(ids: $ids) { arn } }';
const byCriterion =
  'query ($ids: [ID!]) { trafficMirrorSessions(filter: { trafficMirrorSessionIds: $ids }) { nodes { arn } } }';
const byInput =
  'mutation ($ids: [ID!]!) { tagTrafficMirrorResources(input: { resourceIds: $ids }) { userErrors { code } } }';
const entities = (fields: string) =>
  `query ($r: [_Any!]!) { _entities(representations: $r) { ... on TrafficMirrorTarget { ${fields} } } }`;
const ids = (count: number) => Array(count).fill('tms-1');

/** Limit, form, the document with a count, the greatest count that passes, and the variables with a count. */
type Case = [string, string, (count: number) => string, number, ((count: number) => object)?];

const onFilter = 'fragment F on TrafficMirrorFilter';
const cases: Case[] = [
  [
    'tokens',
    'plain',
    (n) => `{ a(x: [${times(993, () => '1')}], y: [${times(n - 1006, () => '1')}]) }`,
    2000,
  ],
  ['nameLength', 'of an alias', (n) => `{ ${'a'.repeat(n)}: __typename }`, 128],
  ['nameLength', 'of a field', (n) => `{ ${'a'.repeat(n)} }`, 128],
  ['nameLength', 'of a fragment', (n) => `{ ...${'a'.repeat(n)} }`, 128],
  ['nameLength', 'of a variable', (n) => `query ($${'a'.repeat(n)}: ID) { a }`, 128],
  ['operations', 'plain', (n) => times(n, (i) => `query Q${i} { a }`), 5],
  ['fragments', 'plain', (n) => `{ a } ${times(n, (i) => `fragment F${i} on Query { a }`)}`, 50],
  ['nodeDirectives', 'on a field', (n) => `{ a ${times(n, () => '@x')} }`, 4],
  ['nodeDirectives', 'on an operation', (n) => `query ${times(n, () => '@x')} { a }`, 4],
  ['nodeDirectives', 'on a variable', (n) => `query ($v: ID ${times(n, () => '@x')}) { a }`, 4],
  ['nodeDirectives', 'on a spread', (n) => `{ ...F ${times(n, () => '@x')} }`, 4],
  ['nodeDirectives', 'on an inline fragment', (n) => `{ ... ${times(n, () => '@x')} { a } }`, 4],
  ['nodeDirectives', 'on a fragment', (n) => `{ a } ${onFilter} ${times(n, () => '@x')} { a }`, 4],
  ['directives', 'plain', (n) => `{ a { ${times(n, () => 'b @x')} } }`, 50],
  ['directives', 'in a fragment', (n) => `{ a { ...F } } ${onFilter} { ${times(n, () => 'b @x')} }`, 50],
  ['rootFields', 'plain', (n) => `{ ${times(n, () => '__typename')} }`, 25],
  ['rootFields', 'aliased', (n) => `{ ${times(n, (i) => `a${i}: __typename`)} }`, 25],
  ['rootFields', 'in fragments', (n) => `{ ${times(n, () => '...F')} } fragment F on Query { a }`, 25],
  ['rootFields', 'in inline fragments', (n) => `{ ${times(n, () => '... { a }')} }`, 25],
  ['mutations', 'plain', (n) => `mutation { ${times(n, () => 'a')} }`, 10],
  ['mutations', 'aliased', (n) => `mutation { ${times(n, (i) => `a${i}: a`)} }`, 10],
  [
    'mutations',
    'in fragments',
    (n) => `mutation { ${times(n, () => '...F')} } fragment F on Mutation { a }`,
    10,
  ],
  ['mutations', 'with a query', (n) => `query A { a } mutation B { ${times(n, () => 'a')} }`, 10],
  ['depth', 'plain', (n) => `{ ${nested(n - 1, 'arn', 'trafficMirrorTarget', 'networkInterface')} }`, 12],
  ['depth', 'of fields that do not exist', (n) => `{ ${nested(n - 1, 'a', 'a')} }`, 12],
  ['depth', 'in a fragment', (n) => `{ a { ...F } } ${onFilter} { ${nested(n - 2, 'a', 'a')} }`, 12],
  ['depth', 'in inline fragments', (n) => `{ ${'... { a { '.repeat(n - 1)} a ${'} } '.repeat(n - 1)} }`, 12],
  [
    'depth',
    'of introspection',
    (n) => `{ __schema { types { ${nested(n - 3, 'name', 'fields', 'type')} } } }`,
    12,
  ],
  ['fields', 'plain', (n) => `{ a { ${times(n - 1, () => 'b')} } }`, 1000],
  [
    'fields',
    'in fragments',
    (n) => `{ a { ...F ...F ${times(n - 999, () => 'b')} } } ${onFilter} { ${times(499, () => 'b')} }`,
    1000,
  ],
  ['aliases', 'plain', (n) => `{ a { ${times(n, (i) => `a${i}: b`)} } }`, 50],
  ['aliases', 'in fragments', (n) => `{ a { ${times(n, () => '...F')} } } ${onFilter} { a: b }`, 50],
  ['listInputs', 'plain', (n) => `{ a(ids: [${times(n, () => '"x"')}]) }`, 1000],
  ['listInputs', 'in a variable', () => byCriterion, 1000, (n) => ({ ids: ids(n) })],
  ['listInputs', 'in a variable of a mutation', () => byInput, 1000, (n) => ({ ids: ids(n) })],
  [
    'listInputs',
    'in a variable of an unknown field',
    () => 'query ($ids: [ID!]) { a(ids: $ids) }',
    1000,
    (n) => ({ ids: ids(n) }),
  ],
  [
    'listInputs',
    'in a look-up, in the document',
    (n) => `{ trafficMirrorSessionsByIds(ids: [${times(n, () => '"x"')}]) { arn } }`,
    1000,
  ],
  ['listInputs', 'deep in a look-up', () => entities('id'), 1000, (n) => ({ r: [{ id: ids(n) }] })],
  ['batchInputs', 'of ids', () => byIds, 3000, (n) => ({ ids: ids(n) })],
  ['batchInputs', 'of entities', () => entities('id'), 3000, (n) => ({ r: ids(n) })],
  [
    'batchInputs',
    'of ids, in a fragment',
    () =>
      `query ($ids: [ID!]!) { ...F } fragment F on Query { trafficMirrorFiltersByIds(ids: $ids) { arn } }`,
    3000,
    (n) => ({ ids: ids(n) }),
  ],
  [
    'batchInputs',
    'of two look-ups together, in a variable that both use',
    () =>
      `query ($ids: [ID!]!) { a: nodes(ids: $ids) { id } b: trafficMirrorSessionsByIds(ids: $ids) { arn } }`,
    1500,
    (n) => ({ ids: ids(n) }),
  ],
  ['listInputs', 'deep in a variable', () => byIds, 1000, (n) => ({ f: [{ tags: [{ values: ids(n) }] }] })],
  ['listInputs', 'as a default', (n) => `query ($ids: [ID!] = [${times(n, () => '"x"')}]) { a }`, 1000],
  ['pageSize', 'plain', (n) => sessions(String(n), 'arn'), 1000],
  ['pageSize', 'as a variable', () => ofVariable('arn'), 1000, (n) => ({ n })],
  ['pageSize', 'as a default', (n) => sessions('$n', 'arn', `query ($n: Int! = ${n})`), 1000],
  ['pageSize', 'aliased', (n) => `{ a: trafficMirrorSessions(first: ${n}) { nodes { arn } } }`, 1000],
  ['pageSize', 'in a fragment', (n) => `{ ...F } fragment F on Query ${sessions(String(n), 'arn')}`, 1000],
  [
    'pageSize',
    'below',
    (n) => `{ trafficMirrorTarget(id: "x") { sessions(first: ${n}) { nodes { arn } } } }`,
    1000,
  ],
  [
    'predictedNodes',
    'plain',
    (n) => targets('first: 20', `nodes { sessions(first: ${n}) { nodes { arn } } }`),
    999,
  ],
  [
    'predictedNodes',
    'of a default page',
    (n) => targets(`first: ${n}`, 'nodes { sessions { nodes { arn } } }'),
    392,
  ],
  [
    'predictedNodes',
    'with a variable',
    () =>
      `query ($n: Int!) ${targets('first: 20', 'nodes { sessions(first: $n) { edges { node { arn } } } }')}`,
    999,
    (n) => ({ n }),
  ],
  [
    'predictedNodes',
    'in fragments',
    (n) => `${targets('first: 20', '...P')}
      fragment P on TrafficMirrorTargetConnection { nodes { ...T } }
      fragment T on TrafficMirrorTarget { sessions(first: ${n}) { nodes { arn } } }`,
    999,
  ],
  [
    'predictedNodes',
    'of aliases',
    (n) =>
      sessions(
        '1000',
        times(n, (i) => `a${i}: arn`),
      ),
    19,
  ],
  ['predictedNodes', 'of tags under an alias', (n) => sessions(String(n), 'a: tags { key value }'), 384],
  [
    'predictedNodes',
    'of tags under many aliases',
    (n) =>
      sessions(
        '300',
        times(n, (i) => `a${i}: tags { key value }`),
      ),
    1,
  ],
  [
    'predictedNodes',
    'of tags under many aliases in a fragment',
    (n) =>
      `${sessions('20', '...T')} fragment T on TrafficMirrorSession { ${times(n, (i) => `a${i}: tags { key }`)} }`,
    19,
  ],
  [
    'predictedNodes',
    'of aliases below tags',
    (n) => sessions('19', `tags { ${times(n, (i) => `a${i}: key`)} }`),
    20,
  ],
  [
    'predictedNodes',
    'of tags below aliased lists',
    (n) =>
      `{ ${times(n, (i) => `a${i}: trafficMirrorSessions(first: 1000) { nodes { tags { key value } } }`)} }`,
    9,
  ],
  [
    'predictedNodes',
    'of tags under an alias below another one',
    (n) => sessions(String(n), 'tags { key value } s: siblings { t: tags { key value } }'),
    125,
  ],
  [
    'predictedNodes',
    'of aliased edges, which are as many as the page says',
    (n) => targets('first: 20', `nodes { sessions(first: ${n}) { a: edges { node { arn } } } }`),
    499,
  ],
  [
    'predictedNodes',
    'of a single id',
    (n) =>
      `query ($ids: [ID!]!) { trafficMirrorTargetsByIds(ids: $ids) { sessions(first: 19) { nodes { siblings { target { sessions(first: ${n}) { nodes { arn } } } } } } } }`,
    348,
    () => ({ ids: ids(1) }),
  ],
  [
    'predictedNodes',
    'of a bulk change',
    () => `mutation ($input: ModifyTrafficMirrorSessionsInput!) { modifyTrafficMirrorSessions(input: $input) {
      results { trafficMirrorSession { target { sessions(first: 498) { nodes { arn } } } } }
    } }`,
    40,
    (n) => ({ input: { modifications: ids(n) } }),
  ],
];

describe('at the limit a document passes, and one beyond is refused', () => {
  const rows = cases.map(([limit, form, ...rest]) => ({ limit, form, rest }));
  test.each(rows)('$limit $form', ({ limit, rest: [document, most, variables] }) => {
    expect(refusalOf(document(most), variables?.(most))).toBeUndefined();
    expect(refusalOf(document(most + 1), variables?.(most + 1))).toBe(limit);
  });
});

describe('a fragment', () => {
  test('that spreads itself is too deep, through others too', () => {
    expect(refusalOf(`{ a { ...F } } ${onFilter} { a ...F }`)).toBe('depth');
    expect(refusalOf('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')).toBe('depth');
  });

  test('is measured once, however often it is spread', () => {
    const levels = times(49, (i) => `fragment F${i} on Query { ${times(12, () => `...F${i + 1}`)} }`);
    expect(refusalOf(`{ ...F0 } ${levels} fragment F49 on Query { a }`)).toBe('rootFields');
  });

  test("that does not exist is left to GraphQL's validation", () => {
    expect(refusalOf('{ ...F }')).toBeUndefined();
  });
});

describe('what is remembered of a document', () => {
  test('does not apply to other sizes of its variables', () => {
    expect(refusalOf(ofVariable('arn'), { n: 1 })).toBeUndefined();
    expect(refusalOf(ofVariable('arn'), { n: 1001 })).toBe('pageSize');
    expect(refusalOf(byCriterion, { ids: ids(1) })).toBeUndefined();
    expect(refusalOf(byCriterion, { ids: ids(1001) })).toBe('listInputs');
    expect(refusalOf(byIds, { ids: ids(3001) })).toBe('batchInputs');
  });

  test('does not apply to a document that is refused', () => {
    const document = `{ ${times(26, () => 'a')} }`;
    expect([refusalOf(document), refusalOf(document)]).toEqual(['rootFields', 'rootFields']);
  });

  test('says whether a mutation is among its operations', () => {
    const documents = ['{ a }', 'mutation { a }', 'query A { a } mutation B { a }', '{'];
    const answers = () => documents.map((query) => check({ query }).isMutation);
    expect([answers(), answers()]).toEqual([
      [false, true, true, false],
      [false, true, true, false],
    ]);
  });
});

describe('of a batch,', () => {
  const batchOf = (query: string, variables: object) => check({ query, variables }).batch;
  const whole = { answered: 1000, limit: 'batch', max: 1000 };
  const part = (answered: number) => ({ answered, limit: 'predictedNodes', max: 20_000 });
  const paged = (field: string) => `${field} { sessions(first: 199) { nodes { arn } } }`;
  const targetsByIds = `query ($ids: [ID!]!) { ${paged('trafficMirrorTargetsByIds(ids: $ids)')} }`;

  test.each<[string, string, (n: number) => object]>([
    ['ids', targetsByIds, (n) => ({ ids: ids(n) })],
    ['entities', entities('sessions(first: 199) { nodes { arn } }'), (n) => ({ r: ids(n) })],
  ])('as many %s are answered as `predictedNodes` allows', (_, query, variables) => {
    expect(batchOf(query, variables(100))).toEqual(whole);
    expect(batchOf(query, variables(101))).toEqual(part(100));
    expect(batchOf(query, variables(3000))).toEqual(part(100));
  });

  test('no more are answered than the limit', () => {
    expect(batchOf(byIds, { ids: ids(3000) })).toEqual(whole);
  });

  test('what is answered is within the limit, whatever else the request asks for', () => {
    const others = `a: ${paged('trafficMirrorTargetsByIds(ids: $more)')} b: trafficMirrorTargets(first: 49) { ${paged('nodes')} }`;
    const query = `query ($ids: [ID!]!, $more: [ID!]!) { ${paged('trafficMirrorTargetsByIds(ids: $ids)')} ${others} }`;
    // Until the shorter batch ends, each further entry counts twice.
    expect(batchOf(query, { ids: ids(500), more: ids(10) })).toEqual(part(25));
    expect(batchOf(query, { ids: ids(500), more: ids(1) })).toEqual(part(49));
  });

  test('what is counted of its memory is what is answered', () => {
    const values = (n: number) => check({ query: targetsByIds, variables: { ids: ids(n) } }).answerValues;
    expect(values(101)).toBe(values(100));
  });
});

describe('variables', () => {
  test('may be nested as deeply as fields, and do not overflow the stack', () => {
    const variables = (depth: number) =>
      JSON.parse(`{"v":${'['.repeat(depth)}${']'.repeat(depth)}}`) as object;
    expect(refusalOf('{ a }', variables(12))).toBeUndefined();
    expect(refusalOf('{ a }', variables(13))).toBe('depth');
    expect(refusalOf('{ a }', variables(100_000))).toBe('depth');
  });

  test('may be named like a property of every JavaScript object', () => {
    const document = sessions('$__proto__', 'arn', 'query ($__proto__: Int!)');
    expect(refusalOf(document, JSON.parse('{"__proto__":1001}') as object)).toBe('pageSize');
    expect(refusalOf(sessions('$constructor', 'arn', 'query ($constructor: Int!)'), {})).toBeUndefined();
  });
});

describe('the limits allow', () => {
  test.each<[string, string, object]>([
    ['the standard introspection', getIntrospectionQuery(), {}],
    [
      'the introspection of GraphiQL',
      getIntrospectionQuery({
        inputValueDeprecation: true,
        specifiedByUrl: true,
        schemaDescription: true,
        oneOf: true,
      }),
      {},
    ],
    ["federation's schema", '{ _service { sdl } }', {}],
    [
      'gateways that merge requests under aliases',
      `query (${times(12, (i) => `$r${i}: [_Any!]!`)}) { ${times(
        12,
        (i) =>
          `_${i}: _entities(representations: $r${i}) { ... on TrafficMirrorSession { _${i}_arn: arn _${i}_id: id } }`,
      )} }`,
      Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`r${i}`, ids(100)])),
    ],
    ['1000 ids', byIds, { ids: ids(1000) }],
    [
      '1000 tagged resources',
      `mutation ($input: TagTrafficMirrorResourcesInput!) { tagTrafficMirrorResources(input: $input) {
        resources { id ... on TrafficMirrorSession { tags { key value } target { arn } } } userErrors { message }
      } }`,
      { input: { resourceIds: ids(1000) } },
    ],
    [
      'a bulk change that shows everything',
      `mutation ($input: ModifyTrafficMirrorSessionsInput!) { modifyTrafficMirrorSessions(input: $input) { results {
        index changes { field before after } userErrors { message } trafficMirrorSession {
          target { arn } filter { ingressRules { arn } egressRules { arn } } siblings { arn }
        }
      } } }`,
      { input: { modifications: ids(50) } },
    ],
    [
      '1000 sessions with target, filter, rules, siblings and interface',
      ofVariable(`arn tags { key value } siblings { arn } networkInterface { networkInterfaceId }
        target { arn tags { key value } } filter { arn ingressRules { arn destinationPortRange { fromPort } } egressRules { arn } }`),
      { n: 1000 },
    ],
  ])('%s', (_, document, variables) => {
    expect(refusalOf(document, variables)).toBeUndefined();
  });
});

test('limits that are set replace the defaults', () => {
  expect(refusalOf('{ a { b } }', {}, { ...limitDefaults, depth: 1 })).toBe('depth');
});

test.each([undefined, null, 7, ['{ a }']])("a query that is %p is left to GraphQL's validation", (query) => {
  expect(check({ query })).toMatchObject({ isMutation: false });
});
