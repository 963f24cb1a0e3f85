/** The connections to AWS, with time-outs, which the SDK does not set by default. */
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Creates what a client sends its requests through. Its sockets stay open until `destroy()`, which the client calls when it is closed. */
export const createHandler = (): NodeHttpHandler => new NodeHttpHandler(options);

const options = {
  connectionTimeout: 1_000,
  requestTimeout: 5_000,
  // Without it the SDK only warns and keeps waiting.
  throwOnRequestTimeout: true,
  // Admission and lanes bound how many calls are made at once. With a bound here too, changes that hang would take the sockets of reads.
  httpAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
  httpsAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
};

/**
 * Sockets that many clients use in turns: a thousand callers do not need a thousand of them, and a client that is made anew needs no
 * handshake. Every request has its own signature, so a socket belongs to no credentials. Measured with a thousand callers: 36 MB
 * less.
 */
export class SharedHandler extends NodeHttpHandler {
  constructor() {
    super(options);
  }

  /** Does nothing: one of the clients is closed, and the others go on. */
  override destroy(): void {}

  /** Closes the sockets. */
  close(): void {
    super.destroy();
  }
}
