/** Measures the variables of a request: what the size of an answer depends on, and how deep and long their values are. */
import { HttpRefusal } from '../refusal.ts';
import type { VariableSizes } from './sizes.ts';

type Hold = (limit: 'depth' | 'listInputs', count: number) => void;

/**
 * Measures the variables of a request.
 *
 * @param hold called for each count that has a limit; throws when it is exceeded.
 * @throws HttpRefusal for a number that JSON does not have.
 */
export function measureVariables(variables: object, hold: Hold): VariableSizes {
  // No prototype: a variable may be called `__proto__`.
  const numbers = Object.create(null) as Record<string, number>;
  const lengths = Object.create(null) as Record<string, number>;
  for (const [name, value] of Object.entries(variables)) {
    if (typeof value === 'number') numbers[name] = value;
    lengths[name] = longestListIn(value, 1, hold);
  }
  return { numbers, lengths };
}

function longestListIn(value: unknown, depth: number, hold: Hold): number {
  // JSON has no infinity, but 1e400 is read as one, and written as null.
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    throw new HttpRefusal('BAD_REQUEST', '`variables` must not have a number that is too large for JSON.');
  if (typeof value !== 'object' || value === null) return 0;
  hold('depth', depth);
  let longest = Array.isArray(value) ? value.length : 0;
  // How long the list of a whole variable may be depends on the argument that takes it.
  if (depth > 1) hold('listInputs', longest);
  for (const inner of Object.values(value))
    longest = Math.max(longest, longestListIn(inner, depth + 1, hold));
  return longest;
}
