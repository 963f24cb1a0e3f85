/** Setting and resetting properties: what contradicts itself, what would come of it, and what differs. */

import type { TrafficMirrorFieldChange } from '../../generated/types.ts';
import type { Problem } from '../userErrors.ts';

/** EC2's words for the properties that can be reset → the property. */
type Resettable<Property extends string> = Readonly<Record<string, Property>>;

/**
 * A property that is both set and reset, or nothing at all to change.
 *
 * @param given the input without its nulls.
 */
export function* conflicts<Property extends string>(
  given: { readonly [Name in Property]?: unknown } & { readonly removeFields?: readonly string[] | null },
  properties: readonly Property[],
  resettable: Resettable<Property>,
): Generator<Problem> {
  const removed = given.removeFields ?? [];
  for (const field of new Set(removed)) {
    const property = resettable[field];
    if (property === undefined || given[property] === undefined) continue;
    const message = `${property} is both set and named in removeFields`;
    yield { code: 'CONFLICTING_INPUT', field: [property], message };
  }
  if (removed.length === 0 && properties.every((property) => given[property] === undefined)) {
    yield { code: 'NO_CHANGES_REQUESTED', field: [], message: 'the input names nothing to change' };
  }
}

/** What a change would make of a resource, a reset property being undefined. */
export function foreseen<Property extends string, Values extends { readonly [Name in Property]?: unknown }>(
  before: Values,
  change: { readonly set: Values; readonly removeFields: readonly string[] },
  properties: readonly Property[],
  resettable: Resettable<Property>,
): Pick<Values, Property> {
  const removed = new Set<string | undefined>(change.removeFields.map((field) => resettable[field]));
  const after = properties.map((name) => [
    name,
    removed.has(name) ? undefined : (change.set[name] ?? before[name]),
  ]);
  return Object.fromEntries(after);
}

/** What differs between two readings of a resource. */
export function changesBetween<Property extends string>(
  before: { readonly [Name in Property]?: unknown },
  after: { readonly [Name in Property]?: unknown },
  properties: readonly Property[],
): TrafficMirrorFieldChange[] {
  return properties
    .map((field) => ({ field, before: asText(before[field]), after: asText(after[field]) }))
    .filter((change) => change.before !== change.after);
}

/** A port range is shown as `from-to`, everything else as it is. */
function asText(value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return String(value);
  const { fromPort, toPort } = value as { fromPort?: number; toPort?: number };
  return `${fromPort ?? ''}-${toPort ?? ''}`;
}
