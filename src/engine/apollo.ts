/** Apollo Server as this gateway sets it up: CSRF prevention on, batching off, unexpected errors masked and logged. */
import { ApolloServer, type ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import { createDeprecatedUses } from './deprecations.ts';
import { rootFieldsOf } from './documents.ts';
import { coerceVariables, createExecutor, type Operation } from './executor.ts';
import type { EngineContext, EngineOptions } from './options.ts';
import { answering, authorization, deprecations, requestIds } from './plugins.ts';
import { print, stringifyResult } from './printing.ts';
import { createRoom, roomInHeap } from './room.ts';
import { notExecuted, shareQueries } from './sharing.ts';

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
      authorization(options),
      deprecations(createDeprecatedUses(schema, documents.grow)),
      // The last one: it measures what the others have made of the answer.
      answering(options),
    ],
  });
  await apollo.start();
  return apollo;
}

type Gateway = ApolloServerOptionsWithGateway<EngineContext>['gateway'];

/** Makes Apollo use our executor, through its option `gateway`. Despite that name, nothing is routed. */
function executing<Context extends EngineContext>(
  schema: GraphQLSchema,
  { documents, maxErrors, maxAnswerBytes, forGroup }: EngineOptions<Context>,
): Gateway {
  const queries = schema.getQueryType()?.getFields() ?? {};
  const mayShare = ({ document, definition }: Operation<Context>) =>
    definition.operation === 'query' &&
    rootFieldsOf(document, definition).every((name) => queries[name]?.extensions.executeAlone !== true);
  const executor = createExecutor(schema, { maxCoercionErrors: maxErrors, onKept: documents.grow });
  const room = createRoom(roomInHeap());
  /** Also prints the answer: until then, it takes memory as objects. */
  const executeInRoom = (operation: Operation<Context>) =>
    room(operation.context.answerValues, operation.context.usage, async () => {
      const result = await executor(operation);
      if (result.data) await print({ data: result.data }, maxAnswerBytes);
      return result;
    }).catch(notExecuted);
  const execute = shareQueries<Context>(executeInRoom, mayShare, forGroup);
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
