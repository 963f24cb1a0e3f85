/** Errors of EC2 calls. They hold an allowlist of the SDK error's properties, because the SDK's errors carry credentials. */

/**
 * Why a call gave no result.
 *
 * - `refused`: EC2 answered with a client error (4xx) or a throttle.
 * - `broken`: EC2 answered with a server error (5xx), or with something that is not a valid answer.
 * - `lost`: no answer arrived, because of a time-out or a closed connection.
 * - `unreachable`: no attempt could connect.
 * - `cancelled`: the gateway cancelled the call, or did not start it.
 * - `forbidden`: not sent, because the caller's permissions do not allow it.
 * - `busy`: not sent, because too many calls are waiting for EC2.
 * - `overspent`: not sent, because the request has reached its limit of EC2 calls.
 * - `unrecorded`: not sent, because the intent could not be written to the audit file.
 */
export type FailureKind =
  | 'refused'
  | 'broken'
  | 'lost'
  | 'unreachable'
  | 'cancelled'
  | 'forbidden'
  | 'busy'
  | 'overspent'
  | 'unrecorded';

/** A failed EC2 call: the only error about a call that code outside `ec2/` sees. */
export class Ec2Failure extends Error {
  override readonly name = 'Ec2Failure';
  readonly kind: FailureKind;
  /** EC2's error code as received, for example `InvalidTrafficMirrorSessionId.NotFound`. */
  readonly awsCode: string | undefined;
  readonly requestId: string | undefined;
  /** True when an attempt may have been applied although no answer confirmed it. */
  readonly ambiguous: boolean;
  /** How long to wait before a retry; undefined when that is not known. */
  readonly retryAfterMs: number | undefined;
  /** For `overspent`: how many EC2 calls a request may cause. */
  readonly maxCalls: number | undefined;

  constructor(
    message: string,
    facts: {
      kind: FailureKind;
      awsCode?: string | undefined;
      requestId?: string | undefined;
      ambiguous: boolean;
      retryAfterMs?: number | undefined;
      maxCalls?: number | undefined;
    },
  ) {
    super(message);
    this.kind = facts.kind;
    this.awsCode = facts.awsCode;
    this.requestId = facts.requestId;
    this.ambiguous = facts.ambiguous;
    this.retryAfterMs = facts.retryAfterMs;
    this.maxCalls = facts.maxCalls;
  }
}

/** Too many calls are waiting for EC2. */
export function busy(retryAfterMs: number): Ec2Failure {
  const message = 'too many calls are waiting for EC2';
  return new Ec2Failure(message, {
    kind: 'busy',
    ambiguous: false,
    retryAfterMs: Math.ceil(retryAfterMs),
  });
}

/** EC2 would refuse the text in the call, so it is not sent. Code and message are EC2's own. */
export function notText(): Ec2Failure {
  const message = 'A specified character is invalid.';
  return new Ec2Failure(message, { kind: 'refused', awsCode: 'InvalidCharacter', ambiguous: false });
}

/** The change could not be written to the audit file. */
export function unrecorded(): Ec2Failure {
  return new Ec2Failure('the change cannot be recorded', { kind: 'unrecorded', ambiguous: false });
}

/** The caller's permissions do not allow the call. */
export function forbidden(): Ec2Failure {
  return new Ec2Failure('the permissions of the caller do not allow this', {
    kind: 'forbidden',
    ambiguous: false,
  });
}

/** The request has reached its limit of EC2 calls. */
export function overspent(maxCalls: number): Ec2Failure {
  const message = 'the request needs too many EC2 calls';
  return new Ec2Failure(message, { kind: 'overspent', ambiguous: false, maxCalls });
}

/** The client disconnected, or the request's time is up. */
export function givenUp(): Ec2Failure {
  return new Ec2Failure('EC2 call cancelled', { kind: 'cancelled', ambiguous: false });
}

/** A read timed out. */
export function lost(): Ec2Failure {
  return new Ec2Failure('EC2 call lost', { kind: 'lost', ambiguous: false });
}

/** EC2's code for too many requests, and those of other services that the SDK knows. Sent with status 503 or 400. */
const throttles = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'EC2ThrottledException',
]);

/** Error codes of attempts that never connected, so no request was sent. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

interface SdkError {
  name?: string;
  message?: string;
  code?: string;
  $fault?: 'client' | 'server';
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

/**
 * Classifies the error of a single attempt.
 *
 * The SDK uses EC2's error code as the error's name, or `Unknown` when it cannot parse the error document (measured with client-ec2
 * 3.1169).
 */
export function classify(error: unknown): FailureKind {
  if (error instanceof Ec2Failure) return error.kind;
  const { name = '', code = '', message = '', $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? 0;
  if (name === 'AbortError') return 'cancelled';
  if (isThrottle(error)) return 'refused';
  if (status >= 400 && status < 500 && name !== 'Unknown') return 'refused';
  if (status > 0) return 'broken';
  if (notConnected.has(code) || message.includes('did not establish a connection')) return 'unreachable';
  return 'lost';
}

export const isThrottle = (error: unknown) => throttles.has((error as SdkError).name ?? '');

/**
 * Converts an error of the SDK.
 *
 * @param ambiguous whether an attempt of the call may have been applied.
 */
export function fromSdkError(error: unknown, ambiguous: boolean): Ec2Failure {
  if (error instanceof Ec2Failure) return error;
  const kind = classify(error);
  const { name, message = '', $metadata } = error as SdkError;
  const answered = kind === 'refused' || kind === 'broken';
  return new Ec2Failure(kind === 'refused' ? message : `EC2 call ${kind}`, {
    kind: ambiguous && kind === 'unreachable' ? 'lost' : kind,
    awsCode: answered && name !== 'Unknown' && name !== 'Error' ? name : undefined,
    requestId: $metadata?.requestId,
    ambiguous,
  });
}
