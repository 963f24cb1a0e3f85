/** Executes operations: repeated queries are compiled by graphql-jit, everything else is executed by graphql-js. */
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
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

interface ExecutorOptions {
  /** How many errors in the variables are reported. Default: as many as graphql-js does. */
  readonly maxCoercionErrors?: number;
  /** Called with the bytes that are kept for a document, until it is no longer used. */
  readonly onKept?: (queryHash: string, bytes: number) => void;
  /** How many times graphql-js executes a query before it is compiled. */
  readonly compileAfter?: number;
}

/** Compiling, and running compiled code for the first time, takes about as long as this many executions by graphql-js. */
const usualCompileAfter = 10;

/** Measured: 7 to 12 KB. A fragment's fields count each time it is spread. */
const bytesPerField = 12_288;
const bytesPerCount = 256;

/**
 * Creates the executor of a schema. Results are the same whether a query is compiled or not; only the order of several errors may
 * differ, which GraphQL leaves open.
 */
export function createExecutor(
  schema: GraphQLSchema,
  { maxCoercionErrors = 50, onKept = () => {}, compileAfter = usualCompileAfter }: ExecutorOptions = {},
): Executor {
  /** Of each document, by operation and conditions: the compiled query, or how many times it was executed. */
  const known = new WeakMap<DocumentNode, Map<string, Compiled | number>>();

  function compiledOf({ document, definition, queryHash, coerced }: Operation): Compiled | undefined {
    // graphql-js executes mutations: they wait for EC2 anyway, and it runs them one after the other.
    if (definition.operation !== 'query') return undefined;
    // The compiler does not always treat an invalid variable as graphql-js does.
    if (coerced === undefined) return undefined;
    const entries = known.get(document) ?? new Map<string, Compiled | number>();
    known.set(document, entries);
    const name = definition.name?.value;
    const conditions = conditionsOf(document, coerced);
    const key = `${name ?? ''} ${conditions.join()}`;
    const entry = entries.get(key) ?? 0;
    if (typeof entry === 'function') return entry;
    if (entry === 0) onKept(queryHash, bytesPerCount + key.length);
    entries.set(key, entry + 1);
    if (entry !== compileAfter) return undefined;
    const compiled = compile(schema, document, name, new Set(conditions));
    if (compiled === undefined) return undefined;
    entries.set(key, compiled);
    onKept(queryHash, bytesPerField * fieldsOf(document));
    return compiled;
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
