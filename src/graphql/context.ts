/** What a resolver can reach. One per request. */
import type { RequestAudit } from '../audit/audit.ts';
import type { Ec2Scope } from '../ec2/clients.ts';
import type { Mutex } from '../ec2/mutex.ts';
import type { Scopes } from '../ec2/scopes.ts';
import type { CursorCodec } from './cursors.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What outlives a request. */
export interface Gateway {
  /** The accounts and Regions that the gateway works in. */
  readonly scopes: Scopes;
  readonly cursors: CursorCodec;
  /** Serialises the changes of one resource. */
  readonly mutex: Mutex;
  /** Why mutations are off, or undefined when they are on. */
  readonly readOnlyReason: string | undefined;
}

export interface GatewayContext extends Gateway {
  readonly requestId: string;
  /** Who asks; one actor's idempotency keys are not another's. */
  readonly actor: string;
  /** Writes down what this request changes, and what it is denied. */
  readonly audit: RequestAudit;
  /** Aborted when the one who asked is gone. Only reads may heed it. */
  readonly signal: AbortSignal;
  /** The loaders of a scope, the same ones for the whole request. */
  readonly loaders: (scope: Ec2Scope) => Loaders;
}

export function createContext(
  gateway: Gateway,
  request: Pick<GatewayContext, 'requestId' | 'actor' | 'audit' | 'signal'>,
): GatewayContext {
  const loaders = new Map<Ec2Scope, Loaders>();
  return {
    ...gateway,
    ...request,
    loaders: (scope) => {
      const known = loaders.get(scope);
      if (known !== undefined) return known;
      const fresh = createLoaders(scope, request.signal);
      loaders.set(scope, fresh);
      return fresh;
    },
  };
}
