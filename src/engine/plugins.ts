/** What the gateway adds to Apollo Server at each request: authorization, request ids in errors, and the limit and count of answers. */
import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLFormattedError,
  type OperationDefinitionNode,
} from 'graphql';
import type { Cost } from '../ec2/usage.ts';
import type { DeprecatedUses } from './deprecations.ts';
import { rootFieldsOf } from './documents.ts';
import type { EngineContext, EngineOptions } from './options.ts';
import { type Printed, print } from './printing.ts';

/** Reports the deprecated elements that an operation uses, when it is about to run. */
export function deprecations<Context extends EngineContext>(
  usedBy: DeprecatedUses,
): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async ({ contextValue: { onDeprecated } }) => ({
      executionDidStart: async ({ document, operation, queryHash, request: { variables = {} } }) => {
        for (const element of usedBy({ document, definition: operation, queryHash, variables }))
          onDeprecated(element);
      },
    }),
  };
}

/** Refuses a document without a definite operation, and operations that the caller may not run. */
export function authorization<Context extends EngineContext>({
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

const toRequested = (document: DocumentNode, operation: OperationDefinitionNode) => ({
  kind: operation.operation,
  rootFields: rootFieldsOf(document, operation),
});

function noSubscriptions(): GraphQLError {
  return new GraphQLError('Subscriptions are not supported. Send queries and mutations.', {
    extensions: { code: 'OPERATION_NOT_SUPPORTED', http: { status: 400 } },
  });
}

function noOperation(operationName: string | undefined): GraphQLError {
  const message =
    typeof operationName === 'string'
      ? 'The document has no operation with the name in `operationName`.'
      : 'The document has several operations: set `operationName` to the one to run.';
  return new GraphQLError(message, {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
  });
}

const maxMessageLength = 1_000;

/** Adds the request id to every error, logs the errors that are masked, and rewords those below the payload of a mutation. */
export function requestIds<Context extends EngineContext>({
  log,
  isUnexpected,
  belowPayload,
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
      willSendResponse: async ({ response: { body }, operation }) => {
        if (body.kind !== 'single' || body.singleResult.errors === undefined) return;
        const isMutation = operation?.operation === 'mutation';
        const reworded = (error: GraphQLFormattedError) =>
          isMutation && (error.path?.length ?? 0) > 1 ? belowPayload(error) : error;
        body.singleResult.errors = body.singleResult.errors.map(reworded).map((error) => ({
          ...error,
          // Messages quote values of the request, which may be long.
          message: error.message.slice(0, maxMessageLength),
          extensions: { ...error.extensions, requestId },
        }));
      },
    }),
  };
}

/** Adds the cost of a request where the client asked for it, refuses answers that are too large, and hands over every answer. */
export function answering<Context extends EngineContext>({
  maxAnswerBytes,
}: EngineOptions<Context>): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async ({ contextValue: { wantsCost, usage, requestId, onAnswer } }) => ({
      willSendResponse: async ({ response: { body, http }, operation }) => {
        if (body.kind !== 'single') return;
        if (wantsCost) {
          const ec2 = { ...usage.cost, waitedMs: Math.round(usage.cost.waitedMs) };
          body.singleResult.extensions = { ...body.singleResult.extensions, ec2 };
          http.headers.set('x-ec2-cost', toCostHeader(ec2));
        }
        let answer = await print(body.singleResult, maxAnswerBytes);
        if (answer === undefined) {
          body.singleResult = tooLarge(operation?.operation === 'mutation', maxAnswerBytes, requestId);
          answer = (await print(body.singleResult, Number.POSITIVE_INFINITY)) as Printed;
        }
        const [error] = body.singleResult.errors ?? [];
        onAnswer(operation?.operation, error && String(error.extensions?.code), answer);
      },
    }),
  };
}

/** The cost as a dictionary of RFC 9651, for clients behind a gateway that leaves out `extensions`. */
const toCostHeader = ({ calls, waitedMs, retries }: Cost) =>
  `calls=${calls}, waited-ms=${waitedMs}, retries=${retries}`;

/** What is answered in place of an answer that is too large. */
function tooLarge(isMutation: boolean, max: number, requestId: string) {
  const message = isMutation
    ? `The mutation was carried out, but its answer is larger than ${max} bytes. Query the resources to see what changed, instead of sending it again.`
    : `The answer is larger than ${max} bytes. Ask for smaller pages, fewer fields or fewer aliases.`;
  const extensions = { code: 'LIMIT_EXCEEDED', limit: 'answerBytes', max, retryable: false, requestId };
  return { errors: [{ message, extensions }], data: null };
}
