/** Apollo Server as this gateway sets it up: CSRF prevention on, batching off, unexpected errors masked and logged. */
import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { CallUsage, Ec2Usage } from '../ec2/usage.ts';
import type { Logger } from '../log.ts';
import { type Documents, rootFieldsOf } from './documents.ts';
import { coerceVariables, createExecutor, type Operation } from './executor.ts';
import { stringifyResult } from './printing.ts';
import { type Shareable, shareQueries } from './sharing.ts';

/** What the engine needs to know about a request. Resolvers get a context with more. */
export interface EngineContext extends Shareable {
  readonly requestId: string;
  readonly usage: Ec2Usage;
  /** Whether the answer reports how many EC2 calls it took. */
  readonly wantsCost: boolean;
}

/** An operation before it runs. */
export interface Requested {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly rootFields: readonly string[];
}

export interface EngineOptions<Context> {
  readonly log: Logger;
  readonly documents: Documents;
  /** Called for every answer. @param operation `query`, `mutation`, or `none` when it is unknown. */
  readonly onAnswer: (operation: string, outcome: 'ok' | 'errors') => void;
  /** How many errors in a document or its variables are reported. */
  readonly maxErrors: number;
  /** Whether errors about misspelt names suggest similar names in the schema. */
  readonly suggestsNames: boolean;
  /** Refuses an operation as a whole, before anything of it runs. @throws GraphQLError. */
  readonly authorize: (requested: Requested, context: Context) => void;
  /** Creates the context of one execution that several requests share. */
  readonly forGroup: (context: Context, usage: CallUsage) => Context;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  /** True for errors that were not thrown on purpose. They are logged. */
  readonly isUnexpected: (error: unknown) => boolean;
}

/** Creates and starts Apollo Server. */
export async function startApollo<Context extends EngineContext>(
  schema: GraphQLSchema,
  options: EngineOptions<Context>,
): Promise<ApolloServer<Context>> {
  const { log, documents, maxErrors, suggestsNames, formatError } = options;
  const apollo = new ApolloServer<Context>({
    gateway: executing(schema, options),
    documentStore: documents.valid,
    stringifyResult,
    formatError,
    introspection: true,
    hideSchemaDetailsFromClientErrors: !suggestsNames,
    validationOptions: { maxErrors },
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [
      // It would wrap every resolver, and no answer of this gateway may be cached.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      // It would reveal the timing of every resolver to any caller who sets a header.
      ApolloServerPluginInlineTraceDisabled(),
      requestIds(options),
      reporting(options),
      authorization(options),
    ],
  });
  await apollo.start();
  return apollo;
}

type Gateway = ApolloServerOptionsWithGateway<EngineContext>['gateway'];

/** Makes Apollo use our executor, through its option `gateway`. Despite that name, nothing is routed. */
function executing<Context extends EngineContext>(
  schema: GraphQLSchema,
  { maxErrors, forGroup }: EngineOptions<Context>,
): Gateway {
  const queries = schema.getQueryType()?.getFields() ?? {};
  const mayShare = ({ document, definition }: Operation<Context>) =>
    definition.operation === 'query' &&
    rootFieldsOf(document, definition).every((name) => queries[name]?.extensions.executeAlone !== true);
  const execute = shareQueries<Context>(createExecutor(schema, maxErrors), mayShare, forGroup);
  let publish: (schema: GraphQLSchema) => void = () => {};
  return {
    onSchemaLoadOrUpdate(listener) {
      publish = (apiSchema) => listener({ apiSchema, coreSupergraphSdl: '' });
      return () => {};
    },
    async load() {
      publish(schema);
      return {
        executor: ({ document, source, queryHash, operation, request, ...rest }) =>
          execute({
            document,
            source,
            queryHash,
            definition: operation,
            variables: request.variables,
            coerced: coerceVariables(schema, operation, request.variables),
            context: rest.context as unknown as Context,
          }),
      };
    },
    stop: async () => {},
  };
}

/** Refuses a document without a definite operation, and operations that the caller may not run. */
function authorization<Context extends EngineContext>({
  authorize,
}: EngineOptions<Context>): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operation, request: { operationName }, contextValue }) => {
        if (operation === undefined) throw noOperation(operationName);
        if (operation.operation === 'subscription') throw noSubscriptions();
        authorize(toRequested(document, operation), contextValue);
      },
    }),
  };
}

const toRequested = (document: DocumentNode, operation: OperationDefinitionNode): Requested => ({
  kind: operation.operation,
  rootFields: rootFieldsOf(document, operation),
});

function noSubscriptions(): GraphQLError {
  return new GraphQLError('Subscriptions are not supported. Send queries and mutations.', {
    extensions: { code: 'OPERATION_NOT_SUPPORTED', http: { status: 400 } },
  });
}

function noOperation(operationName: string | undefined): GraphQLError {
  const message = operationName
    ? 'The document has no operation with the name in `operationName`.'
    : 'The document has several operations: set `operationName` to the one to run.';
  return new GraphQLError(message, {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
  });
}

const maxMessageLength = 1_000;

/** Adds the request id to every error, and logs the errors that are masked. */
function requestIds<Context extends EngineContext>({
  log,
  isUnexpected,
}: EngineOptions<Context>): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async ({ contextValue: { requestId } }) => ({
      didEncounterErrors: async ({ errors }) => {
        for (const error of errors.filter(isUnexpected))
          log.error(
            { requestId, at: error.path?.join('.'), err: error.originalError ?? error },
            'resolver failed',
          );
      },
      willSendResponse: async ({ response: { body } }) => {
        if (body.kind !== 'single' || body.singleResult.errors === undefined) return;
        body.singleResult.errors = body.singleResult.errors.map((error) => ({
          ...error,
          // Messages quote values of the request, which may be long.
          message: error.message.slice(0, maxMessageLength),
          extensions: { ...error.extensions, requestId },
        }));
      },
    }),
  };
}

/** Counts every answer, and adds its cost where the client asked for it. */
function reporting<Context extends EngineContext>({
  onAnswer,
}: EngineOptions<Context>): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async ({ contextValue: { wantsCost, usage } }) => ({
      willSendResponse: async ({ response: { body }, operation }) => {
        if (body.kind !== 'single') return;
        const { singleResult } = body;
        onAnswer(operation?.operation ?? 'none', singleResult.errors === undefined ? 'ok' : 'errors');
        if (!wantsCost) return;
        const ec2 = { ...usage.cost, waitedMs: Math.round(usage.cost.waitedMs) };
        singleResult.extensions = { ...singleResult.extensions, ec2 };
      },
    }),
  };
}
