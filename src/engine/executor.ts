/** Executes operations: queries that are asked for again are compiled, everything else goes through graphql-js. */
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  parse,
  Source,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { conditionsOf, withoutConditions } from './conditions.ts';
import { fieldsOf } from './weight.ts';

/** A validated operation. */
export interface Operation<Context = unknown> {
  readonly document: DocumentNode;
  /** The document as it was sent. */
  readonly source: string;
  /** Names the document. */
  readonly queryHash: string;
  readonly operationName: string | null | undefined;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly variables: Record<string, unknown> | undefined;
  readonly context: Context;
}

export type Executor<Context = unknown> = (operation: Operation<Context>) => Promise<ExecutionResult>;

type Compiled = CompiledQuery['query'];

/** A compiled query takes some three kilobytes a field, counted wherever its fragment is spread: all of them some 60 MB. */
const maxFields = 20_000;

/**
 * Creates the executor of a schema. Compiled or not, results are the same; only the order of several errors may differ,
 * which GraphQL leaves open.
 *
 * @param maxCoercionErrors how many errors of the variables are looked for; the default is graphql-js's.
 */
export function createExecutor(schema: GraphQLSchema, maxCoercionErrors = 50): Executor {
  /** By document, operation and conditions. */
  const known = new LRUCache<string, Compiled | 'asked for once' | 'cannot be compiled'>({
    maxSize: maxFields,
  });

  function compiledOf(operation: Operation): Compiled | undefined {
    // Changes stay with graphql-js: they wait for EC2 anyway, and it makes them one after the other.
    if (operation.kind !== 'query') return undefined;
    const variables = coerce(schema, operation);
    // What the compiler makes of a variable that does not fit is not always what graphql-js does.
    if (variables === undefined) return undefined;
    const conditions = conditionsOf(operation.document, variables);
    const key = `${operation.queryHash} ${operation.operationName ?? ''} ${conditions.join()}`;
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
      operationName: operation.operationName,
      variableValues: operation.variables,
      contextValue: operation.context,
      options: { maxCoercionErrors },
    });
  };
}

/** @returns undefined when the variables do not fit. */
function coerce(
  schema: GraphQLSchema,
  { document, operationName, variables = {} }: Operation,
): Readonly<Record<string, unknown>> | undefined {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  return getVariableValues(schema, definitions, variables).coerced;
}

/** @returns undefined when the query cannot be compiled. */
function compile(
  schema: GraphQLSchema,
  { source, operationName }: Operation,
  conditions: ReadonlySet<string>,
): Compiled | undefined {
  // The compiler writes into the document, so it gets one of its own.
  const document = withoutConditions(parse(source), conditions);
  const compiled = compileQuery(schema, document, operationName ?? undefined);
  return isCompiledQuery(compiled) ? compiled.query : undefined;
}

/**
 * Whether graphql-js would answer with the same data and errors: it does where resolvers failed. It does not, and the
 * query has to be executed again, which changes nothing, where
 * - variables or values do not fit, which is put into other words,
 * - a null where none may be takes what is around it along,
 * - an item of a list failed, which graphql-jit 0.8.9 leaves out.
 */
function areSame({ data, errors }: ExecutionResult): boolean {
  return (errors ?? []).every(({ originalError, path = [] }) => {
    if (!(originalError instanceof Error) || typeof path.at(-1) !== 'string') return false;
    let parent: unknown = data;
    for (const key of path.slice(0, -1)) parent = (parent as Record<PropertyKey, unknown> | null)?.[key];
    return parent !== null && parent !== undefined;
  });
}

/** The error as graphql-js makes it: the compiler's own lacks what Apollo relies on. */
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
