/** Credentials of a role that several clients use: the clients of the SDK keep theirs, but each one would ask for its own. */
import { Ec2Failure } from './failure.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** The clients of the SDK ask again this long before credentials expire (@smithy/core 3.41, `memoizeIdentityProvider`). */
const renewMs = 300_000;
/** A list over all Regions of an account that gives no credentials fails once, and not once in each Region. */
const failureMs = 5_000;

/** @returns a provider that asks once for all who wait. A failure is answered again for five seconds. */
export function shareCredentials(ask: () => Promise<Credentials>): () => Promise<Credentials> {
  let latest: Promise<Credentials> | undefined;
  let usableUntil = 0;
  return () => {
    if (latest !== undefined && Date.now() < usableUntil) return latest;
    usableUntil = Number.POSITIVE_INFINITY;
    latest = ask();
    latest.then(
      ({ expiration }) => {
        if (expiration !== undefined) usableUntil = expiration.getTime() - renewMs;
      },
      (failure: unknown) => {
        // Who had to wait for too long says nothing about who asks next.
        const isBusy = failure instanceof Ec2Failure && failure.kind === 'busy';
        usableUntil = isBusy ? 0 : Date.now() + failureMs;
      },
    );
    return latest;
  };
}
