/** Creates EC2 clients, with time-outs, which the SDK does not set by default. */
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface Ec2ClientOptions {
  readonly region: string;
  /** EC2's address; undefined: the Region's public endpoint. */
  readonly endpoint?: string | undefined;
  /** Undefined: the SDK's default chain. */
  readonly credentials?: EC2ClientConfig['credentials'] | undefined;
  /** Default: the client gets its own. */
  readonly retries?: StandardRetryStrategy | undefined;
}

const maxAttempts = 3;

/**
 * Decides which attempts are retried, and stops retrying when too many fail. Share one per account and Region: with one per caller,
 * many callers together would keep retrying against an EC2 that is already overloaded.
 */
export const createRetries = () => new StandardRetryStrategy(maxAttempts);

/** Creates a client; nothing is sent yet. Its sockets stay open until `destroy()`. */
export function createEc2Client(options: Ec2ClientOptions): EC2Client {
  const client = new EC2Client({
    region: options.region,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    maxAttempts,
    retryStrategy: options.retries ?? createRetries(),
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: 5_000,
      // Without it the SDK only warns and keeps waiting.
      throwOnRequestTimeout: true,
      // Admission and lanes bound how many calls are made at once. With a bound here too, changes that hang would take the sockets of reads.
      httpAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
      httpsAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
    }),
  });
  // This middleware copies every answer for a logger, and no logger is set.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
