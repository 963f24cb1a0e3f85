/** What an EC2 action is made of, and the order in which every action is answered. */
import { dryRun } from './errors.ts';
import type { Estate } from './state/world.ts';
import { boolean, type Parsed, type Parser, type Parsers, parseFields } from './wire/parameters.ts';
import type { ParameterNode } from './wire/query.ts';
import type { WireObject } from './wire/xml.ts';

/** Runs one request. `authorize` throws when the caller may not do this. */
export type Action = (tree: ParameterNode, estate: Estate, authorize: () => void) => WireObject;

/**
 * Parameters first, then permission, then DryRun, and only then anything that needs state (a decision: EC2's order
 * is not documented). `check` holds the rules between parameters that need no state.
 */
export function action<F extends Parsers>(
  parameters: F,
  handle: (parameters: Parsed<F>, estate: Estate) => WireObject,
  check?: (parameters: Parsed<F>) => void,
): Action {
  return ({ children }, estate, authorize) => {
    const fields = new Map(children);
    const isDryRun = take(fields, 'DryRun', boolean);
    const parsed = parseFields(parameters, { children: fields });
    check?.(parsed);
    authorize();
    if (isDryRun) throw dryRun();
    return handle(parsed, estate);
  };
}

/** Parses a parameter that many actions have, and takes it out of what is left to parse. */
export function take<T>(fields: Map<string, ParameterNode>, name: string, parser: Parser<T>): T {
  const value = parser(fields.get(name), name);
  fields.delete(name);
  return value;
}
