/** CreateTags, DeleteTags and DescribeTags. */

import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DeleteTrafficMirrorTargetCommand,
  DescribeTagsCommand,
  type DescribeTagsCommandInput,
  DescribeTrafficMirrorFiltersCommand,
  type Tag,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { demo, refusal } from '../support/emulatorClient.ts';
import { type EmulatorSetup, onAws, startEmulatorSetup } from '../support/emulatorSetup.ts';

const emulatorTest = onAws ? test.skip : test;

let setup: EmulatorSetup;
let filterId: string;
beforeEach(async () => {
  setup = await startEmulatorSetup();
  filterId = (await setup.filter()).TrafficMirrorFilterId;
});

const create = (Tags: Tag[], ...Resources: string[]) =>
  setup.ec2.send(new CreateTagsCommand({ Resources: Resources.length > 0 ? Resources : [filterId], Tags }));
const remove = (Tags: Tag[] | undefined, ...Resources: string[]) =>
  setup.ec2.send(new DeleteTagsCommand({ Resources: Resources.length > 0 ? Resources : [filterId], Tags }));
async function tagsOf(id = filterId) {
  const command = new DescribeTrafficMirrorFiltersCommand({ TrafficMirrorFilterIds: [id] });
  const { TrafficMirrorFilters } = await setup.ec2.send(command);
  return Object.fromEntries((TrafficMirrorFilters?.[0]?.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
}
async function listed(input: DescribeTagsCommandInput) {
  const { Tags = [] } = await setup.ec2.send(new DescribeTagsCommand(input));
  return Tags.map(({ ResourceId, Key, Value }) => `${ResourceId} ${Key}=${Value}`);
}

describe('CreateTags', () => {
  test('serialization: keys and values are returned unchanged', async () => {
    await create([
      { Key: 'Name', Value: 'a b+c&d=é' },
      { Key: 'empty', Value: '' },
      { Key: '__proto__', Value: '<x>' },
    ]);
    const command = new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [filterId] }] });
    expect((await setup.ec2.send(command)).Tags).toEqual(
      [
        ['Name', 'a b+c&d=é'],
        ['empty', ''],
        ['__proto__', '<x>'],
      ].map(([Key, Value]) => ({ Key, Value, ResourceId: filterId, ResourceType: 'traffic-mirror-filter' })),
    );
  });

  emulatorTest('limits count characters, not UTF-16 code units', async () => {
    const tag = { Key: '🛰'.repeat(127), Value: '🛰'.repeat(256) };
    await create([tag]);
    expect(await tagsOf()).toEqual({ [tag.Key]: tag.Value });
  });

  test.each<[string, Tag[], string]>([
    ['a reserved key', [{ Key: 'aws:x', Value: 'v' }], 'InvalidParameterValue'],
    ['a key of 128 characters', [{ Key: 'k'.repeat(128), Value: 'v' }], 'InvalidParameterValue'],
    ['a value of 257 characters', [{ Key: 'k', Value: 'v'.repeat(257) }], 'InvalidParameterValue'],
    [
      'a key given twice',
      [
        { Key: 'k', Value: '1' },
        { Key: 'k', Value: '2' },
      ],
      'InvalidParameterValue',
    ],
    ['no tags', [], 'MissingParameter'],
    ['51 tags', Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })), 'TagLimitExceeded'],
  ])('validation: %s is rejected', async (_name, tags, code) => {
    expect(await refusal(create(tags))).toMatchObject({ code, status: 400 });
    expect(await tagsOf()).toEqual({});
  });

  test('validation: one unknown resource, and none is tagged', async () => {
    const tags = [{ Key: 'k', Value: 'v' }];
    expect(await refusal(create(tags, filterId, 'tms-0ffffffffffffffff'))).toMatchObject({
      code: 'InvalidTrafficMirrorSessionId.NotFound',
    });
    expect(await refusal(create(tags, filterId, 'xyz-0ffffffffffffffff'))).toEqual({
      code: 'InvalidID',
      status: 400,
      message: "The ID 'xyz-0ffffffffffffffff' is not valid",
    });
    expect(await tagsOf()).toEqual({});
  });

  test('validation: a request may name a thousand resources, but not one more', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => `tmf-${String(i).padStart(17, '0')}`);
    const codes = await Promise.all(
      [1000, 1001].map((count) => refusal(create([{ Key: 'k', Value: 'v' }], ...many(count)))),
    );
    expect(codes.map(({ code }) => code)).toEqual([
      'InvalidTrafficMirrorFilterId.NotFound',
      'InvalidParameterValue',
    ]);
  });

  test('behaviour: an existing key is overwritten, and a resource has at most 50 tags', async () => {
    await create(Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: 'old' })));
    await create([{ Key: 'k7', Value: 'new' }]);
    expect(await tagsOf()).toMatchObject({ k6: 'old', k7: 'new' });
    expect(await refusal(create([{ Key: 'one more', Value: '' }]))).toMatchObject({
      code: 'TagLimitExceeded',
    });
  });

  test('behaviour: keys of 127 and values of 256 characters are accepted', async () => {
    await create([{ Key: 'k'.repeat(127), Value: 'v'.repeat(256) }]);
    expect(await tagsOf()).toEqual({ ['k'.repeat(127)]: 'v'.repeat(256) });
  });

  test('behaviour: resources of several kinds are tagged at once', async () => {
    const target = await setup.target();
    const session = await setup.session({ TrafficMirrorTargetId: target.TrafficMirrorTargetId });
    const ids = [filterId, target.TrafficMirrorTargetId, session.TrafficMirrorSessionId];
    await create([{ Key: 'k', Value: 'v' }], ...ids);
    const found = await listed({ Filters: [{ Name: 'resource-id', Values: ids }] });
    expect(found.sort()).toEqual(ids.map((id) => `${id} k=v`).sort());
  });
});

describe('DeleteTags', () => {
  beforeEach(() =>
    create([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '' },
      { Key: 'c', Value: '3' },
    ]),
  );

  test.each<[string, Tag[] | undefined, Record<string, string>]>([
    ['a key alone removes the tag whatever its value', [{ Key: 'a' }], { b: '', c: '3' }],
    ['a key and its value remove the tag', [{ Key: 'a', Value: '1' }], { b: '', c: '3' }],
    ['a key with another value removes nothing', [{ Key: 'a', Value: '2' }], { a: '1', b: '', c: '3' }],
    [
      'an empty value removes only a tag with an empty value',
      [
        { Key: 'b', Value: '' },
        { Key: 'c', Value: '' },
      ],
      { a: '1', c: '3' },
    ],
    ['an unknown key is ignored', [{ Key: 'z' }], { a: '1', b: '', c: '3' }],
    ['without tags, all are removed', undefined, {}],
  ])('behaviour: %s', async (_name, tags, left) => {
    await remove(tags);
    expect(await tagsOf()).toEqual(left);
  });

  test('validation: an unknown resource is rejected', async () => {
    expect(await refusal(remove([{ Key: 'a' }], 'tmf-0ffffffffffffffff'))).toMatchObject({
      code: 'InvalidTrafficMirrorFilterId.NotFound',
    });
  });
});

describe('DescribeTags', () => {
  emulatorTest.each<[string, string[], number]>([
    ['resource-type', ['traffic-mirror-session'], 30],
    ['resource-id', [demo.session(1)], 3],
    ['key', ['team'], 48],
    ['value', ['stag*'], 29],
    ['tag:env', ['staging'], 14],
  ])('behaviour: filter %s = %j matches %i tags', async (Name, Values, count) => {
    expect(await listed({ Filters: [{ Name, Values }] })).toHaveLength(count);
  });

  emulatorTest('behaviour: pages of 5 return every tag once, in the order of the list', async () => {
    const Filters = [{ Name: 'resource-type', Values: ['traffic-mirror-session'] }];
    const all = await listed({ Filters });
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await setup.ec2.send(new DescribeTagsCommand({ Filters, MaxResults: 5, NextToken }));
      seen.push(...(page.Tags ?? []).map(({ ResourceId, Key, Value }) => `${ResourceId} ${Key}=${Value}`));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(seen).toEqual(all);
    expect(new Set(seen).size).toBe(30);
  });

  test('behaviour: tags are deleted with their resource', async () => {
    const { TrafficMirrorTargetId } = await setup.target();
    const Filters = [{ Name: 'resource-id', Values: [TrafficMirrorTargetId] }];
    await create([{ Key: 'k', Value: 'v' }], TrafficMirrorTargetId);
    expect(await listed({ Filters })).toEqual([`${TrafficMirrorTargetId} k=v`]);
    await setup.ec2.send(new DeleteTrafficMirrorTargetCommand({ TrafficMirrorTargetId }));
    expect(await listed({ Filters })).toEqual([]);
  });

  test('validation: an unknown filter is rejected', async () => {
    expect(await refusal(listed({ Filters: [{ Name: 'colour', Values: ['x'] }] }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: "The filter 'colour' is invalid",
    });
  });
});
