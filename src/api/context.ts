/** The context of a request: everything that resolvers may use. */
import type { Access } from '../access/access.ts';
import { forbidden } from '../access/permissions.ts';
import type { RequestAudit } from '../audit/audit.ts';
import { actorOf, type Caller } from '../caller.ts';
import type { ApprovedTargets } from '../config/accounts.ts';
import type { Mutex } from '../ec2/changes/mutex.ts';
import type { Allowance } from '../ec2/estate/allowance.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { Scopes } from '../ec2/scopes.ts';
import { type CallUsage, createUsage, type Ec2Usage, noCost } from '../ec2/usage.ts';
import type { CursorCodec } from './cursors.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** How many entries of each batch are answered. */
export interface AnsweredBatch {
  readonly answered: number;
  /** The limit that more entries would exceed, and its value. */
  readonly limit: string;
  readonly max: number;
}

/** What all requests share. */
export interface Gateway {
  /** Which accounts and Regions a caller may use. */
  readonly access: Access;
  /** Where packets may be sent. Undefined: wherever EC2 and IAM allow. */
  readonly approvedTargets: ApprovedTargets | undefined;
  readonly cursors: CursorCodec;
  /** Serialises the changes of one resource. */
  readonly mutex: Mutex;
  /** Why mutations are off; undefined when they are on. */
  readonly readOnlyReason: string | undefined;
  /** How many EC2 calls one request may cause. */
  readonly maxEc2Calls: number;
  /** What one reading of an account and Region may use instead. */
  readonly estateAllowance: Allowance;
  /** Whether the gateway begins no change any more, because it is stopping. */
  readonly isStopping: () => boolean;
}

export interface GatewayContext extends Gateway {
  readonly requestId: string;
  readonly caller: Caller;
  /** The accounts and Regions that the caller may use. */
  readonly scopes: Scopes;
  /** Identifies the caller in idempotency tokens, so two callers with the same key get different tokens. */
  readonly actor: string;
  /** Records the changes that this request makes and the denials that it gets. */
  readonly audit: RequestAudit;
  /** How many EC2 calls this request may still cause, and what it has cost so far. */
  readonly usage: Ec2Usage;
  /** Whether the response reports the cost of the request. */
  readonly wantsCost: boolean;
  /** How many values the response can have. */
  readonly answerValues: number;
  readonly batch: AnsweredBatch;
  /** Requests with the same key may share an execution: their callers have the same scopes and permissions. */
  readonly sharingKey: object;
  /** The loaders of a scope. They stay the same for the whole request, or until `forgetReads()`. */
  readonly loaders: (scope: Ec2Scope) => Loaders;
  /** Discards all loaders, so that later reads ask EC2 again. */
  readonly forgetReads: () => void;
}

/** A request before its context exists. */
export interface Arrival {
  readonly requestId: string;
  readonly caller: Caller;
  readonly audit: RequestAudit;
  /** Aborted when the client disconnects or the request's time is up. */
  readonly signal: AbortSignal;
  /** When the request's time is up, in milliseconds on the clock of `performance.now()`. */
  readonly endsAtMs: number;
  readonly wantsCost: boolean;
  readonly answerValues: number;
  readonly batch: AnsweredBatch;
}

/** @throws GraphQLError `FORBIDDEN` when no account is open to the caller. */
export function createContext(gateway: Gateway, { signal, endsAtMs, ...request }: Arrival): GatewayContext {
  const { caller } = request;
  const scopes = gateway.access.scopesFor(caller);
  if (scopes === undefined) throw forbidden('no account is open to this caller');
  const actor = actorOf(caller);
  const { maxEc2Calls: maxCalls, isStopping } = gateway;
  const usage = createUsage({ callers: [actor], signal, cost: noCost(), maxCalls, endsAtMs, isStopping });
  return {
    ...gateway,
    ...request,
    scopes,
    sharingKey: scopes,
    actor,
    ...reading(usage),
  };
}

/**
 * The context of one execution that several requests share, with loaders that have read nothing yet. A request whose time is up stops
 * waiting; the execution stops when no request waits for it any more.
 */
export function forGroup<Context extends GatewayContext>(context: Context, usage: CallUsage): Context {
  return { ...context, ...reading(createUsage({ ...usage, maxCalls: context.maxEc2Calls })) };
}

function reading(usage: Ec2Usage): Pick<GatewayContext, 'usage' | 'loaders' | 'forgetReads'> {
  const loaders = new Map<Ec2Scope, Loaders>();
  return {
    usage,
    loaders: (scope) => {
      const known = loaders.get(scope);
      if (known !== undefined) return known;
      const fresh = createLoaders(scope, usage);
      loaders.set(scope, fresh);
      return fresh;
    },
    forgetReads: () => loaders.clear(),
  };
}
