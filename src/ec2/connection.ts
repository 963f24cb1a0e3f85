/** What the reads and changes of a scope go through: the clients of the SDK, and the queues of reads. */
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Span } from '../trace.ts';
import type { Ec2Action, Service } from './actions.ts';
import { createEc2Client, createLoadBalancingClient, type Ec2ClientOptions } from './clients.ts';
import type { Lane } from './reads/lanes.ts';

export interface Connection {
  /** The lanes of a scope, by Describe action; they are added on first use. What they read names the scope, so another scope gets others. */
  lanesOf(scope: object): Map<Ec2Action, Lane<unknown>>;
  /** The lanes that were asked for last. */
  lanes(): ReadonlyMap<Ec2Action, Lane<unknown>>;
  /** Runs a call with the client of a service, which is created on first use. Send commands through `sender` in `call.ts`, which converts the SDK's errors. */
  use<Result>(service: Service, call: (client: Client) => Promise<Result>): Promise<Result>;
  /** Makes sure that the clients have credentials. Only for what is traced: they get them by themselves. @throws Ec2Failure when there are none. */
  prepare(span: Span): Promise<unknown>;
  /** Closes the clients as soon as no call uses them. Calls that come later still work, and their clients are closed after them. */
  retire(): void;
  /** Closes the clients at once. */
  close(): void;
}

type Client = EC2Client | ElasticLoadBalancingV2Client;

const create: Readonly<Record<Service, (options: Ec2ClientOptions) => Client>> = {
  ec2: createEc2Client,
  elasticloadbalancing: createLoadBalancingClient,
};

export function createLanes(): Pick<Connection, 'lanes' | 'lanesOf'> {
  let owner: object | undefined;
  let lanes = new Map<Ec2Action, Lane<unknown>>();
  return {
    lanesOf(scope) {
      if (owner !== scope) lanes = new Map();
      owner = scope;
      return lanes;
    },
    lanes: () => lanes,
  };
}

/** Creates nothing yet: most callers use few of their scopes, and a client takes about 30 KB. */
export function createConnection(options: Ec2ClientOptions): Connection {
  const clients = new Map<Service, Client>();
  let running = 0;
  let isRetired = false;
  function close(): void {
    for (const client of clients.values()) client.destroy();
    clients.clear();
  }
  return {
    ...createLanes(),
    prepare: options.prepare ?? (async () => {}),
    async use(service, call) {
      const client = clients.get(service) ?? create[service](options);
      clients.set(service, client);
      running++;
      try {
        return await call(client);
      } finally {
        running--;
        if (isRetired && running === 0) close();
      }
    },
    retire() {
      isRetired = true;
      if (running === 0) close();
    },
    close,
  };
}
