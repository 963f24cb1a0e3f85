/** Top-level `errors`: requests that cannot be answered, reads that failed, and the mask over everything else. */
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Ec2Failure } from '../ec2/failure.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { AwsScopeError } from '../generated/types.ts';
import { backOff, codeOf, isOwnFault, messageOf, retryable } from './errorCodes.ts';

/** A failure of a read, or of the gateway, for the top-level `errors`. */
function forRead(failure: Ec2Failure) {
  const code = isOwnFault(failure) ? 'UPSTREAM_FORBIDDEN' : codeOf(failure);
  return {
    message: messageOf(failure, codeOf(failure)),
    extensions: {
      code,
      awsErrorCode: failure.awsCode,
      awsRequestId: failure.requestId,
      retryable: retryable(codeOf(failure)),
      ...(code === 'THROTTLED' ? backOff(failure) : {}),
      ...(code === 'LIMIT_EXCEEDED' ? { limit: 'ec2Calls', max: failure.maxCalls } : {}),
    },
  };
}

/** A scope that is missing from a list, as the list shows it. */
export function toScopeError({ scope, failure }: { scope: Ec2Scope; failure: Ec2Failure }): AwsScopeError {
  const { message, extensions } = forRead(failure);
  return { ...extensions, code: codeOf(failure), message, scope };
}

/** A request that cannot be answered although it is well-formed GraphQL, for the top-level `errors`. */
export function badRequest(message: string, argument: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', argument } });
}

/** True for errors that nobody threw on purpose: they are logged, and the client learns nothing of them. */
export function isUnexpected(error: unknown): boolean {
  const original = causeOf(error);
  return !(original instanceof Ec2Failure || original instanceof GraphQLError);
}

/** What was thrown: by a resolver, or instead of executing. */
function causeOf(error: unknown): unknown {
  const thrown = unwrapResolverError(error);
  return thrown instanceof GraphQLError && thrown.originalError instanceof Ec2Failure
    ? thrown.originalError
    : thrown;
}

/** The last of the errors in variables, when there are too many. Apollo knows those before it, and takes this one for our fault. */
const tooManyInVariables = /^Too many errors processing variables/;

/** Apollo's `formatError`: passes what was meant for clients, and masks the rest. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = causeOf(error);
  if (original instanceof Ec2Failure) return { ...formatted, ...forRead(original) };
  if (original instanceof GraphQLError) {
    const { stacktrace: _, ...extensions } = formatted.extensions ?? {};
    if (tooManyInVariables.test(original.message)) extensions.code = 'BAD_USER_INPUT';
    return { ...formatted, extensions };
  }
  const { message, extensions } = internalError;
  return { ...formatted, message, extensions };
}

const internalError = { message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
