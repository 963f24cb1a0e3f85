/** What a resolver can reach. One per request. */
import type { Access } from '../ec2/access.ts';
import type { Ec2Scope } from '../ec2/clients.ts';
import type { Mutex } from '../ec2/mutex.ts';
import type { Scopes } from '../ec2/scopes.ts';
import type { Caller } from '../server/auth.ts';
import type { CursorCodec } from './cursors.ts';
import { forbidden } from './errors.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { ApprovedSinks } from './sinkPolicy.ts';

/** What outlives a request. */
export interface Gateway {
  /** Who may see which accounts and Regions. */
  readonly access: Access;
  /** Where packets may be sent; undefined: anywhere that EC2 and IAM allow. */
  readonly sinks: ApprovedSinks | undefined;
  readonly cursors: CursorCodec;
  /** Serialises the changes of one resource. */
  readonly mutex: Mutex;
  /** Why mutations are off, or undefined when they are on. */
  readonly readOnlyReason: string | undefined;
}

export interface GatewayContext extends Gateway {
  readonly requestId: string;
  readonly caller: Caller;
  /** The accounts and Regions that the caller may see. */
  readonly scopes: Scopes;
  /** Who asks, in one word; one actor's idempotency keys are not another's. */
  readonly actor: string;
  /** Aborted when the one who asked is gone. Only reads may heed it. */
  readonly signal: AbortSignal;
  /** The loaders of a scope, the same ones for the whole request. */
  readonly loaders: (scope: Ec2Scope) => Loaders;
}

export function createContext(
  gateway: Gateway,
  request: { requestId: string; caller: Caller; signal: AbortSignal },
): GatewayContext {
  const { caller } = request;
  const scopes = gateway.access.scopesFor(caller);
  if (scopes === undefined) throw forbidden('no account is open to this caller');
  const loaders = new Map<Ec2Scope, Loaders>();
  return {
    ...gateway,
    ...request,
    scopes,
    actor: `${caller.issuer} ${caller.subject}`,
    loaders: (scope) => {
      const known = loaders.get(scope);
      if (known !== undefined) return known;
      const fresh = createLoaders(scope, request.signal);
      loaders.set(scope, fresh);
      return fresh;
    },
  };
}
