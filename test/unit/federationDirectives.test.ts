import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema, LATEST_FEDERATION_VERSION } from '@apollo/subgraph';
import { describe, expect, test } from '@jest/globals';
import { parse, specifiedDirectives } from 'graphql';
import { findRiskyChanges } from '../../tools/compatibility.ts';
import { type FederationDirective, federationDirectives } from '../../tools/federationDirectives.ts';

const { major, minor } = LATEST_FEDERATION_VERSION;
const link = `@link(url: "https://specs.apollo.dev/federation/v${major}.${minor}")`;

test('the table has all directives of the latest version of federation', () => {
  const schema = buildSubgraphSchema([{ typeDefs: parse(`extend schema ${link} type Query { a: Int }`) }]);
  const names = schema.getDirectives().map(({ name }) => name.replace('federation__', ''));
  const graphql = specifiedDirectives.map(({ name }) => name);
  expect(Object.keys(federationDirectives).sort()).toEqual(
    names.filter((name) => !graphql.includes(name)).sort(),
  );
});

/** Where a row puts its directives. */
const places = {
  schema: (uses: string) => `${uses && `extend schema ${uses}`} type Query { a: Int }`,
  type: (uses: string) => `type Query { a: T } type T ${uses} { b: Int c: Int d: D } type D { e: Int }`,
  interface: (uses: string) => `type Query { a: T } interface T ${uses} { b: Int }`,
  field: (uses: string) => `type Query { a: T } type T { b(x: Int): Int ${uses} }`,
  argument: (uses: string) => `type Query { a(b: Int ${uses}): Int }`,
} as const;

type Row = readonly [
  place: keyof typeof places,
  before: string,
  after: string,
  levels: readonly ('breaking' | 'dangerous')[],
];

const [breaks, mayBreak, safe] = [['breaking'], ['dangerous'], []] as const;

/** What each directive does to the verdict. */
const rows: Readonly<Record<FederationDirective, readonly Row[]>> = {
  key: [
    ['type', '', '@key(fields: "b")', safe],
    ['interface', '', '@key(fields: "b")', mayBreak],
    ['type', '@key(fields: "b")', '', breaks],
    ['type', '@key(fields: "b", resolvable: false)', '', breaks],
    ['type', '@key(fields: "b") @key(fields: "c")', '@key(fields: "c")', breaks],
    ['type', '@key(fields: "b")', '@key(fields: "c")', breaks],
    ['type', '@key(fields: "b")', '@key(fields: "b", resolvable: false)', breaks],
    ['type', '@key(fields: "b", resolvable: false)', '@key(fields: "b")', safe],
    ['type', '@key(fields: "b")', '@key(fields: "b", resolvable: true)', safe],
    ['type', '@key(fields: "b d { e }") @key(fields: "c")', '@key(fields: "c") @key(fields: "d{e},b")', safe],
    ['type', '@key(fields: "b d { e }")', '@key(fields: "b")', breaks],
    ['type', '@key(fields: "b c", resolvable: false)', '@key(resolvable: false, fields: "c b")', safe],
    ['type', '@federation__key(fields: "b")', '@key(fields: "b")', safe],
  ],
  shareable: [
    ['field', '', '@shareable', safe],
    ['field', '@shareable', '', breaks],
  ],
  external: [
    ['field', '', '@external', breaks],
    ['field', '@external', '', breaks],
    ['field', '@federation__external', '', breaks],
  ],
  requires: [
    ['field', '', '@requires(fields: "b")', breaks],
    ['field', '@requires(fields: "b")', '', safe],
    ['field', '@requires(fields: "b")', '@requires(fields: "b c")', breaks],
    ['field', '@requires(fields: "b c")', '@requires(fields: "c")', safe],
  ],
  provides: [
    ['field', '', '@provides(fields: "b")', safe],
    ['field', '@provides(fields: "b")', '', breaks],
    ['field', '@provides(fields: "b c")', '@provides(fields: "b")', breaks],
    ['field', '@provides(fields: "b")', '@provides(fields: "c b")', safe],
  ],
  override: [
    ['field', '', '@override(from: "compute")', mayBreak],
    ['field', '@override(from: "compute")', '', breaks],
    ['field', '@override(from: "compute")', '@override(from: "network")', breaks],
    ['field', '@override(from: "a", label: "b")', '@override(label: "b", from: "a")', safe],
    ['field', '@override(from: "a")', '@override(from: "a", label: "percent(5)")', mayBreak],
  ],
  interfaceObject: [
    ['type', '', '@interfaceObject', breaks],
    ['type', '@interfaceObject', '', breaks],
  ],
  extends: [['type', '@extends', '', safe]],
  inaccessible: [
    ['field', '', '@inaccessible', breaks],
    ['argument', '', '@inaccessible', breaks],
    ['field', '@inaccessible', '', mayBreak],
  ],
  tag: [
    ['field', '', '@tag(name: "write")', mayBreak],
    ['field', '@tag(name: "write")', '', breaks],
    ['field', '@tag(name: "a") @tag(name: "write")', '@tag(name: "a")', breaks],
    ['field', '@tag(name: "a") @tag(name: "b")', '@tag(name: "b") @tag(name: "a")', safe],
    ['field', '@tag(name: "write")', '@tag(name: "wirte")', ['breaking', 'dangerous']],
    ['schema', '@tag(name: "write")', '', breaks],
  ],
  authenticated: [
    ['field', '', '@authenticated', breaks],
    ['field', '@authenticated', '', mayBreak],
  ],
  requiresScopes: [
    ['field', '', '@requiresScopes(scopes: [["a"]])', breaks],
    ['field', '', '@requiresScopes(scopes: [[]])', safe],
    ['field', '@requiresScopes(scopes: [["a"]])', '', mayBreak],
    ['field', '@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [["a"], ["b"]])', safe],
    ['field', '@requiresScopes(scopes: [["a", "b"]])', '@requiresScopes(scopes: [["b"]])', safe],
    ['field', '@requiresScopes(scopes: [["a", "b"]])', '@requiresScopes(scopes: [["b", "a"]])', safe],
    ['field', '@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [["a", "b"]])', breaks],
    ['field', '@requiresScopes(scopes: [["a"], ["b"]])', '@requiresScopes(scopes: [["a"]])', breaks],
    ['field', '@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [["b"]])', breaks],
    ['field', '@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [])', breaks],
    ['field', '@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [["a"], []])', mayBreak],
  ],
  policy: [
    ['field', '', '@policy(policies: [["a"]])', breaks],
    ['field', '@policy(policies: [["a"]])', '', mayBreak],
    ['field', '@policy(policies: [["a"]])', '@policy(policies: [["a"], ["b"]])', safe],
    ['field', '@policy(policies: [["a"]])', '@policy(policies: [["a", "b"]])', breaks],
  ],
  context: [
    ['type', '', '@context(name: "a")', safe],
    ['type', '@context(name: "a")', '', safe],
  ],
  fromContext: [
    ['argument', '', '@fromContext(field: "$a { b }")', breaks],
    ['argument', '@fromContext(field: "$a { b }")', '', breaks],
    ['argument', '@fromContext(field: "$a { b }")', '@fromContext(field: "$a { c }")', mayBreak],
  ],
  cost: [
    ['field', '', '@cost(weight: 2)', safe],
    ['field', '@cost(weight: 2)', '@cost(weight: 3)', safe],
  ],
  listSize: [
    ['field', '', '@listSize(assumedSize: 3)', safe],
    ['field', '', '@listSize(slicingArguments: ["x"])', breaks],
    [
      'field',
      '@listSize(slicingArguments: ["x"], requireOneSlicingArgument: false)',
      '@listSize(slicingArguments: ["x"])',
      breaks,
    ],
    [
      'field',
      '@listSize(slicingArguments: ["x"])',
      '@listSize(slicingArguments: ["x"], requireOneSlicingArgument: false)',
      safe,
    ],
  ],
  cacheTag: [
    ['field', '', '@cacheTag(format: "a")', safe],
    ['field', '@cacheTag(format: "a")', '', mayBreak],
  ],
  composeDirective: [
    ['schema', '', '@composeDirective(name: "@a")', mayBreak],
    ['schema', '@composeDirective(name: "@a")', '', breaks],
  ],
  link: [
    ['schema', link, '', breaks],
    ['schema', '', link, mayBreak],
    ['schema', link, link.replace(`.${minor}`, '.9'), mayBreak],
    ['schema', link, link.replace(')', ', import: ["@key"])'), safe],
  ],
};

describe.each(Object.entries(rows))('@%s:', (_, its) => {
  test.each(its)('a %s with %j and then %j', async (place, before, after, levels) => {
    const changes = await findRiskyChanges(places[place](before), places[place](after), '2027-01-31');
    expect(changes.map(({ level }) => level)).toEqual(levels);
  });
});

test('a directive is the same under another name', async () => {
  const renamed = link.replace(')', ', import: [{ name: "@key", as: "@id" }])');
  const sdl = (head: string, name: string) => `extend schema ${head} ${places.type(`@${name}(fields: "b")`)}`;
  expect(await findRiskyChanges(sdl(link, 'federation__key'), sdl(renamed, 'id'), '2027-01-31')).toEqual([]);
  expect(await findRiskyChanges(sdl(renamed, 'id'), sdl(renamed, 'federation__key'), '2027-01-31')).toEqual(
    [],
  );
});

describe('composition with another subgraph breaks when this one', () => {
  const imports = ['key', 'shareable', 'external', 'provides', 'override']
    .map((name) => `"@${name}"`)
    .join(', ');
  const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;
  const errorsOf = (own: string, other: string) =>
    composeServices(
      [own, other].map((sdl, index) => ({
        name: `subgraph${index}`,
        url: 'http://127.0.0.1',
        typeDefs: parse(head + sdl),
      })),
    ).errors?.map(({ extensions }) => extensions.code) ?? [];

  test.each([
    [
      'removes a key',
      'type T @key(fields: "id") { id: ID! b: Int }',
      'type T { id: ID! b: Int }',
      'type Query { t: T } type T @key(fields: "id", resolvable: false) { id: ID! }',
    ],
    [
      'removes a key that cannot be resolved here',
      'type Query { t: T } type T @key(fields: "id", resolvable: false) { id: ID! }',
      'type Query { t: T } type T { id: ID! }',
      'type T @key(fields: "id") { id: ID! b: Int }',
    ],
    [
      'makes a key one that cannot be resolved here',
      'type T @key(fields: "id") { id: ID! b: Int }',
      'type T @key(fields: "id", resolvable: false) { id: ID! b: Int }',
      'type Query { t: T } type T @key(fields: "id", resolvable: false) { id: ID! }',
    ],
    [
      'no longer shares a type',
      'type Query { a: P } type P @shareable { x: Int }',
      'type Query { a: P } type P { x: Int }',
      'type Query { b: P } type P @shareable { x: Int }',
    ],
    [
      'adds a field to a type that it shares',
      'type Query { a: P } type P @shareable { x: Int }',
      'type Query { a: P } type P @shareable { x: Int y: Int }',
      'type Query { b: P } type P @shareable { x: Int }',
    ],
    [
      'adds a field to an interface',
      'type Query { a: N } interface N { id: ID } type T implements N { id: ID }',
      'type Query { a: N } interface N { id: ID x: Int } type T implements N { id: ID x: Int }',
      'type Query { b: N } interface N { id: ID } type U implements N { id: ID }',
    ],
    [
      'removes @external and so defines a field of another subgraph',
      'type Query { a: T @provides(fields: "b") } type T @key(fields: "id") { id: ID! b: Int @external }',
      'type Query { a: T } type T @key(fields: "id") { id: ID! b: Int }',
      'type T @key(fields: "id") { id: ID! b: Int @shareable }',
    ],
    [
      'removes @override',
      'type T @key(fields: "id") { id: ID! b: Int @override(from: "subgraph1") }',
      'type T @key(fields: "id") { id: ID! b: Int }',
      'type Query { t: T } type T @key(fields: "id") { id: ID! b: Int }',
    ],
  ])('%s', async (_, before, after, other) => {
    expect(errorsOf(before, other)).toEqual([]);
    expect(errorsOf(after, other)).not.toEqual([]);
    expect(await findRiskyChanges(head + before, head + after, '2027-01-31')).not.toEqual([]);
  });
});
