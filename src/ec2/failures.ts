/** The failures that the gateway reports itself, by name. */
import { type CallLimit, Ec2Failure } from './failure.ts';

/** An answer lacks what it must have. It may be the answer to a change, which leaves doubt. */
export function malformed(message: string): Ec2Failure {
  return new Ec2Failure(message, { kind: 'malformed', ambiguous: true });
}

/** An answer is too large to be read. */
export function oversized(): Ec2Failure {
  return new Ec2Failure('the answer of EC2 is too large', { kind: 'oversized', ambiguous: false });
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

/** Others were changing the same resource until the request's time was up. */
export function contended(): Ec2Failure {
  const message = 'other changes of the resource are running';
  return new Ec2Failure(message, { kind: 'contended', ambiguous: false });
}

/** The replicas cannot agree on whose turn it is, and the change depends on what was read. @param reason without a full stop. */
export function uncoordinated(reason: string): Ec2Failure {
  const message = `${reason}, so it is not known whether another replica is changing this too. Nothing was changed. Send it again later, or without ifVersion.`;
  return new Ec2Failure(message, { kind: 'uncoordinated', ambiguous: false });
}

/** The turn of a change ended before it was sent. */
export function outrun(): Ec2Failure {
  return new Ec2Failure('another change of the resource may have come first', {
    kind: 'outrun',
    ambiguous: false,
  });
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

/** The request has reached a limit of EC2 calls. */
export function overspent(limit: CallLimit): Ec2Failure {
  const message = 'the request needs too many EC2 calls';
  return new Ec2Failure(message, { kind: 'overspent', ambiguous: false, limit });
}

/** The gateway is stopping. */
export function stopping(): Ec2Failure {
  return new Ec2Failure('the gateway is stopping', { kind: 'stopping', ambiguous: false });
}

/** The client disconnected, or the request's time is up. */
export function givenUp(): Ec2Failure {
  return new Ec2Failure('EC2 call cancelled', { kind: 'cancelled', ambiguous: false });
}

/**
 * STS gave no credentials for an account: a matter of the gateway's configuration, and not of the caller.
 *
 * @param awsCode STS's code.
 */
export function withoutCredentials(
  accountId: string,
  isDenied: boolean,
  awsCode: string | undefined,
): Ec2Failure {
  return isDenied
    ? new Ec2Failure(
        `The gateway may not assume its role in account ${accountId}. Its configuration, or the role's trust policy, must be corrected.`,
        { kind: 'credentialsDenied', awsCode, ambiguous: false },
      )
    : new Ec2Failure(
        `AWS STS gave the gateway no credentials for account ${accountId}. Send the request again later.`,
        { kind: 'credentialsUnavailable', awsCode, ambiguous: false },
      );
}

/** @param id the resource that EC2 says it created, which was deleted since. */
export function replayed(id: string): Ec2Failure {
  return new Ec2Failure(
    `EC2 answered with ${id}, which does not exist: the key was used before, and what it created is gone. Use another idempotencyKey.`,
    { kind: 'replayed', ambiguous: false },
  );
}

/** @param id the resource that EC2 says it created, and does not show. */
export function notShown(id: string): Ec2Failure {
  return new Ec2Failure(
    `EC2 says that it created ${id}, but does not show it yet, or the key was used before and ${id} is gone. Send the request again with the same key; if ${id} does not appear within a minute, use another idempotencyKey.`,
    { kind: 'unshown', ambiguous: true },
  );
}

/** A read timed out. */
export function lost(): Ec2Failure {
  return new Ec2Failure('EC2 call lost', { kind: 'lost', ambiguous: false });
}
