/** Apollo Server as this gateway sets it up: CSRF guard on, batching off, failures masked and logged. */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
} from 'graphql';
import type { Logger } from '../server/log.ts';
import type { GatewayContext } from './context.ts';
import { forbidden, formatError, isUnexpected } from './errors.ts';
import { createExecutor } from './execute.ts';
import { createScopeTable, findForbiddenField, type ScopeTable } from './permissions.ts';

export async function startApollo(schema: GraphQLSchema, log: Logger): Promise<ApolloServer<GatewayContext>> {
  const apollo = new ApolloServer<GatewayContext>({
    gateway: executing(schema),
    formatError,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: log,
    // The trace would answer any caller who sets a header, with the time of every resolver.
    // The cache control would wrap every resolver, to find out that nothing here may be cached.
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      requestIds(log),
      readOnly,
      permissions(createScopeTable(schema)),
    ],
  });
  await apollo.start();
  return apollo;
}

/** Lets Apollo execute with our executor; "gateway" is its name for that, and there is none. */
function executing(schema: GraphQLSchema): GatewayInterface {
  const executor = createExecutor(schema);
  let publish: (schema: GraphQLSchema) => void = () => {};
  return {
    onSchemaLoadOrUpdate(listener) {
      publish = (apiSchema) => listener({ apiSchema, coreSupergraphSdl: '' });
      return () => {};
    },
    async load() {
      publish(schema);
      return {
        executor: ({ document, source, queryHash, operationName, operation, request, context }) =>
          executor({
            document,
            source,
            queryHash,
            operationName,
            kind: operation.operation,
            variables: request.variables,
            context,
          }),
      };
    },
    stop: async () => {},
  };
}

/** Refuses every mutation where the gateway is set up so that it must make none. */
const readOnly: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, contextValue: { readOnlyReason } }) => {
      if (operation?.operation === 'mutation' && readOnlyReason !== undefined)
        throw forbidden(readOnlyReason);
    },
  }),
};

/** Refuses an operation that has a root field beyond the caller's scopes, wholly, before anything of it runs. */
function permissions(table: ScopeTable): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operation, contextValue: { caller } }) => {
        if (!operation || !document) return;
        const field = findForbiddenField(table, operation, fragmentsOf(document), caller.scopes);
        if (field !== undefined) throw forbidden(`the token does not allow \`${field}\``);
      },
    }),
  };
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** Puts the request id beside every error, and what was masked into the log. */
function requestIds(log: Logger): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async ({ contextValue: { requestId } }) => ({
      didEncounterErrors: async ({ errors }) => {
        for (const error of errors.filter(isUnexpected))
          log.error({ requestId, ...trace(error) }, 'resolver failed');
      },
      willSendResponse: async ({ response: { body } }) => {
        if (body.kind !== 'single' || body.singleResult.errors === undefined) return;
        body.singleResult.errors = body.singleResult.errors.map((error) => ({
          ...error,
          extensions: { ...error.extensions, requestId },
        }));
      },
    }),
  };
}

/** Name, place and stack, and nothing that hangs on the error: an error of the SDK carries credentials. */
function trace(error: GraphQLError) {
  const { name, stack } = error.originalError ?? error;
  return { error: name, path: error.path?.join('.'), stack };
}
