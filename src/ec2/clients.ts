/** Makes the EC2 clients: one a (account, Region), with time-outs that the SDK leaves off, and errors projected at the door. */
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { classify, fromSdkError } from './failure.ts';

/** One account and Region, and the way into it. */
export interface Ec2Scope {
  readonly accountId: string;
  readonly region: string;
  /** Rejects with an `Ec2Failure`, never with an error of the SDK's. */
  readonly client: EC2Client;
}

export interface Ec2ClientOptions {
  readonly region: string;
  /** Where EC2 is; undefined: the Region's public endpoint. */
  readonly endpoint?: string | undefined;
  /** Undefined: the SDK's default chain. */
  readonly credentials?: EC2ClientConfig['credentials'];
}

/** Creates a client without any call. Its sockets are kept alive until `destroy()`. */
export function createEc2Client(options: Ec2ClientOptions): EC2Client {
  const client = new EC2Client({
    region: options.region,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    retryMode: 'standard',
    maxAttempts: 3,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: 5_000,
      // Without it the SDK only warns and goes on waiting.
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 50 },
      httpsAgent: { keepAlive: true, maxSockets: 50 },
    }),
  });
  projectErrors(client);
  return client;
}

/**
 * Turns every error of the client into an `Ec2Failure` that knows whether some attempt may have been carried out.
 *
 * The SDK reports only its last attempt. A first one that was applied and whose answer was lost, followed by one that
 * could not connect, would look as if nothing had happened; so each attempt is judged inside the retry loop.
 */
function projectErrors(client: EC2Client): void {
  const doubtful = new WeakSet<object>();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (classify(error) !== 'refused' && classify(error) !== 'unreachable') doubtful.add(context);
        throw error;
      }
    },
    // The retry loop stands first in this step, so whatever follows runs once an attempt.
    { name: 'judgeAttempt', step: 'finalizeRequest', priority: 'low' },
  );
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw fromSdkError(error, doubtful.has(context));
      }
    },
    { name: 'projectErrors', step: 'initialize', priority: 'high' },
  );
}
