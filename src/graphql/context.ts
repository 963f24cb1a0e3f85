/** What a resolver can reach. One per request. */

import type { Ec2Scope } from '../ec2/clients.ts';
import type { Cost } from '../ec2/cost.ts';
import type { Mutex } from '../ec2/mutex.ts';
import type { CursorCodec } from './cursors.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What outlives a request. */
export interface Gateway {
  /** The account and Region that the gateway works in. */
  readonly scope: Ec2Scope;
  readonly cursors: CursorCodec;
  /** Serialises the changes of one resource. */
  readonly mutex: Mutex;
  /** Why mutations are off, or undefined when they are on. */
  readonly readOnlyReason: string | undefined;
}

export interface GatewayContext extends Gateway {
  readonly requestId: string;
  /** Aborted when the one who asked is gone. Only reads may heed it. */
  readonly signal: AbortSignal;
  /** Where the EC2 calls of this request are counted, if it asked for that. */
  readonly cost: Cost | undefined;
  readonly loaders: Loaders;
}

export function createContext(
  gateway: Gateway,
  { requestId, signal, wantsCost }: { requestId: string; signal: AbortSignal; wantsCost: boolean },
): GatewayContext {
  const cost = wantsCost ? { calls: 0, waitedMs: 0, retries: 0 } : undefined;
  return { ...gateway, requestId, signal, cost, loaders: createLoaders(gateway.scope, signal) };
}
