/** Creates the clients of EC2 and Elastic Load Balancing. */
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { StandardRetryStrategy } from '@smithy/core/retry';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Span } from '../trace.ts';
import type { Service } from './actions.ts';
import { createHandler } from './sockets.ts';
import { createProtocols, type Protocols } from './xmlProtocol.ts';

export interface Ec2ClientOptions {
  readonly region: string;
  /** Undefined: the Region's public endpoints. */
  readonly endpoint?: Endpoint | undefined;
  /** Undefined: the SDK's default chain. */
  readonly credentials?: EC2ClientConfig['credentials'] | undefined;
  /** Makes sure that there are credentials, as a part of what is traced: the SDK cannot hand a span on to `credentials`. */
  readonly prepare?: ((span: Span) => Promise<unknown>) | undefined;
  /** Default: the client gets its own. */
  readonly retries?: Retries | undefined;
  /** What requests are sent through. Default: the client gets its own. */
  readonly handler?: NodeHttpHandler | undefined;
  /** How answers are read. Default: by our reader. */
  readonly protocols?: Protocols | undefined;
}

/** One address for all services, or one for each; those without an address are at the Region's public endpoint. */
export type Endpoint = string | { readonly [Name in Service]?: string | undefined };

/** The address of a service. Undefined: the Region's public endpoint. */
export const addressOf = (endpoint: Endpoint | undefined, service: Service): string | undefined =>
  typeof endpoint === 'string' ? endpoint : endpoint?.[service];

export type Retries = Readonly<Record<Service, StandardRetryStrategy>>;

const maxAttempts = 3;

/**
 * Decides for each service which attempts are retried, and stops retrying when too many fail. Share one per account and Region: with one
 * per caller, many callers together would keep retrying against a service that is already overloaded.
 */
export const createRetries = (): Retries => ({
  ec2: new StandardRetryStrategy(maxAttempts),
  elasticloadbalancing: new StandardRetryStrategy(maxAttempts),
});

/** Creates a client; nothing is sent yet. Its sockets stay open until `destroy()`. */
export function createEc2Client(options: Ec2ClientOptions): EC2Client {
  const client = new EC2Client(toConfig(options, 'ec2'));
  // This middleware copies every answer for a logger, and no logger is set.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

/** The same for Elastic Load Balancing. */
export function createLoadBalancingClient(options: Ec2ClientOptions): ElasticLoadBalancingV2Client {
  const client = new ElasticLoadBalancingV2Client(toConfig(options, 'elasticloadbalancing'));
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

const ourProtocols = createProtocols();

function toConfig(options: Ec2ClientOptions, service: Service) {
  const { region, endpoint, credentials, retries = createRetries(), handler = createHandler() } = options;
  const { protocols = ourProtocols } = options;
  const address = addressOf(endpoint, service);
  return {
    region,
    ...(address === undefined ? {} : { endpoint: address }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts,
    retryStrategy: retries[service],
    requestHandler: handler,
    protocol: protocols[service],
  };
}
