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
  GraphQLError,
  type GraphQLSchema,
  Kind,
} from 'graphql';
import { createScopeTable, findForbiddenField, type ScopeTable } from '../access/permissions.ts';
import type { GatewayContext } from '../api/context.ts';
import { forbidden, formatError, isUnexpected } from '../api/errors.ts';
import { withCost } from '../ec2/cost.ts';
import type { Logger } from '../log.ts';
import { createExecutor } from './executor.ts';
import { stringifyResult } from './printing.ts';
import { shareQueries } from './sharing.ts';

/** Told of every answer. @param operation `query`, `mutation`, or `none` when it could not be told. */
export type OnAnswer = (operation: string, outcome: 'ok' | 'errors') => void;

interface ApolloOptions {
  readonly log: Logger;
  readonly onAnswer: OnAnswer;
  /** How many errors of a document, and of its variables, are looked for. */
  readonly maxErrors: number;
  /** Whether a misspelt name is answered with names that the schema has. */
  readonly suggestsNames: boolean;
}

export async function startApollo(
  schema: GraphQLSchema,
  { log, onAnswer, maxErrors, suggestsNames }: ApolloOptions,
): Promise<ApolloServer<GatewayContext>> {
  const apollo = new ApolloServer<GatewayContext>({
    gateway: executing(schema, maxErrors),
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
    // The trace would answer any caller who sets a header, with the time of every resolver.
    // The cache control would wrap every resolver, to find out that nothing here may be cached.
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      requestIds(log),
      reporting(onAnswer),
      namedOperation,
      readOnly,
      permissions(createScopeTable(schema)),
    ],
  });
  await apollo.start();
  return apollo;
}

/** Lets Apollo execute with our executor; "gateway" is its name for that, and there is none. */
function executing(schema: GraphQLSchema, maxErrors: number): GatewayInterface {
  const executor = shareQueries(createExecutor(schema, maxErrors));
  let publish: (schema: GraphQLSchema) => void = () => {};
  return {
    onSchemaLoadOrUpdate(listener) {
      publish = (apiSchema) => listener({ apiSchema, coreSupergraphSdl: '' });
      return () => {};
    },
    async load() {
      publish(schema);
      return {
        executor: ({ document, source, queryHash, operationName, operation, request, ...rest }) => {
          const context = rest.context as GatewayContext;
          const { variables } = request;
          const kind = operation.operation;
          const run = () =>
            executor({ document, source, queryHash, operationName, kind, variables, context });
          return context.cost === undefined ? run() : withCost(context.cost, run);
        },
      };
    },
    stop: async () => {},
  };
}

/** Refuses a document of which nobody can tell what to run. What comes after relies on that. */
const namedOperation: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, request: { operationName } }) => {
      if (operation !== undefined) return;
      const message = operationName
        ? 'The document has no operation of the name in `operationName`.'
        : 'The document has several operations: say in `operationName` which one to run.';
      throw new GraphQLError(message, {
        extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
      });
    },
  }),
};

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

/** Refuses an operation that has a root field beyond the caller's scopes, wholly, before anything of it runs. */
function permissions(table: ScopeTable): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operation, contextValue: { caller, audit } }) => {
        if (!operation || !document) return;
        const field = findForbiddenField(table, operation, fragmentsOf(document), caller.scopes);
        if (field === undefined) return;
        audit.denied({ action: field, reason: 'MISSING_SCOPE' });
        throw forbidden(`the token does not allow \`${field}\``);
      },
    }),
  };
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

const maxMessageLength = 1_000;

/** Puts the request id beside every error, and what was masked into the log. */
function requestIds(log: Logger): ApolloServerPlugin<GatewayContext> {
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
          // Errors repeat what they are about, and that may be as long as a request.
          message: error.message.slice(0, maxMessageLength),
          extensions: { ...error.extensions, requestId },
        }));
      },
    }),
  };
}

/** Says what the answer cost, where that was asked for, and counts it. */
function reporting(onAnswer: OnAnswer): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async ({ contextValue: { cost } }) => ({
      willSendResponse: async ({ response: { body }, operation }) => {
        if (body.kind !== 'single') return;
        const { singleResult } = body;
        onAnswer(operation?.operation ?? 'none', singleResult.errors === undefined ? 'ok' : 'errors');
        if (cost === undefined) return;
        const ec2 = { ...cost, waitedMs: Math.round(cost.waitedMs) };
        singleResult.extensions = { ...singleResult.extensions, ec2 };
      },
    }),
  };
}
