/** The form of a resource's tags. Pure. */
import type { TagTrafficMirrorResourcesInput } from '../../generated/web/graphql.ts';
import type { Scope } from './lists.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface TagForm {
  /** The tags when the edits began. */
  readonly base: readonly Tag[];
  /** The tags as they shall be. A row without a key is not a tag yet. */
  readonly rows: readonly Tag[];
}

/** @returns a fresh form, whatever else a tag has. */
export const toTagForm = (tags: readonly Tag[]): TagForm => {
  const plain = tags.map(({ key, value }) => ({ key, value }));
  return { base: plain, rows: plain };
};

/**
 * Changes only the tags that were edited, so that those that somebody else changes at the same time stay.
 *
 * @returns what to change, or why it cannot be asked for.
 */
export function toTagChange({ base, rows }: TagForm, resourceId: string, scope: Scope): TagChange {
  const wanted = rows.filter(({ key, value }) => key !== '' || value !== '');
  if (wanted.some(({ key }) => key.trim() === '')) return { error: 'A tag must have a key.' };
  const keys = wanted.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined)
    return { error: `The key “${twice}” is there twice. A resource has each key once.` };
  const before = new Map(base.map(({ key, value }) => [key, value]));
  const add = wanted.filter(({ key, value }) => before.get(key) !== value);
  const removeKeys = base.map(({ key }) => key).filter((key) => !keys.includes(key));
  if (add.length + removeKeys.length === 0) return { error: 'There is no change to preview.' };
  return {
    input: {
      resourceIds: [resourceId],
      scope,
      ...(add.length > 0 && { add }),
      ...(removeKeys.length > 0 && { removeKeys }),
    },
  };
}

type TagChange = { readonly input: TagTrafficMirrorResourcesInput } | { readonly error: string };
