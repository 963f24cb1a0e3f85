/** Tags of resources, and their conversion from and to EC2's shape. */
import type { Tag } from '@aws-sdk/client-ec2';

export interface TagRecord {
  readonly key: string;
  /** Empty when the tag has no value. */
  readonly value: string;
}

/** The value of one tag. @returns undefined when there is no tag with this key. */
export const valueOfTag = (tags: readonly TagRecord[], wanted: string): string | undefined =>
  tags.find(({ key }) => key === wanted)?.value;

/** EC2 may leave out the tag set; the record then has no tags. */
export function fromTags(tags: readonly Tag[] | undefined): readonly TagRecord[] {
  return tags === undefined ? [] : tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
}

export const toTags = (tags: readonly TagRecord[]): Tag[] =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }));
