/**
 * Finds ids that nothing has, and ids that two things have, in a network description. It reads every text of the file,
 * whether or not the rest is right, so that a new field needs no line here.
 */
import { idKinds, isId } from '../../ids.ts';
import { isArn } from '../../loadBalancing/arns.ts';
import { defaultsOf } from '../../network/vpcDefaults.ts';
import type { Problem } from '../../problems.ts';

/** What may look like an id and refers to nothing. */
const freeTexts = new Set(['tags', 'description', 'name', 'serviceName', 'requesterId']);
const prefixes = Object.values(idKinds).map(({ prefix }) => prefix);
const isKnownId = (text: string) => isArn(text) || prefixes.some((prefix) => isId(prefix, text));

interface Place {
  readonly path: readonly PropertyKey[];
  readonly id: string;
}

/** All ids in a value, except in free texts. */
export function* idsIn(value: unknown, path: readonly PropertyKey[] = []): Generator<Place> {
  if (typeof value === 'string') {
    if (isKnownId(value)) yield { path, id: value };
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* idsIn(item, [...path, i]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value))
      if (!freeTexts.has(key)) yield* idsIn(item, [...path, key]);
  }
}

/** @param description the parsed JSON, of any form. */
export function referenceProblems(description: unknown): Problem[] {
  const { deleted } = Object(description) as { deleted?: unknown };
  const known = new Set(Array.isArray(deleted) ? deleted : []);
  const defaults = new Set<unknown>();
  const problems: Problem[] = [];
  const places = [...idsIn(description)].filter(({ path }) => path[0] !== 'deleted');
  for (const { path, id } of places.filter(({ path }) => path.at(-1) === 'id')) {
    if (known.has(id)) problems.push({ path, message: `${id} is the id of something else, or deleted` });
    known.add(id);
    // Whether they are created, `defaultProblems` knows.
    if (isId('vpc', id)) for (const one of Object.values(defaultsOf(id))) defaults.add(one);
  }
  for (const { path, id } of places)
    if (!known.has(id) && !defaults.has(id))
      problems.push({ path, message: `${id} does not exist; describe it, or add it to "deleted"` });
  return problems;
}
