import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse, visit } from 'graphql';
import { sdl as sources } from '../../src/generated/sdl.ts';
import { findRiskyChanges } from '../../tools/compatibility.ts';
import { findElements } from '../../tools/elements.ts';
import { judge, parseAccepted } from '../../tools/verdict.ts';

const read = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../schema/published', name), 'utf8');
const released = read('released.graphql');
const today = '2027-01-31';

function edited(from: string, to: string): string {
  expect(released).toContain(from);
  return released.replace(from, () => to);
}

test('the published schema has only accepted changes since the release', async () => {
  const now = new Date().toISOString().slice(0, 10);
  const current = `${read('traffic-mirror.graphql')}\n${sources.standalone}`;
  const changes = await findRiskyChanges(released, current, now);
  expect(judge(changes, parseAccepted(read('accepted.json')))).toMatchObject({ passes: true });
});

const lines = async (from: string, to: string): Promise<string[]> =>
  (await findRiskyChanges(from, to, today)).map(({ level, change }) => `${level} ${change}`);

const length = `  "Number of bytes of each packet to mirror, not counting the VXLAN header, 1 to 8500. Null: the whole packet."\n  packetLength: Int\n`;
const key = 'TrafficMirrorSession implements Node @key(fields: "id") @key(fields: "arn")';

describe('a breaking change:', () => {
  test.each([
    ['a removed field', length, '', 'TrafficMirrorSession.packetLength'],
    ['a field of another type', length, '  packetLength: String\n', 'TrafficMirrorSession.packetLength'],
    [
      'an argument that must be sent',
      'planTrafficMirrorSession(',
      'planTrafficMirrorSession(why: String!',
      'Query.planTrafficMirrorSession',
    ],
    [
      'an input field that must be sent',
      'input DeleteTrafficMirrorSessionInput {',
      'input DeleteTrafficMirrorSessionInput { why: String!',
      'DeleteTrafficMirrorSessionInput.why',
    ],
    [
      'a removed enum value',
      '  "Stop at the first failure. The items after it are reported as SKIPPED."\n  STOP\n',
      '',
      'TrafficMirrorBulkErrorPolicy.STOP',
    ],
    [
      'a removed field that is not part of the subgraph',
      '  node("Global ID, AWS ID or ARN of a session, target, filter or rule." id: ID!): Node\n    @requiresScopes(scopes: [["traffic-mirror:read"]])\n',
      '  thing: Int\n',
      'Query.node',
    ],
    ['a removed key', key, key.replace(' @key(fields: "arn")', ''), 'TrafficMirrorSession.@key'],
    [
      'a key of other fields',
      '@key(fields: "region networkInterfaceId")',
      '@key(fields: "networkInterfaceId")',
      'NetworkInterface.@key',
    ],
    ['a type that others share', 'type PageInfo @shareable', 'type PageInfo', 'PageInfo.@shareable'],
    [
      'a field that the supergraph hides',
      length,
      `${length.trimEnd()} @inaccessible\n`,
      'TrafficMirrorSession.packetLength.@inaccessible',
    ],
    [
      'another scope',
      '[["traffic-mirror:session:write"]]',
      '[["traffic-mirror:admin"]]',
      'Mutation.modifyTrafficMirrorSession.@requiresScopes',
    ],
    [
      'one more scope',
      '[["traffic-mirror:session:write"]]',
      '[["traffic-mirror:session:write", "traffic-mirror:admin"]]',
      'Mutation.modifyTrafficMirrorSession.@requiresScopes',
    ],
    [
      'no default of an argument that cannot be null',
      'first: Int! = 50',
      'first: Int!',
      'Query.trafficMirrorSessions.first',
    ],
    [
      'no default of an input field that cannot be null',
      'dryRun: Boolean! = false',
      'dryRun: Boolean!',
      'ModifyTrafficMirrorSessionInput.dryRun',
    ],
    [
      'a tag that contracts choose by',
      ' @tag(name: "write")',
      '',
      'Mutation.modifyTrafficMirrorSession.@tag',
    ],
    [
      'a key that others cannot use any more',
      '@key(fields: "region networkInterfaceId")',
      '@key(fields: "region networkInterfaceId", resolvable: false)',
      'NetworkInterface.@key',
    ],
    [
      'a directive that the check does not know',
      length,
      `${length.trimEnd()} @colour(name: "red")\n`,
      'TrafficMirrorSession.packetLength.@colour',
    ],
  ])('%s', async (_, from, to, path) => {
    expect(await lines(released, edited(from, to))).toEqual([
      expect.stringMatching(new RegExp(`^breaking ${path.replaceAll('.', '\\.')}\\b`)),
    ]);
  });
});

describe('a compatible change:', () => {
  test.each([
    ['a new field', length, `${length}  packetLengthMax: Int\n`],
    ['a new optional input field', 'input AwsFanOutInput {', 'input AwsFanOutInput { why: String'],
    ['the same key, written in another order', '"region networkInterfaceId"', '"networkInterfaceId  region"'],
    [
      'an alternative to a scope',
      '[["traffic-mirror:session:write"]]',
      '[["traffic-mirror:session:write"], ["traffic-mirror:admin"]]',
    ],
    ['a deprecation', length, `${length.trimEnd()} @deprecated(reason: "Use x. Removal on 2027-05-01.")\n`],
    ['a hidden field that is new', length, `${length}  packetLengthMax: Int @inaccessible\n`],
    ['another cost', '@cost(weight: 2)', '@cost(weight: 3)'],
  ])('%s', async (_, from, to) => {
    expect(await lines(released, edited(from, to))).toEqual([]);
  });
});

test('an import of the link is compatible, although it renames the definition of the directive', async () => {
  const imported = edited('"@key", ', '"@key", "@external", ');
  const renamed = imported.replace('directive @federation__external', 'directive @external');
  expect(renamed).not.toBe(imported);
  expect(await lines(released, renamed)).toEqual([]);
});

describe('a dangerous change:', () => {
  test.each([
    ['a new enum value', '  STOP\n', '  STOP\n  ASK\n', 'TrafficMirrorBulkErrorPolicy.ASK'],
    [
      'a new argument with a default',
      'planTrafficMirrorSession(',
      'planTrafficMirrorSession(why: String = "", ',
      'Query.planTrafficMirrorSession.why',
    ],
    [
      'another default',
      'dryRun: Boolean! = false',
      'dryRun: Boolean! = true',
      'ModifyTrafficMirrorSessionInput.dryRun',
    ],
    [
      'a field of a type that others share',
      'type PageInfo @shareable {',
      'type PageInfo @shareable { total: Int',
      'PageInfo.total',
    ],
    [
      'a field that everybody may read',
      ' @requiresScopes(scopes: [["traffic-mirror:read"]])',
      '',
      'Query.trafficMirrorScopes.@requiresScopes',
    ],
    ['another version of federation', 'federation/v2.9', 'federation/v2.10', 'schema.@link'],
  ])('%s', async (_, from, to, path) => {
    expect(await lines(released, edited(from, to))).toEqual([
      expect.stringMatching(new RegExp(`^dangerous ${path.replaceAll('.', '\\.')}\\b`)),
    ]);
  });
});

describe('a field that was released as deprecated', () => {
  const deprecated = (date: string) =>
    edited(length, `${length.trimEnd()} @deprecated(reason: "Use x. Removal on ${date}.")\n`);

  test('may be removed on the announced day', async () => {
    expect(await lines(deprecated(today), edited(length, ''))).toEqual([]);
  });

  test('may not be removed before', async () => {
    expect(await lines(deprecated('2027-02-01'), edited(length, ''))).toHaveLength(1);
  });
});

describe('a type whose only user is deprecated', () => {
  const stays = 'interface I { a: Int } type Query { i: I x: Int }';
  const goes = (date: string, types: string) =>
    `${stays} extend type Query { old(in: In): Old @deprecated(reason: "Use x. Removal on ${date}.") } ${types}`;
  const types = 'input In { e: E } enum E { A } type Old { older: Older } type Older { old: Old e: E }';

  test('may be removed with it, and so may those that only it uses', async () => {
    expect(await lines(goes(today, types), stays)).toEqual([]);
  });

  test('may not be removed before', async () => {
    const paths = (await lines(goes('2027-02-01', types), stays)).map((line) => line.split(/[ :]+/)[1]);
    expect(paths.sort()).toEqual(['E', 'In', 'Old', 'Older', 'Query.old']);
  });

  test.each([
    ['a field', 'extend type Query { b: Older }', ['E', 'Old', 'Older', 'Query.b']],
    ['an argument', 'extend type Query { b(e: E): Int }', ['E', 'Query.b']],
    [
      'an interface, as one of its values,',
      'extend type Older implements I { a: Int }',
      ['E', 'Old', 'Older'],
    ],
    ['a union', 'union U = Older extend type Query { u: U }', ['E', 'Old', 'Older', 'Query.u', 'U']],
  ])('may not be removed if %s uses it as well', async (_, more, expected) => {
    const paths = (await lines(`${goes(today, types)} ${more}`, stays)).map((line) => line.split(/[ :]+/)[1]);
    expect(paths.sort()).toEqual(expected);
  });
});

test('a field that leaves the subgraph breaks graphs, and one that enters it may', async () => {
  const end = 'type Query { a: Int } extend type Query { _service: Int }';
  const [inside, apart] = [`extend type Query { f: Int } ${end}`, `${end} extend type Query { f: Int }`];
  expect(await lines(inside, apart)).toEqual([
    'breaking Query.f: the field is no longer part of the subgraph',
  ]);
  expect(await lines(apart, inside)).toEqual(['dangerous Query.f: the field became a part of the subgraph']);
  expect(await lines(apart, apart)).toEqual([]);
});

test('the published schema has every directive of the sources: graphs are composed from it', () => {
  const inPublished = findElements(parse(read('traffic-mirror.graphql')));
  const { standalone: _, ...subgraph } = sources;
  const inSources = findElements(parse(Object.values(subgraph).join('\n')));
  const uses = [...inSources.values()].flatMap(({ directives }) => directives.map(({ name }) => name));
  expect(new Set(uses)).toEqual(
    new Set(['link', 'key', 'shareable', 'tag', 'inaccessible', 'requiresScopes', 'cost', 'listSize']),
  );
  for (const [path, { directives }] of inSources)
    expect([path, inPublished.get(path)?.directives.map(({ name, args }) => ({ name, args }))]).toEqual([
      path,
      directives.map(({ name, args }) => ({ name, args })),
    ]);
});

test('every deprecation says what to use and when it ends', () => {
  const reasons: string[] = [];
  for (const text of Object.values(sources))
    visit(parse(text), {
      Directive: ({ name, arguments: given }) => {
        const [reason] = given ?? [];
        if (name.value === 'deprecated')
          reasons.push(reason?.value.kind === 'StringValue' ? reason.value.value : '');
      },
    });
  expect(reasons.filter((reason) => !/^Use .+\. Removal on \d{4}-\d{2}-\d{2}\.$/.test(reason))).toEqual([]);
});
