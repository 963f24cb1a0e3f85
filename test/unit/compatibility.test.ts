import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse, visit } from 'graphql';
import { sdl as sources } from '../../src/generated/sdl.ts';
import { findBreakingChanges } from '../../tools/compatibility.ts';

const read = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../schema/published', name), 'utf8');
const released = read('released.graphql');
const today = '2027-01-31';

function edited(from: string, to: string): string {
  expect(released).toContain(from);
  return released.replace(from, () => to);
}

test('the published schema has no breaking changes since the release', async () => {
  const now = new Date().toISOString().slice(0, 10);
  expect(await findBreakingChanges(released, read('traffic-mirror.graphql'), now)).toEqual([]);
});

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
    ['a removed enum value', '  STOP\n', '  HALT\n', 'TrafficMirrorBulkErrorPolicy.STOP'],
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
  ])('%s', async (_, from, to, path) => {
    const changes = await findBreakingChanges(released, edited(from, to), today);
    expect(changes).toEqual([expect.stringContaining(path)]);
  });
});

describe('a compatible change:', () => {
  test.each([
    ['a new field', length, `${length}  packetLengthMax: Int\n`],
    ['a new enum value', '  STOP\n', '  STOP\n  ASK\n'],
    [
      'a new argument with a default',
      'planTrafficMirrorSession(',
      'planTrafficMirrorSession(why: String = "", ',
    ],
    ['a deprecation', length, `${length.trimEnd()} @deprecated(reason: "Use x. Removal on 2027-05-01.")\n`],
    ['a hidden field that is new', length, `${length}  packetLengthMax: Int @inaccessible\n`],
    ['another cost', '@cost(weight: 2)', '@cost(weight: 3)'],
  ])('%s', async (_, from, to) => {
    expect(await findBreakingChanges(released, edited(from, to), today)).toEqual([]);
  });
});

describe('a field that was released as deprecated', () => {
  const deprecated = (date: string) =>
    edited(length, `${length.trimEnd()} @deprecated(reason: "Use x. Removal on ${date}.")\n`);

  test('may be removed on the announced day', async () => {
    expect(await findBreakingChanges(deprecated(today), edited(length, ''), today)).toEqual([]);
  });

  test('may not be removed before', async () => {
    expect(await findBreakingChanges(deprecated('2027-02-01'), edited(length, ''), today)).toHaveLength(1);
  });
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
