/**
 * Tags: those of a create, CreateTags, DeleteTags and DescribeTags. The rules are from the EC2 user guide, "Tag
 * restrictions".
 */
import { type Action, action } from './action.ts';
import { describe } from './describe.ts';
import { invalidId, invalidParameter, notTaggable, tooManyTags } from './errors.ts';
import { found, idKinds, parseId } from './ids.ts';
import { charactersIn } from './sharedParameters.ts';
import type { Row, Tag } from './state/records.ts';
import { type Estate, ec2TableNames } from './state/world.ts';
import { list, type Parser, required, string, structure } from './wire/parameters.ts';
import type { WireObject } from './wire/xml.ts';

const maxTags = 50;
const maxResources = 1000;

/** The `tagSet` of a resource. */
export const tagSet = (tags: readonly Tag[]): WireObject[] => tags.map(({ key, value }) => ({ key, value }));

const tagKey =
  (maxLength: number): Parser<string | undefined> =>
  (node, name) => {
    const key = string(node, name);
    if (key === undefined) return undefined;
    if (charactersIn(key) > maxLength)
      throw invalidParameter(`Tag key exceeds the maximum length of ${maxLength} characters`);
    if (/^aws:/i.test(key)) {
      throw invalidParameter("Tag keys starting with 'aws:' are reserved for internal use");
    }
    return key;
  };

const tagValue: Parser<string | undefined> = (node, name) => {
  const value = string(node, name);
  if (value !== undefined && charactersIn(value) > 256) {
    throw invalidParameter('Tag value exceeds the maximum length of 256 characters');
  }
  return value;
};

interface TagParameter {
  Key: string;
  Value: string | undefined;
}

/** A list of tags: at most 50, each key once and of this length. */
export const tagListOf = (maxKeyLength: number): Parser<TagParameter[]> => {
  const items = list(structure({ Key: required(tagKey(maxKeyLength)), Value: tagValue }));
  return (node, name) => {
    const tags = items(node, name);
    if (tags.length > maxTags) throw tooManyTags();
    const keys = new Set<string>();
    for (const { Key } of tags) {
      if (keys.has(Key)) throw invalidParameter(`Duplicate tag key '${Key}' specified.`);
      keys.add(Key);
    }
    return tags;
  };
};

/** `Tag.N`. */
const tagList = tagListOf(127);

/** `TagSpecification.N` of a create: tags by the type of resource, for those that are created and no other. */
export const tagSpecifications =
  <const Type extends string>(...types: Type[]): Parser<Record<Type, Tag[]>> =>
  (node, name) => {
    const specifications = list(structure({ ResourceType: required(string), Tag: tagList }))(node, name);
    // fromEntries forgets the names.
    const tags = Object.fromEntries(types.map((type) => [type, []])) as unknown as Record<Type, Tag[]>;
    const seen = new Set<string>();
    for (const { ResourceType, Tag } of specifications) {
      const type = types.find((one) => one === ResourceType);
      if (!type) throw notTaggable(ResourceType);
      if (seen.has(type)) throw invalidParameter(`Duplicate resource type '${type}' specified.`);
      seen.add(type);
      tags[type] = toTags(Tag);
    }
    return tags;
  };

/** A tag that is given without a value has an empty one. */
export const toTags = (tags: readonly TagParameter[]): Tag[] =>
  tags.map(({ Key, Value = '' }) => ({ key: Key, value: Value }));

/** Computes a resource's new tags from its current ones. */
type Retag = (tags: readonly Tag[]) => Tag[];

/** Changes the tags of all these resources, or of none if one does not exist or would have too many tags. */
function retag(estate: Estate, ids: readonly string[], change: Retag): void {
  const changes = [...new Set(ids)].map((id) => {
    const name = ec2TableNames.find((table) => id.startsWith(`${idKinds[table].prefix}-`));
    if (!name) throw invalidId(id);
    const tags = change(found<Row>(estate[name], idKinds[name], parseId(idKinds[name], id)).tags);
    if (tags.length > maxTags) throw tooManyTags();
    return { name, id, tags };
  });
  for (const { name, id, tags } of changes) estate[name].setTags(id, tags);
}

const resourceIds: Parser<string[]> = (node, name) => {
  const ids = list(required(string))(node, name);
  if (ids.length > maxResources)
    throw invalidParameter(`At most ${maxResources} resources may be tagged in one request`);
  return ids;
};

export const CreateTags: Action = action(
  { ResourceId: required(resourceIds), Tag: required(tagList) },
  ({ ResourceId, Tag }, estate) => {
    const added = toTags(Tag);
    const keys = new Set(added.map(({ key }) => key));
    retag(estate, ResourceId, (tags) => [...tags.filter(({ key }) => !keys.has(key)), ...added]);
    return { return: true };
  },
);

/**
 * Removes all tags if none are given. A key alone removes the tag whatever its value; with a value, even an empty one,
 * only a tag with that value.
 */
export const DeleteTags: Action = action(
  { ResourceId: required(resourceIds), Tag: tagList },
  ({ ResourceId, Tag }, estate) => {
    const removed = new Map(Tag.map(({ Key, Value }) => [Key, Value]));
    const goes = ({ key, value }: Tag) =>
      removed.size === 0 || (removed.has(key) && [undefined, value].includes(removed.get(key)));
    retag(estate, ResourceId, (tags) => tags.filter((tag) => !goes(tag)));
    return { return: true };
  },
);

/** One tag of one resource, as DescribeTags lists it. */
interface TagRow extends Row {
  readonly key: string;
  readonly value: string;
  readonly resourceId: string;
  readonly resourceType: string;
}

/** Adding i/64 to a resource's `seq` keeps its tags, 50 at most, in order and before those of the next resource. */
function tagRows(estate: Estate): TagRow[] {
  return ec2TableNames
    .flatMap((name) => {
      const { resourceType } = idKinds[name];
      return estate[name].list().flatMap(({ id, seq, tags }) =>
        tags.map((tag, i) => ({
          ...tag,
          id,
          seq: seq + i / 64,
          tags: [tag],
          resourceId: id,
          resourceType,
        })),
      );
    })
    .sort((a, b) => a.seq - b.seq);
}

export const DescribeTags: Action = describe<TagRow>({
  set: 'tagSet',
  rows: tagRows,
  filters: {
    key: (row) => row.key,
    'resource-id': (row) => row.resourceId,
    'resource-type': (row) => row.resourceType,
    value: (row) => row.value,
  },
  toWire: ({ key, resourceId, resourceType, value }) => ({ key, resourceId, resourceType, value }),
});
