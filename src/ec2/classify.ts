/** What an error of the SDK means: why a call gave no result, and whether it may have been carried out. */
import { Ec2Failure, type FailureKind, isThrottle } from './failure.ts';

/** What EC2 wrote in an error document. */
export interface ErrorDocument {
  readonly code: string;
  readonly hasMessage: boolean;
}

/** Error codes of attempts that never connected, so no request was sent. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

interface SdkError {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

/**
 * Classifies the error of a single attempt.
 *
 * @param document EC2's own error document, if that is what the attempt was answered with. Without one, no status code is a refusal.
 */
export function classify(error: unknown, document: ErrorDocument | undefined): FailureKind {
  if (error instanceof Ec2Failure) return error.kind;
  const { name, code, message, $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? 0;
  if (document !== undefined) return status >= 500 && !isThrottle(document.code) ? 'broken' : 'refused';
  if (name === 'AbortError') return 'cancelled';
  if (name === 'CredentialsProviderError') return 'noCredentials';
  if (status > 0) return 'broken';
  const isUnconnected = String(message).includes('did not establish a connection');
  return notConnected.has(String(code)) || isUnconnected ? 'unreachable' : 'lost';
}

/** Kinds of which an attempt certainly changed nothing. */
const harmless: ReadonlySet<FailureKind> = new Set([
  'refused',
  'unreachable',
  'noCredentials',
  'credentialsDenied',
  'credentialsUnavailable',
]);

/** Whether a change may have been made although this attempt failed. */
export const leavesDoubt = (kind: FailureKind) => !harmless.has(kind);

/** How much of EC2's message is kept. */
const maxMessageLength = 500;

/**
 * Converts an error of a call.
 *
 * @param ambiguous whether an attempt of the call may have been applied. Whatever stopped a later attempt does not remove that doubt.
 * @param document EC2's error document, if that is what the last attempt was answered with.
 */
export function toFailure(
  error: unknown,
  ambiguous: boolean,
  document: ErrorDocument | undefined,
): Ec2Failure {
  if (error instanceof Ec2Failure)
    return error.ambiguous || !ambiguous ? error : new Ec2Failure(error.message, { ...error, ambiguous });
  const kind = classify(error, document);
  const { name, message, $metadata } = error as SdkError;
  // The SDK decodes EC2's message. If it cannot, or there is none, it has a text of its own instead.
  const isOfEc2 = document?.hasMessage === true && name === document.code && typeof message === 'string';
  const text = kind !== 'refused' ? `EC2 call ${kind}` : isOfEc2 ? shorten(message) : '';
  return new Ec2Failure(text, {
    kind: ambiguous && kind === 'unreachable' ? 'lost' : kind,
    awsCode: document?.code,
    requestId: $metadata?.requestId,
    ambiguous,
  });
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length > maxMessageLength
    ? `${characters.slice(0, maxMessageLength - 1).join('')}…`
    : text;
}
