/** Clients of STS, one for each Region that is used. */
import type { STSClient } from '@aws-sdk/client-sts';
import { LRUCache } from 'lru-cache';
import type { Ec2ClientOptions } from './clients.ts';
import { createStsClient } from './sts.ts';

export interface StsClients {
  in(region: string): STSClient;
  /** Closes their connections. */
  stop(): void;
}

export function createStsClients(options: Pick<Ec2ClientOptions, 'endpoint' | 'credentials'>): StsClients {
  const clients = new LRUCache<string, STSClient>({ max: 50, dispose: (client) => client.destroy() });
  return {
    in(region) {
      const client = clients.get(region) ?? createStsClient({ ...options, region });
      clients.set(region, client);
      return client;
    },
    stop: () => clients.clear(),
  };
}
