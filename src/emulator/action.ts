/** How an EC2 action is built, and in which order it processes a request. */
import { dryRun } from './errors.ts';
import type { Estate } from './state/world.ts';
import { boolean, type Parsed, type Parser, type Parsers, parseFields } from './wire/parameters.ts';
import type { ParameterNode } from './wire/query.ts';
import type { WireObject } from './wire/xml.ts';

/**
 * Handles one request and returns the response. `authorize` throws UnauthorizedOperation if the caller may not use the
 * action.
 */
export type Action = (tree: ParameterNode, estate: Estate, authorize: () => void) => WireObject;

/**
 * Builds an action that validates the parameters, then authorizes the caller, then answers a dry run, and only then
 * touches the state (our decision: EC2's order is not documented). `check` validates parameters against each other,
 * `handle` against the state.
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

/** Parses one parameter and removes it from `fields`, so that the others can be parsed without it. */
export function take<T>(fields: Map<string, ParameterNode>, name: string, parser: Parser<T>): T {
  const value = parser(fields.get(name), name);
  fields.delete(name);
  return value;
}
