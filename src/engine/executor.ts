/** Executes operations: repeated queries are compiled by graphql-jit, everything else is executed by graphql-js. */
import {
  BREAK,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
  Source,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { conditionsOf, withoutConditions } from './conditions.ts';
import { fieldsOf } from './weight.ts';

/** A validated operation. */
export interface Operation<Context = unknown> {
  readonly document: DocumentNode;
  /** The document's text. */
  readonly source: string;
  /** Identifies the document. */
  readonly queryHash: string;
  /** The operation of the document to execute. */
  readonly definition: OperationDefinitionNode;
  /** As the client sent them. */
  readonly variables: Record<string, unknown> | undefined;
  /** As graphql-js reads them; undefined when they are invalid. */
  readonly coerced: Readonly<Record<string, unknown>> | undefined;
  readonly context: Context;
}

export type Executor<Context = unknown> = (operation: Operation<Context>) => Promise<ExecutionResult>;

type Compiled = CompiledQuery['query'];

/** A compiled query takes about 3 KB per field, and a fragment's fields count each time it is spread. This limits all of them to about 60 MB. */
const maxFields = 20_000;

/**
 * Creates the executor of a schema. Results are the same whether a query is compiled or not; only the order of several errors may
 * differ, which GraphQL leaves open.
 *
 * @param maxCoercionErrors how many errors in the variables are reported; the default is graphql-js's.
 */
export function createExecutor(schema: GraphQLSchema, maxCoercionErrors = 50): Executor {
  /** By document, operation and conditions. */
  const known = new LRUCache<string, Compiled | 'asked for once' | 'cannot be compiled'>({
    maxSize: maxFields,
  });

  function compiledOf(operation: Operation): Compiled | undefined {
    // graphql-js executes mutations: they wait for EC2 anyway, and it runs them one after the other.
    if (operation.definition.operation !== 'query') return undefined;
    // The compiler does not always treat an invalid variable as graphql-js does.
    if (operation.coerced === undefined) return undefined;
    const conditions = conditionsOf(operation.document, operation.coerced);
    const key = `${operation.queryHash} ${operation.definition.name?.value ?? ''} ${conditions.join()}`;
    let entry = known.get(key);
    if (entry === undefined) known.set(key, 'asked for once', { size: 1 });
    if (entry === 'asked for once') {
      entry = compile(schema, operation, new Set(conditions)) ?? 'cannot be compiled';
      known.set(key, entry, { size: fieldsOf(operation.document) });
    }
    return typeof entry === 'function' ? entry : undefined;
  }

  return async (operation) => {
    const compiled = compiledOf(operation);
    if (compiled !== undefined) {
      const result = await compiled(undefined, operation.context, operation.variables);
      if (result.errors === undefined) return result;
      if (areSame(result)) return { ...result, errors: result.errors.map(located(operation.source)) };
    }
    return execute({
      schema,
      document: operation.document,
      operationName: operation.definition.name?.value,
      variableValues: operation.variables,
      contextValue: operation.context,
      options: { maxCoercionErrors },
    });
  };
}

/** The variables as graphql-js reads them. @returns undefined when they are invalid. */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Record<string, unknown> = {},
): Readonly<Record<string, unknown>> | undefined {
  return getVariableValues(schema, variableDefinitions, variables).coerced;
}

/** @returns undefined when the query cannot be compiled. */
function compile(
  schema: GraphQLSchema,
  { document, definition }: Operation,
  conditions: ReadonlySet<string>,
): Compiled | undefined {
  // Compiled code builds results from object literals, where this name sets the prototype.
  if (hasName(document, '__proto__')) return undefined;
  // The compiler modifies the document, so it gets a copy.
  const decided = withoutConditions(document, conditions);
  const compiled = compileQuery(schema, decided, definition.name?.value);
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
function areSame({ data, errors }: ExecutionResult): boolean {
  return (errors ?? []).every(({ originalError, path = [] }) => {
    if (!(originalError instanceof Error) || typeof path.at(-1) !== 'string') return false;
    let parent: unknown = data;
    for (const key of path.slice(0, -1)) parent = (parent as Record<PropertyKey, unknown> | null)?.[key];
    return parent !== null && parent !== undefined;
  });
}

/** Creates the error as graphql-js would: the compiler's errors lack properties that Apollo relies on. */
function located(text: string): (error: GraphQLError) => GraphQLError {
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
