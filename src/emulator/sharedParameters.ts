/** Parsers of the parameters that many actions have: ids, page sizes, descriptions, client tokens, CIDR blocks. */
import { isIP } from 'node:net';
import { decisions } from './decisions.ts';
import { invalidParameter, invalidValue, setAndRemoved } from './errors.ts';
import { type IdKind, parseId } from './ids.ts';
import { cidrFamily } from './network/cidr.ts';
import { integer, type Parser, string } from './wire/parameters.ts';
import type { ParameterNode } from './wire/query.ts';

/** A well-formed id of this kind. Whether the resource exists is for the handler to check. */
export function id(kind: IdKind): Parser<string | undefined> {
  return (node, name) => {
    const text = string(node, name);
    return text === undefined ? undefined : parseId(kind, text);
  };
}

/** Page size. "Expecting a value greater than 5" is EC2's wording for a value below 5. */
export function maxResults({ min = 5, max = 1000, clamp = false } = {}): Parser<number | undefined> {
  return (node, name) => {
    const value = integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)(node, name);
    if (value === undefined) return undefined;
    if (value < min) throw invalidValue(name, String(value), `Expecting a value greater than ${min}.`);
    if (value > max && !clamp) {
      throw invalidValue(name, String(value), `Expecting a value less than or equal to ${max}.`);
    }
    return Math.min(value, max);
  };
}

/** Counts characters, as AWS states its limits, and not UTF-16 code units. */
export const charactersIn = (text: string) => [...text].length;

/** A description: any text up to the maximum length. */
export const description: Parser<string | undefined> = (node, name) => {
  const text = string(node, name);
  if (text !== undefined && charactersIn(text) > decisions.maxDescriptionLength) {
    throw invalidParameter(
      `${name} exceeds the maximum length of ${decisions.maxDescriptionLength} characters`,
    );
  }
  return text;
};

/** A client token: at most 64 ASCII characters (EC2 developer guide, idempotency). */
export const clientToken: Parser<string | undefined> = (node, name) => {
  const token = string(node, name);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII
  if (token !== undefined && !/^[\u0000-\u007f]{1,64}$/.test(token)) {
    throw invalidValue(name, token, 'Expecting at most 64 ASCII characters.');
  }
  return token;
};

/** An address of this IP family, as text. */
export const ipAddress =
  (family: 4 | 6): Parser<string | undefined> =>
  (node, name) => {
    const text = string(node, name);
    // Node accepts an address with a zone ("fe80::1%eth0"), which no resource can have.
    if (text !== undefined && (isIP(text) !== family || text.includes('%')))
      throw invalidValue(name, text, `Expecting an IPv${family} address.`);
    return text;
  };

/** Any value, which has no effect here. It is returned as text, so that a repeated request can be told from another. */
export const ignored: Parser<string> = (node) => (node === undefined ? '' : toText(node));

const toText = ({ value = '', children = new Map() }: ParameterNode): string =>
  JSON.stringify([value, ...[...children].map(([name, child]) => [name, toText(child)])]);

/** An IPv4 or IPv6 CIDR block, as text. */
export const cidrBlock: Parser<string | undefined> = (node, name) => {
  const text = string(node, name);
  if (text !== undefined && cidrFamily(text) === undefined) {
    throw invalidParameter(
      `Value (${text}) for parameter ${name} is invalid. This is not a valid CIDR block.`,
    );
  }
  return text;
};

/**
 * Throws if a Modify both sets and removes a field. `set` has the values that it sets, by the name in `RemoveField`.
 */
export function checkRemoved<F extends string>(
  removed: readonly F[],
  set: Readonly<Record<F, unknown>>,
): void {
  const both = removed.find((field) => set[field] !== undefined);
  if (both) throw setAndRemoved(both);
}
