/** One request from bytes to answer: parameters, caller, throttling, faults, action, document. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ec2Actions } from '../actions.ts';
import {
  accessDenied,
  authFailure,
  Ec2Error,
  internalError,
  invalidAction,
  missingAction,
  missingParameter,
  noSuchVersion,
  requestLimitExceeded,
  unauthorized,
} from '../errors.ts';
import { distort } from '../faults/distortions.ts';
import { type ActiveFault, Faults } from '../faults/faults.ts';
import { type Caller, Callers, type CallersOptions } from '../identity/callers.ts';
import { parseSignature, type SignedRequest } from '../identity/signature.ts';
import { stsActions } from '../identity/sts.ts';
import { isRegion } from '../network/regions.ts';
import type { World } from '../state.ts';
import { parseQuery, toTree } from './query.ts';
import { RequestLog } from './requestLog.ts';
import type { Throttle } from './throttle.ts';
import { ec2Document, ec2ErrorDocument, stsDocument, stsErrorDocument, type WireObject } from './xml.ts';

/** A request as the server read it. */
export type RawRequest = Omit<SignedRequest, 'query'> & { readonly queryString: string };

/** What the server is to send, and how. */
export interface Reply {
  readonly requestId: string;
  readonly status: number;
  readonly body: string;
  readonly fault?: ActiveFault | undefined;
}

export interface DispatchOptions extends CallersOptions {
  throttle?: Throttle | undefined;
  /** Added to every answer. */
  latencyMs: number;
  /** Resolves when what was changed so far is safe. */
  save: () => Promise<void>;
  signal: AbortSignal;
}

/** The two services behind the port: how their documents look. */
const dialects = {
  ec2: { version: '2016-11-15', document: ec2Document, errorDocument: ec2ErrorDocument },
  sts: { version: '2011-06-15', document: stsDocument, errorDocument: stsErrorDocument },
};
type Dialect = keyof typeof dialects;

/** The service that has the action. */
export function dialectOf(action: string): Dialect | undefined {
  if (Object.hasOwn(ec2Actions, action)) return 'ec2';
  return Object.hasOwn(stsActions, action) ? 'sts' : undefined;
}

/** A request whose parameters and caller are known. */
interface Received {
  readonly action: string;
  readonly dialect: Dialect;
  /** Without Action and Version. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly caller: Caller;
}

export class Dispatcher {
  /** Requests by action. */
  readonly calls = new Map<string, number>();
  readonly log = new RequestLog();
  readonly denied = new Set<string>();
  readonly faults = new Faults();
  readonly world: World;
  readonly #options: DispatchOptions;
  readonly #callers: Callers;

  constructor(world: World, options: DispatchOptions) {
    this.world = world;
    this.#options = options;
    this.#callers = new Callers(options);
  }

  /** Answers a request; an error is an answer too. Rejects only when the emulator stops. */
  async answer(request: RawRequest): Promise<Reply> {
    const requestId = randomUUID();
    let dialect: Dialect = 'ec2';
    let fault: ActiveFault | undefined;
    try {
      const query = parseQuery(request.queryString);
      const parameters = readParameters(request, query);
      const action = parameters.get('Action');
      if (!action) throw missingAction();
      dialect = dialectOf(action) ?? 'ec2';
      const received = this.#receive({ ...request, query }, action, parameters);
      fault = this.faults.take(action);
      await this.#pause(this.#options.latencyMs + (fault?.delayMs ?? 0));
      const result = await this.#performSafely(received, requestId, fault);
      await this.#pause(fault?.delayAfterMs ?? 0);
      return { requestId, status: 200, body: dialects[dialect].document(action, requestId, result), fault };
    } catch (error) {
      if (this.#options.signal.aborted) throw error;
      const known = error instanceof Ec2Error ? error : internalError();
      if (known !== error) console.error(error);
      return {
        requestId,
        status: known.status,
        body: dialects[dialect].errorDocument(requestId, known),
        fault,
      };
    }
  }

  /** Counts, identifies the caller, checks the envelope, throttles. */
  #receive(request: SignedRequest, action: string, parameters: Map<string, string>): Received {
    const dialect = dialectOf(action);
    if (dialect) this.calls.set(action, (this.calls.get(action) ?? 0) + 1);
    const now = this.world.now();
    const claim = parseSignature(request);
    const caller = this.#callers.identify(request, claim, now);
    if (!dialect) throw invalidAction(action);
    if (claim.service !== dialect || !isRegion(claim.region)) throw authFailure();
    const version = parameters.get('Version');
    if (version === undefined) throw missingParameter('Version');
    if (version !== dialects[dialect].version) throw noSuchVersion(version);
    parameters.delete('Action');
    parameters.delete('Version');
    const { accountId, region } = caller;
    this.log.add({ action, params: Object.fromEntries(parameters), accountId, region });
    const admitted = this.#options.throttle?.admit(`${accountId}/${region}`, action, parameters, now) ?? true;
    if (!admitted) throw requestLimitExceeded();
    return { action, dialect, parameters, caller };
  }

  /** An answer waits until all that it tells of is safe: a refusal and a read, too, can tell of a change that a crash would undo. */
  async #performSafely(received: Received, requestId: string, fault: ActiveFault | undefined) {
    try {
      return this.#perform(received, requestId, fault);
    } finally {
      await this.#options.save();
    }
  }

  /** Applies the action, as far as the fault lets it. */
  #perform(received: Received, requestId: string, fault: ActiveFault | undefined): WireObject {
    if (fault?.reset === 'before') return {};
    if (fault?.error && !fault.apply) throw toError(fault.error);
    let world = this.world;
    if (fault?.past && received.action.startsWith('Describe')) world = fault.past;
    // A change that the past would have refused is refused; any other is applied to the present.
    else if (fault?.past) this.#run(received, requestId, fault.past.clone());
    const result = this.#run(received, requestId, world);
    if (fault?.error) throw toError(fault.error);
    if (!fault) return result;
    const everything = () => this.#run({ ...received, parameters: new Map() }, requestId, this.world);
    return distort(result, fault, received.parameters, everything);
  }

  #run({ action, dialect, parameters, caller }: Received, requestId: string, world: World): WireObject {
    if (dialect === 'ec2') {
      const authorize = () => {
        if (this.denied.has(action) || !mayDo(caller, action, parameters)) throw unauthorized(requestId);
      };
      const estate = world.estate(caller.accountId, caller.region);
      return ec2Actions[action]?.(toTree(parameters), estate, authorize) ?? {};
    }
    // Who one is may be asked by everybody (STS API reference, GetCallerIdentity).
    const isAllowed = action === 'GetCallerIdentity' || caller.mayDo(`sts:${action}`);
    if (this.denied.has(action) || !isAllowed) throw accessDenied(caller.arn, `sts:${action}`);
    return stsActions[action]?.({ parameters, caller, callers: this.#callers, nowMs: world.now() }) ?? {};
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await wait(ms, undefined, { signal: this.#options.signal });
  }
}

/** Tags that come with a create are a permission of their own (EC2 user guide, "Grant permission to tag resources during creation"). */
function mayDo({ mayDo: may }: Caller, action: string, parameters: ReadonlyMap<string, string>): boolean {
  const hasTags = [...parameters.keys()].some((name) => name.startsWith('TagSpecification.'));
  return may(`ec2:${action}`) && (!hasTags || may('ec2:CreateTags', action));
}

/** Query string and form body together, without what a presigned query adds. */
function readParameters(
  { method, body }: RawRequest,
  query: ReadonlyMap<string, string>,
): Map<string, string> {
  const parameters = method === 'POST' ? parseQuery(body) : new Map<string, string>();
  for (const [name, value] of query) if (!name.startsWith('X-Amz-')) parameters.set(name, value);
  return parameters;
}

function toError({
  code,
  message = `The fault script asked for ${code}`,
  status,
}: NonNullable<ActiveFault['error']>) {
  return new Ec2Error(code, message, status);
}
