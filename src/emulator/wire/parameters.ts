/** Parsers of action parameters: each turns a node of the parameter tree into a typed value or throws EC2's error. */
import { invalidValue, missingParameter, unknownParameter } from '../errors.ts';
import type { ParameterNode } from './query.ts';

/** `name` is the parameter's full name on the wire, for messages. The node is undefined if the parameter is absent. */
export type Parser<T> = (node: ParameterNode | undefined, name: string) => T;

/** Parsers by parameter. */
export type Parsers = Readonly<Record<string, Parser<unknown>>>;

/** The values that a table of parsers returns. */
export type Parsed<F extends Parsers> = { [K in keyof F]: F[K] extends Parser<infer T> ? T : never };

/** The text of a parameter, or undefined if it is absent. */
export const string: Parser<string | undefined> = (node, name) => {
  if (node?.children) throw unknownParameter(`${name}.${[...node.children.keys()][0]}`);
  return node?.value;
};

/** Text that must be one of `values`. */
export function oneOf<const V extends string>(...values: V[]): Parser<V | undefined> {
  return (node, name) => {
    const text = string(node, name);
    if (text === undefined) return undefined;
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) throw invalidValue(name, text, `Expecting one of: ${values.join(', ')}.`);
    return value;
  };
}

/** `true` or `false`, in upper or lower case, as EC2 accepts it. */
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

/** Makes a parameter mandatory: throws MissingParameter if it is absent or empty. */
export function required<T>(parser: Parser<T | undefined>): Parser<T> {
  return (node, name) => {
    if (!node?.children && !node?.value) throw missingParameter(name);
    return present(parser, node, name);
  };
}

/** A flattened list: `Name.1`, `Name.2`. An absent list is an empty one, because the wire cannot tell them apart. */
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

/** A structure of named members: `Name.FromPort`, `Name.ToPort`. Undefined if absent; unknown members are rejected. */
export function structure<F extends Parsers>(fields: F): Parser<Parsed<F> | undefined> {
  return (node, name) => {
    if (!node) return undefined;
    if (node.value !== undefined) throw unknownParameter(name);
    return parseFields(fields, node, `${name}.`);
  };
}

/** Parses every member of `node` with its parser in `fields`. Throws UnknownParameter for a member that has none. */
export function parseFields<F extends Parsers>(fields: F, node: ParameterNode, prefix = ''): Parsed<F> {
  for (const name of node.children?.keys() ?? []) {
    if (!Object.hasOwn(fields, name)) throw unknownParameter(prefix + name);
  }
  const values: Record<string, unknown> = {};
  for (const [name, parser] of Object.entries(fields)) {
    values[name] = parser(node.children?.get(name), prefix + name);
  }
  // Each key now has the value of its own parser.
  return values as Parsed<F>;
}
