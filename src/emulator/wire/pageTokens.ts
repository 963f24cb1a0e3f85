/** Page tokens carry the whole query, because a client may continue with the token alone (cloudshell-cp-aws does). */

import type { Criterion } from '../criteria.ts';
import { invalidNextToken } from '../errors.ts';

/** The query of a Describe action. */
export interface Query {
  readonly ids: readonly string[];
  readonly criteria: readonly Criterion[];
  readonly flags: readonly string[];
  readonly pageSize: number;
  /** The `seq` of the last row that was returned; 0 at the start. */
  readonly after: number;
}

/**
 * Encodes a query as an opaque token. `set` is the response element of the action, so that another action rejects the
 * token.
 */
export function toToken(set: string, { ids, criteria, flags, pageSize, after }: Query): string {
  const filters = criteria.map(({ Name, Value }) => [Name, ...Value]);
  return Buffer.from(JSON.stringify([set, after, pageSize, ids, flags, filters])).toString('base64url');
}

/** Decodes a token. Throws InvalidParameterValue for anything that `toToken` did not write for this `set`. */
export function fromToken(token: string, set: string): Query {
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    throw invalidNextToken();
  }
  if (!Array.isArray(content) || content[0] !== set) throw invalidNextToken();
  const [, after, pageSize, ids, flags, filters] = content as unknown[];
  if (!isPositive(after) || !isPositive(pageSize) || pageSize > 1000) throw invalidNextToken();
  if (!isTexts(ids) || !isTexts(flags)) throw invalidNextToken();
  if (!Array.isArray(filters) || !filters.every((one) => isTexts(one) && one.length > 0))
    throw invalidNextToken();
  const criteria = filters.map(([Name, ...Value]: string[]) => ({ Name: Name ?? '', Value }));
  return { ids, criteria, flags, pageSize, after };
}

const isPositive = (value: unknown): value is number => typeof value === 'number' && value > 0;
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= 1000 && value.every((one) => typeof one === 'string');
