/** Tags: on creation, CreateTags, DeleteTags, DescribeTags. */
import type { Tag } from './records.ts';
import type { WireObject } from './xml.ts';

/** The `tagSet` of a resource. */
export const tagSet = (tags: readonly Tag[]): WireObject[] => tags.map(({ key, value }) => ({ key, value }));
