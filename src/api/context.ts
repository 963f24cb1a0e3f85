/** The context of a request: everything that resolvers may use. */
import type { Access, Served } from '../access/access.ts';
import { forbidden } from '../access/permissions.ts';
import type { RequestAudit } from '../audit/audit.ts';
import { actorOf, type Caller } from '../caller.ts';
import type { PoliciesInForce, PolicyFile } from '../config/readPolicies.ts';
import type { Mutex } from '../ec2/changes/mutex.ts';
import { type Allowance, openAllowance } from '../ec2/estate/allowance.ts';
import { type Ec2Scope, nameOf } from '../ec2/scope.ts';
import type { Scopes } from '../ec2/scopes.ts';
import { type CallUsage, createUsage, type Ec2Usage, noCost } from '../ec2/usage.ts';
import type { Approvals } from '../policies/approvals.ts';
import type { Moves } from '../policies/moveMarks.ts';
import type { Span } from '../trace.ts';
import type { CursorCodec } from './cursors.ts';
import { createEstates, type Estates } from './estates.ts';
import type { KeptLists } from './findings/kept.ts';
import { createScopeFindings, type ScopeFindings } from './findings/scopeFindings.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { OperationIds } from './operations/ids.ts';
import { createPolicyPlace, type PolicyPlace } from './policies/places.ts';

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
  readonly cursors: CursorCodec;
  /** Serialises the changes of one resource. */
  readonly mutex: Mutex;
  /** Why mutations are off; undefined when they are on. */
  readonly readOnlyReason: string | undefined;
  /** How many EC2 calls one request may cause. */
  readonly maxEc2Calls: number;
  /** What the readings of an account and Region that one request causes may use instead. */
  readonly estateAllowance: Allowance;
  readonly keptFindings: KeptLists;
  /** Undefined: there is none. */
  readonly policyFile: PolicyFile | undefined;
  /** The plans that were approved and this replica works on. */
  readonly approvals: Approvals;
  readonly moves: Moves;
  readonly operationIds: OperationIds;
  /** Whether the gateway begins no change any more, because it is stopping. */
  readonly isStopping: () => boolean;
}

export interface GatewayContext extends Omit<Gateway, 'access'>, Pick<Served, 'approvedTargets'> {
  /** What is served while this request runs, whatever the accounts file says meanwhile. */
  readonly access: Served;
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
  /** The readings of an account and Region as a whole, and the findings in it. They stay the same like the loaders. */
  readonly estates: (scope: Ec2Scope) => Estates;
  readonly findings: (scope: Ec2Scope) => ScopeFindings;
  /** The policies in force. Null: there is no policy file. */
  readonly policies: () => Promise<PoliciesInForce | null>;
  /** What is read for policies, and planned. */
  readonly policyPlaces: (scope: Ec2Scope) => PolicyPlace;
  /** Discards all loaders and readings, so that later reads ask EC2 again. */
  readonly forgetReads: () => void;
}

/** What is made anew for every execution. */
type Reads = Pick<
  GatewayContext,
  'usage' | 'loaders' | 'estates' | 'findings' | 'policies' | 'policyPlaces' | 'forgetReads'
>;

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
  /** What everything that the request causes is a part of. */
  readonly span: Span;
}

/** @throws GraphQLError `FORBIDDEN` when no account is open to the caller. */
export function createContext(
  gateway: Gateway,
  { signal, endsAtMs, span, ...request }: Arrival,
): GatewayContext {
  const { caller } = request;
  const access = gateway.access.now();
  const { approvedTargets } = access;
  const scopes = access.scopesFor(caller);
  if (scopes === undefined) throw forbidden('no account is open to this caller');
  const actor = actorOf(caller);
  const { maxEc2Calls: maxCalls, isStopping } = gateway;
  const usage = createUsage({
    callers: [actor],
    signal,
    cost: noCost(),
    span,
    maxCalls,
    endsAtMs,
    isStopping,
  });
  const context = { ...gateway, ...request, access, approvedTargets, scopes, sharingKey: scopes, actor };
  return { ...context, ...reading(context, usage) };
}

/**
 * The context of one execution that several requests share, with loaders that have read nothing yet. A request whose time is up stops
 * waiting; the execution stops when no request waits for it any more.
 */
export function forGroup<Context extends GatewayContext>(context: Context, usage: CallUsage): Context {
  const { maxEc2Calls: maxCalls } = context;
  return { ...context, ...reading(context, createUsage({ ...usage, maxCalls })) };
}

/** What reading needs of a context that has none yet. */
type Reader = Pick<
  GatewayContext,
  'access' | 'approvedTargets' | 'estateAllowance' | 'policyFile' | 'scopes'
>;

function reading(reader: Reader, usage: Ec2Usage): Reads {
  const { approvedTargets, estateAllowance, policyFile, scopes } = reader;
  const allowanceOf = perScope(() => openAllowance(estateAllowance, usage.endsAtMs));
  const create = () => {
    const loaders = perScope((scope) => createLoaders(scope, usage));
    const estates = perScope((scope) =>
      createEstates({ scope, scopes, usage, allowance: allowanceOf(scope) }),
    );
    const findings = perScope((scope) => createScopeFindings(reader, scope, estates(scope)));
    const policyPlaces = perScope((scope) =>
      createPolicyPlace({ scope, scopes, approvedTargets, estates: estates(scope) }),
    );
    // One request must not see two states of the file.
    let inForce: Promise<PoliciesInForce | null> | undefined;
    const policies = () => {
      inForce ??= policyFile?.inForce() ?? Promise.resolve(null);
      return inForce;
    };
    return { loaders, estates, findings, policies, policyPlaces };
  };
  let current = create();
  return {
    usage,
    loaders: (scope) => current.loaders(scope),
    estates: (scope) => current.estates(scope),
    findings: (scope) => current.findings(scope),
    policies: () => current.policies(),
    policyPlaces: (scope) => current.policyPlaces(scope),
    forgetReads: () => {
      current = create();
    },
  };
}

/** Makes something for each scope when it is first asked for. A list that was kept has scopes of an earlier request. */
function perScope<Value>(create: (scope: Ec2Scope) => Value): (scope: Ec2Scope) => Value {
  const made = new Map<string, Value>();
  return (scope) => {
    const key = nameOf(scope);
    const known = made.get(key) ?? create(scope);
    made.set(key, known);
    return known;
  };
}
