/** What the gateway keeps of a failed EC2 call: an allow-listed projection, for the SDK's own errors carry credentials. */

/**
 * Why a call gave no result.
 *
 * - `refused`: EC2 answered with an error of the caller's making (4xx) or a throttle.
 * - `broken`: EC2 answered with a fault of its own (5xx), or with something that is no answer.
 * - `lost`: no answer came, because of a time-out or a closed connection.
 * - `unreachable`: no attempt got as far as a connection.
 * - `cancelled`: the gateway gave the call up.
 * - `forbidden`: the gateway did not send it, because the caller's scopes do not allow it.
 * - `busy`: the gateway did not send it, because too many wait for EC2 already.
 * - `overspent`: the gateway did not send it, because the request had caused too many calls already.
 * - `unrecorded`: the gateway did not send it, because it could not be written to the audit file.
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

/** A failed EC2 call. The only error that leaves `ec2/`. */
export class Ec2Failure extends Error {
  override readonly name = 'Ec2Failure';
  readonly kind: FailureKind;
  /** EC2's error code as received, for example `InvalidTrafficMirrorSessionId.NotFound`. */
  readonly awsCode: string | undefined;
  readonly requestId: string | undefined;
  /** True when some attempt may have been carried out although no answer says so. */
  readonly ambiguous: boolean;
  /** When it is worth to try again; undefined: unknown. */
  readonly retryAfterMs: number | undefined;
  /** How many calls a request may cause, where that was too few. */
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

/** A call that was not sent because too many wait already. */
export function busy(retryAfterMs: number): Ec2Failure {
  const message = 'too many calls are waiting for EC2';
  return new Ec2Failure(message, {
    kind: 'busy',
    ambiguous: false,
    retryAfterMs: Math.ceil(retryAfterMs),
  });
}

/** A call that was not sent because EC2 takes no such text; code and message are EC2's. */
export function notText(): Ec2Failure {
  const message = 'A specified character is invalid.';
  return new Ec2Failure(message, { kind: 'refused', awsCode: 'InvalidCharacter', ambiguous: false });
}

/** A change that was not sent because it could not be written down. */
export function unrecorded(): Ec2Failure {
  return new Ec2Failure('the change cannot be recorded', { kind: 'unrecorded', ambiguous: false });
}

/** A call that the caller's scopes do not allow. */
export function forbidden(): Ec2Failure {
  return new Ec2Failure('the scopes of the caller do not allow this', {
    kind: 'forbidden',
    ambiguous: false,
  });
}

/** A call that was not sent because the request had its share. */
export function overspent(maxCalls: number): Ec2Failure {
  const message = 'the request needs too many EC2 calls';
  return new Ec2Failure(message, { kind: 'overspent', ambiguous: false, maxCalls });
}

/** A call whose caller went away, or had all the time that a request may take. */
export function givenUp(): Ec2Failure {
  return new Ec2Failure('EC2 call cancelled', { kind: 'cancelled', ambiguous: false });
}

/** A read that took too long. */
export function lost(): Ec2Failure {
  return new Ec2Failure('EC2 call lost', { kind: 'lost', ambiguous: false });
}

/** EC2's own word for too many requests, and the SDK's synonyms of other services; sent with 503 or 400. */
const throttles = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'EC2ThrottledException',
]);

/** Errors of a connection that never carried a request. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

interface SdkError {
  name?: string;
  message?: string;
  code?: string;
  $fault?: 'client' | 'server';
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

/**
 * Classifies what one attempt of the SDK threw.
 *
 * The SDK names an EC2 error by its code; an unparsable error document is `Unknown` (measured with client-ec2 3.1169).
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
 * Projects an SDK error.
 *
 * @param ambiguous whether an earlier attempt of the same call may have been carried out.
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
