/** Parsers of action parameters: each takes a node of the parameter tree and gives a typed value or throws EC2's error. */

import { decisions } from '../decisions.ts';
import { invalidParameter, invalidValue, missingParameter, unknownParameter } from '../errors.ts';
import { type IdKind, parseId } from '../ids.ts';
import { cidrFamily } from '../network/cidr.ts';
import type { ParameterNode } from './query.ts';

/** `name` is the parameter's full name on the wire, for messages. An absent parameter is an undefined node. */
export type Parser<T> = (node: ParameterNode | undefined, name: string) => T;

/** A table of parsers, by parameter. */
export type Parsers = Readonly<Record<string, Parser<unknown>>>;

/** What a table of parsers gives. */
export type Parsed<F extends Parsers> = { [K in keyof F]: F[K] extends Parser<infer T> ? T : never };

/** The text of a parameter, or undefined when it is absent. */
export const string: Parser<string | undefined> = (node, name) => {
  if (node?.children) throw unknownParameter(`${name}.${[...node.children.keys()][0]}`);
  return node?.value;
};

/** Text that has to be one of `values`. */
export function oneOf<const V extends string>(...values: V[]): Parser<V | undefined> {
  return (node, name) => {
    const text = string(node, name);
    if (text === undefined) return undefined;
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) throw invalidValue(name, text, `Expecting one of: ${values.join(', ')}.`);
    return value;
  };
}

/** `true` or `false`, in any case as EC2 takes it. */
export const boolean: Parser<boolean | undefined> = (node, name) => {
  const text = string(node, name);
  if (text === undefined) return undefined;
  if (!/^(?:true|false)$/i.test(text)) throw invalidValue(name, text, 'Expecting true or false.');
  return text.toLowerCase() === 'true';
};

/** A whole number in [min, max]. */
export function integer(min: number, max: number): Parser<number | undefined> {
  return (node, name) => {
    const text = string(node, name);
    if (text === undefined) return undefined;
    if (!/^-?\d{1,15}$/.test(text)) throw invalidValue(name, text, 'Expecting a whole number.');
    const value = Number(text);
    if (value < min || value > max) {
      throw invalidValue(name, text, `Expecting a value between ${min} and ${max}.`);
    }
    return value;
  };
}

/** An id of this kind, well formed; whether it exists is the handler's business. */
export function id(kind: IdKind): Parser<string | undefined> {
  return (node, name) => {
    const text = string(node, name);
    return text === undefined ? undefined : parseId(kind, text);
  };
}

/** The same, and MissingParameter when it is absent or empty. */
export function required<T>(parser: Parser<T | undefined>): Parser<T> {
  return (node, name) => {
    if (!node?.children && !node?.value) throw missingParameter(name);
    return present(parser, node, name);
  };
}

/** A flattened, 1-based list: `Name.1`, `Name.2`. Absent is an empty list: the wire cannot tell them apart. */
export function list<T>(item: Parser<T | undefined>): Parser<T[]> {
  return (node, name) => {
    if (node?.value !== undefined) throw unknownParameter(name);
    const entries = [...(node?.children ?? [])];
    for (const [index] of entries) {
      if (!/^[1-9]\d{0,8}$/.test(index)) throw unknownParameter(`${name}.${index}`);
    }
    return entries
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([index, child]) => present(item, child, `${name}.${index}`));
  };
}

function present<T>(parser: Parser<T | undefined>, node: ParameterNode | undefined, name: string): T {
  const value = parser(node, name);
  if (value === undefined) throw missingParameter(name);
  return value;
}

/** A structure of named parts: `Name.FromPort`, `Name.ToPort`. Undefined when absent; unknown parts are refused. */
export function structure<F extends Parsers>(fields: F): Parser<Parsed<F> | undefined> {
  return (node, name) => {
    if (!node) return undefined;
    if (node.value !== undefined) throw unknownParameter(name);
    return parseFields(fields, node, `${name}.`);
  };
}

/** Parses every field of `node` with the parser that `fields` has for it; throws UnknownParameter for one that has none. */
export function parseFields<F extends Parsers>(fields: F, node: ParameterNode, prefix = ''): Parsed<F> {
  for (const name of node.children?.keys() ?? []) {
    if (!Object.hasOwn(fields, name)) throw unknownParameter(prefix + name);
  }
  const values: Record<string, unknown> = {};
  for (const [name, parser] of Object.entries(fields)) {
    values[name] = parser(node.children?.get(name), prefix + name);
  }
  // Each key has just been given the value of its own parser.
  return values as Parsed<F>;
}

/** Page size. EC2 words: "Expecting a value greater than 5" for one that is too small. */
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

/** Characters and not UTF-16 units, as the limits of AWS are worded. */
export const charactersIn = (text: string) => [...text].length;

/** A description: any text, of bounded length. */
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
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole ASCII range is meant
  if (token !== undefined && !/^[\u0000-\u007f]{1,64}$/.test(token)) {
    throw invalidValue(name, token, 'Expecting at most 64 ASCII characters.');
  }
  return token;
};

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
