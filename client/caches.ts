/** What normalised caches must know: how the objects of each type are identified, and the types of each interface. */
import { keyFields, possibleTypes } from './generated/cacheFacts.ts';

export { possibleTypes };

type CachedObject = Readonly<Record<string, unknown>>;

/**
 * For Apollo Client: `new InMemoryCache({ possibleTypes, typePolicies })`. What two queries select of an object without a key is kept of
 * both: otherwise Apollo Client would replace the one by the other, and send the first query again.
 */
export const typePolicies: Record<string, { keyFields: string[] | false; merge?: true }> = fromKeyFields(
  (fields) => (fields.length > 0 ? { keyFields: [...fields] } : { keyFields: false, merge: true }),
);

/**
 * For urql: `cacheExchange({ possibleTypes, keys })`. An object whose key was not selected is part of the object that
 * contains it.
 */
export const keys: Record<string, (object: CachedObject) => string | null> = fromKeyFields(
  (fields) => (object) => keyOf(object, fields),
);

/** For Relay: `new Environment({ getDataID, … })`. Relay takes the global ID alone, so objects without one are prefixed with their type. */
export function getDataID(object: CachedObject, typename: string): string | null {
  if (typeof object.id === 'string') return object.id;
  const key = keys[typename]?.(object) ?? null;
  return key === null ? null : `${typename}:${key}`;
}

function fromKeyFields<Value>(toValue: (fields: readonly string[]) => Value) {
  return Object.fromEntries(Object.entries(keyFields).map(([name, fields]) => [name, toValue(fields)]));
}

function keyOf(object: CachedObject, fields: readonly string[]): string | null {
  const values = fields.map((field) => object[field]);
  return values.length > 0 && values.every((value) => typeof value === 'string') ? values.join(':') : null;
}
