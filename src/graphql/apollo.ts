/** Apollo Server as this gateway sets it up: CSRF guard on, batching off, failures masked and logged. */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Logger } from '../server/log.ts';
import type { GatewayContext } from './context.ts';
import { forbidden, formatError, isUnexpected } from './errors.ts';

export async function startApollo(schema: GraphQLSchema, log: Logger): Promise<ApolloServer<GatewayContext>> {
  const apollo = new ApolloServer<GatewayContext>({
    schema,
    formatError,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: log,
    // The trace would answer any caller who sets a header, with the time of every resolver.
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      requestIds(log),
      readOnly,
    ],
  });
  await apollo.start();
  return apollo;
}

/** Refuses every mutation where the gateway is set up so that it must make none. */
const readOnly: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, contextValue: { readOnlyReason, audit } }) => {
      if (operation?.operation !== 'mutation' || readOnlyReason === undefined) return;
      audit.denied({ action: 'mutation', reason: 'READ_ONLY' });
      throw forbidden(readOnlyReason);
    },
  }),
};

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
