/** Tags as every record carries them. */
import type { Tag } from '@aws-sdk/client-ec2';

export interface TagRecord {
  readonly key: string;
  /** Empty when the tag has no value. */
  readonly value: string;
}

/** EC2 leaves the set out where it has nothing to say of tags; a record then has none. */
export function fromTags(tags: readonly Tag[] | undefined): readonly TagRecord[] {
  return tags === undefined ? [] : tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
}
