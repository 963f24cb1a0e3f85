/** Compiles queries with graphql-jit, and makes its results those of graphql-js. */
import { setFlagsFromString } from 'node:v8';
import {
  BREAK,
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  Source,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { withoutConditions } from './conditions.ts';

// V8 caches the source and code of every `new Function` until memory runs short, also when nothing uses it any more. Measured with
// Node.js 20: 1,500 queries that were compiled and forgotten kept 420 MB.
setFlagsFromString('--no-compilation-cache');

export type Compiled = CompiledQuery['query'];

/** @returns undefined when the query cannot be compiled. */
export function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  conditions: ReadonlySet<string>,
): Compiled | undefined {
  // Compiled code builds results from object literals, where this name sets the prototype.
  if (hasName(document, '__proto__')) return undefined;
  // The compiler modifies the document, so it gets a copy.
  const decided = withoutConditions(document, conditions);
  const compiled = compileQuery(schema, decided, operationName);
  return isCompiledQuery(compiled) ? compiled.query : undefined;
}

function hasName(document: DocumentNode, name: string): boolean {
  let isFound = false;
  visit(document, {
    Name(node) {
      isFound ||= node.value === name;
      return isFound ? BREAK : undefined;
    },
  });
  return isFound;
}

/**
 * Whether graphql-js would return the same data and errors. It would where only resolvers of nullable fields failed. Otherwise the query
 * is executed again, which is safe because queries change nothing:
 * - a variable or value is invalid, for which the compiler has other messages,
 * - a null is not allowed and propagates to the parent,
 * - an item of a list failed: graphql-jit 0.8.9 drops the error.
 */
export function areSame({ data, errors }: ExecutionResult): boolean {
  return (errors ?? []).every(({ originalError, path = [] }) => {
    if (!(originalError instanceof Error) || typeof path.at(-1) !== 'string') return false;
    let parent: unknown = data;
    for (const key of path.slice(0, -1)) parent = (parent as Record<PropertyKey, unknown> | null)?.[key];
    return parent !== null && parent !== undefined;
  });
}

/** Creates the error as graphql-js would: the compiler's errors lack properties that Apollo relies on. */
export function located(text: string): (error: GraphQLError) => GraphQLError {
  const source = new Source(text);
  const lines = text.split(/(?<=\r\n|[\n\r](?!\n))/);
  const offsetOf = (line: number) => lines.slice(0, line - 1).join('').length;
  return ({ message, path, locations = [], originalError }) =>
    new GraphQLError(message, {
      source,
      positions: locations.map(({ line, column }) => offsetOf(line) + column - 1),
      path,
      originalError,
    });
}
