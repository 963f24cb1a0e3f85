/** Errors of EC2 calls. They hold an allowlist of the SDK error's properties, because the SDK's errors carry credentials. */

/**
 * Why a call gave no result.
 *
 * - `refused`: EC2 answered with a client error (4xx) or a throttle.
 * - `broken`: EC2 answered with a server error (5xx), or with something that is not a valid answer.
 * - `malformed`: EC2 answered with the right document, but it lacks what it must have.
 * - `oversized`: EC2's answer is larger than the gateway reads.
 * - `lost`: no answer arrived, because of a time-out or a closed connection.
 * - `unreachable`: no attempt could connect.
 * - `cancelled`: the gateway cancelled the call, or did not start it.
 * - `forbidden`: not sent, because the caller's permissions do not allow it.
 * - `busy`: not sent, because too many calls are waiting for EC2.
 * - `overspent`: not sent, because the request has reached its limit of EC2 calls.
 * - `stopping`: not sent, because the gateway is stopping.
 * - `contended`: not sent, because other changes of the resource were made until the request's time was up.
 * - `uncoordinated`: not sent, because it depends on what was read, and the replicas cannot agree on whose turn it is.
 * - `outrun`: not sent, because another replica may have had its turn in the meantime. It can begin again.
 * - `unrecorded`: not sent, because the intent could not be written to the audit file.
 * - `unshown`: EC2 answered that it created a resource, and does not show it.
 * - `replayed`: EC2 repeated the answer to an earlier request with the same client token, and that resource is gone.
 * - `noCredentials`: not sent, because the SDK found no credentials of the gateway's own.
 * - `credentialsDenied`: not sent, because STS does not let the gateway assume its role in the account.
 * - `credentialsUnavailable`: not sent, because STS did not answer the gateway's request for credentials.
 */
export type FailureKind =
  | 'refused'
  | 'broken'
  | 'malformed'
  | 'oversized'
  | 'lost'
  | 'unreachable'
  | 'cancelled'
  | 'forbidden'
  | 'busy'
  | 'overspent'
  | 'stopping'
  | 'contended'
  | 'uncoordinated'
  | 'outrun'
  | 'unrecorded'
  | 'unshown'
  | 'replayed'
  | 'noCredentials'
  | 'credentialsDenied'
  | 'credentialsUnavailable';

/** One of the limits of calls, by its name in the settings. */
export interface CallLimit {
  readonly name: 'ec2Calls' | 'estateCalls';
  readonly max: number;
}

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
  /** For `overspent`: the limit of calls that was reached. */
  readonly limit: CallLimit | undefined;

  constructor(
    message: string,
    facts: {
      kind: FailureKind;
      awsCode?: string | undefined;
      requestId?: string | undefined;
      ambiguous: boolean;
      retryAfterMs?: number | undefined;
      limit?: CallLimit | undefined;
    },
  ) {
    super(message);
    this.kind = facts.kind;
    this.awsCode = facts.awsCode;
    this.requestId = facts.requestId;
    this.ambiguous = facts.ambiguous;
    this.retryAfterMs = facts.retryAfterMs;
    this.limit = facts.limit;
  }
}

/** The codes of throttles: EC2's, and those of other services that the SDK knows. Sent with status 503 or 400. */
const throttles = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'EC2ThrottledException',
  'TooManyRequestsException',
]);

/** The codes with which AWS refuses the gateway's own credentials: the gateway's fault, not the caller's. */
const ownCredentials = new Set([
  'AuthFailure',
  'ExpiredToken',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'InvalidClientTokenId',
  'OptInRequired',
]);

/** The codes with which IAM does not allow a call. */
const denials = new Set(['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException']);

export const refusesCredentials = (awsCode: string | undefined): boolean => ownCredentials.has(awsCode ?? '');

export const isDenial = (awsCode: string | undefined): boolean => denials.has(awsCode ?? '');

export const isThrottle = (awsCode: string | undefined): boolean => throttles.has(awsCode ?? '');

/** Whether EC2 refused a session number because it is taken: EC2 documents no code for it, so only its message says so. */
export const isNumberTaken = ({ kind, message }: Ec2Failure): boolean =>
  kind === 'refused' && /already being used|already in use/.test(message);
