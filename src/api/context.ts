/** What a resolver can reach. One per request. */

import type { ApprovedSinks } from '../access/approvedTargets.ts';
import type { Access } from '../access/roles.ts';
import type { RequestAudit } from '../audit/audit.ts';
import { allow } from '../ec2/allowance.ts';
import type { Mutex } from '../ec2/changes/mutex.ts';
import type { Ec2Scope } from '../ec2/clients.ts';
import type { Cost } from '../ec2/cost.ts';
import type { Scopes } from '../ec2/scopes.ts';
import type { Caller } from '../http/authentication.ts';
import type { CursorCodec } from './cursors.ts';
import { forbidden } from './errors.ts';
import { createLoaders, type Loaders } from './loaders.ts';

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
  /** How many EC2 calls a request may cause. */
  readonly maxEc2Calls: number;
}

export interface GatewayContext extends Gateway {
  readonly requestId: string;
  readonly caller: Caller;
  /** The accounts and Regions that the caller may see. */
  readonly scopes: Scopes;
  /** Who asks, in one word; one actor's idempotency keys are not another's. */
  readonly actor: string;
  /** Writes down what this request changes, and what it is denied. */
  readonly audit: RequestAudit;
  /** Aborted when the one who asked is gone, or the request's time is up. Only reads may heed it. */
  readonly signal: AbortSignal;
  /** Where the EC2 calls of this request are counted, if it asked for that. */
  readonly cost: Cost | undefined;
  /** The loaders of a scope, the same ones for the whole request, or until `forgetReads()`. */
  readonly loaders: (scope: Ec2Scope) => Loaders;
  /** From now on everything is read anew. */
  readonly forgetReads: () => void;
}

export function createContext(
  gateway: Gateway,
  {
    endsAtMs,
    ...request
  }: {
    requestId: string;
    caller: Caller;
    audit: RequestAudit;
    signal: AbortSignal;
    endsAtMs: number;
    wantsCost: boolean;
  },
): GatewayContext {
  const { caller } = request;
  const scopes = gateway.access.scopesFor(caller);
  if (scopes === undefined) throw forbidden('no account is open to this caller');
  allow(request.signal, gateway.maxEc2Calls, endsAtMs);
  const loaders = new Map<Ec2Scope, Loaders>();
  return {
    ...gateway,
    ...request,
    scopes,
    cost: request.wantsCost ? { calls: 0, waitedMs: 0, retries: 0 } : undefined,
    actor: `${caller.issuer} ${caller.subject}`,
    loaders: (scope) => {
      const known = loaders.get(scope);
      if (known !== undefined) return known;
      const fresh = createLoaders(scope, request.signal);
      loaders.set(scope, fresh);
      return fresh;
    },
    forgetReads: () => loaders.clear(),
  };
}
