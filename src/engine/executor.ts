/** Executes operations: repeated queries are compiled by graphql-jit, everything else is executed by graphql-js. */
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { areSame, type Compiled, compile, located } from './compiling.ts';
import { conditionsOf } from './conditions.ts';
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
      entry =
        compile(schema, operation.document, operation.definition.name?.value, new Set(conditions)) ??
        'cannot be compiled';
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
