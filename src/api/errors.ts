/** Top-level `errors`: invalid requests and failed reads are explained; everything else is masked. */
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Ec2Failure } from '../ec2/failure.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { AwsScopeError } from '../generated/types.ts';
import { backOff, codeOf, messageOf, retryable } from './errorCodes.ts';

/** The message and extensions of a failed read, or of a failure that is the gateway's own fault. */
function forRead(failure: Ec2Failure) {
  const code = codeOf(failure);
  return {
    message: messageOf(failure, code),
    extensions: {
      code,
      awsErrorCode: failure.awsCode,
      awsRequestId: failure.requestId,
      retryable: retryable(code),
      ...(code === 'THROTTLED' ? backOff(failure) : {}),
      ...(failure.limit && { limit: failure.limit.name, max: failure.limit.max }),
    },
  };
}

/** A scope that could not be read. */
export interface ScopeFailure {
  readonly scope: Ec2Scope;
  readonly failure: Ec2Failure;
}

/** Its entry in `scopeErrors`. */
export function toScopeError({ scope, failure }: ScopeFailure): AwsScopeError {
  const { message, extensions } = forRead(failure);
  return { ...extensions, message, scope };
}

/** A top-level error for an invalid argument of a request that is valid GraphQL. */
export function badRequest(message: string, argument: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', argument } });
}

/** True for errors that were not meant for clients: they are logged and masked. */
export function isUnexpected(error: unknown): boolean {
  const original = causeOf(error);
  if (original instanceof Ec2Failure) return false;
  return !(original instanceof GraphQLError) || isOfExecution(error, original);
}

/** What graphql-js reports of an argument only when its field is executed: a null in a variable, which is the client's mistake. */
const ofArgument = /^Argument "/;

/**
 * Whether graphql-js itself threw the error as it executed a field: a resolver's value is outside its type, such as an enum value that
 * the schema does not have. Errors of the document and of its variables have no path, and the gateway's own have a code.
 */
function isOfExecution(error: unknown, { extensions, message }: GraphQLError): boolean {
  const isBelowField = error instanceof GraphQLError && error.path !== undefined;
  return isBelowField && extensions.code === undefined && !ofArgument.test(message);
}

/** The error that a resolver threw, or that was thrown in place of an execution. */
function causeOf(error: unknown): unknown {
  const thrown = unwrapResolverError(error);
  return thrown instanceof GraphQLError && thrown.originalError instanceof Ec2Failure
    ? thrown.originalError
    : thrown;
}

/** What graphql-js reports last when too many variables are invalid. Apollo does not recognise it and makes it an internal error. */
const tooManyInVariables = /^Too many errors processing variables/;

/** Apollo's `formatError`: passes on errors that are meant for clients and masks all others. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = causeOf(error);
  if (original instanceof Ec2Failure) return { ...formatted, ...forRead(original) };
  if (original instanceof GraphQLError && !isUnexpected(error)) {
    const { stacktrace: _, ...extensions } = formatted.extensions ?? {};
    if (tooManyInVariables.test(original.message)) extensions.code = 'BAD_USER_INPUT';
    return { ...formatted, extensions };
  }
  const { message, extensions } = internalError;
  return { ...formatted, message, extensions };
}

const internalError = { message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };

const unreadPart =
  'This part of the payload could not be read. Whether the change was made is in `userErrors`; query the rest instead of sending the change again.';

/** An error below the payload of a mutation. Its own advice may be to send the request again, which would make the change twice. */
export function belowPayload(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { retryAfterMs: _, ...extensions } = formatted.extensions ?? {};
  const message = extensions.retryable === true ? unreadPart : `${formatted.message} ${unreadPart}`;
  return { ...formatted, message, extensions: { ...extensions, retryable: false } };
}
