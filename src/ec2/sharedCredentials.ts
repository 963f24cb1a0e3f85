/** Credentials of a role that several clients use: the clients of the SDK keep theirs, but each one would ask for its own. */
import { joined, noSpan, type Span } from '../trace.ts';
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

/** Gives credentials; the SDK calls it with arguments of its own. */
export interface SharedCredentials {
  (): Promise<Credentials>;
  /** The same for a call that is traced. */
  for(waiting: Span): Promise<Credentials>;
}

/**
 * @param ask gets the span of the asking, which may be recorded only after it has begun.
 * @param begin begins that span, as a part of what waits first. Default: nothing is traced.
 * @returns a provider that asks once for all who wait. A failure is answered again for five seconds.
 */
export function shareCredentials(
  ask: (span: () => Span) => Promise<Credentials>,
  begin: (waiting: Span) => Span = () => noSpan,
): SharedCredentials {
  let latest: Promise<Credentials> | undefined;
  let usableUntil = 0;
  /** While it is asked. */
  let asking: { span: Span } | undefined;

  function start(waiting: Span): Promise<Credentials> {
    const now = { span: begin(waiting) };
    asking = now;
    usableUntil = Number.POSITIVE_INFINITY;
    const end = (outcome: 'ok' | 'failed') => {
      now.span.end(outcome);
      if (asking === now) asking = undefined;
    };
    const answer = ask(() => now.span);
    answer.then(
      ({ expiration }) => {
        end('ok');
        if (expiration !== undefined) usableUntil = expiration.getTime() - renewMs;
      },
      (failure: unknown) => {
        end('failed');
        // Who had to wait for too long says nothing about who asks next.
        const isBusy = failure instanceof Ec2Failure && failure.kind === 'busy';
        usableUntil = isBusy ? 0 : Date.now() + failureMs;
      },
    );
    return answer;
  }

  function provide(waiting: Span): Promise<Credentials> {
    if (latest === undefined || Date.now() >= usableUntil) latest = start(waiting);
    else if (asking?.span.isRecorded) joined(waiting, asking.span);
    else if (asking !== undefined) asking.span = begin(waiting);
    return latest;
  }

  return Object.assign(() => provide(noSpan), { for: provide });
}
