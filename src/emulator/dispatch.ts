/** Answers a request: parameters, caller, throttling, faults, action, response document. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ec2Actions } from './actions.ts';
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
} from './errors.ts';
import { distort } from './faults/distortions.ts';
import { type ActiveFault, Faults } from './faults/faults.ts';
import { type Caller, Callers, type CallersOptions } from './identity/callers.ts';
import { parseSignature, type SignedRequest } from './identity/signature.ts';
import { stsActions } from './identity/sts.ts';
import { isRegion } from './network/regions.ts';
import type { World } from './state/world.ts';
import type { Throttle } from './throttle.ts';
import { parseQuery, toTree } from './wire/query.ts';
import { RequestLog } from './wire/requestLog.ts';
import { ec2Document, ec2ErrorDocument, stsDocument, stsErrorDocument, type WireObject } from './wire/xml.ts';

/** A request as the server read it. */
type RawRequest = Omit<SignedRequest, 'query'> & { readonly queryString: string };

/** The response to send, and the fault that distorts how it is sent. */
export interface Reply {
  readonly requestId: string;
  readonly status: number;
  readonly body: string;
  readonly fault?: ActiveFault | undefined;
}

/** What a Dispatcher needs besides the world. */
interface DispatchOptions extends CallersOptions {
  throttle?: Throttle | undefined;
  /** Delay of every response in milliseconds. */
  latencyMs: number;
  /** Resolves when all changes so far are in the state file. */
  save: () => Promise<void>;
  /** Aborts when the emulator stops. */
  signal: AbortSignal;
}

/** The two services on the port: their API versions and document formats. */
const services = {
  ec2: { version: '2016-11-15', document: ec2Document, errorDocument: ec2ErrorDocument },
  sts: { version: '2011-06-15', document: stsDocument, errorDocument: stsErrorDocument },
};
type Service = keyof typeof services;

/** The service that has the action; undefined if neither has. */
export function serviceOf(action: string): Service | undefined {
  if (Object.hasOwn(ec2Actions, action)) return 'ec2';
  return Object.hasOwn(stsActions, action) ? 'sts' : undefined;
}

/** A request whose parameters and caller are known. */
interface Received {
  readonly action: string;
  readonly service: Service;
  /** Without Action and Version. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly caller: Caller;
}

/** Answers requests from the world, and keeps what tests set and count: denials, faults, calls. */
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

  /** Answers a request, if need be with an error document. Rejects only when the emulator stops. */
  async answer(request: RawRequest): Promise<Reply> {
    const requestId = randomUUID();
    let service: Service = 'ec2';
    let fault: ActiveFault | undefined;
    try {
      const query = parseQuery(request.queryString);
      const parameters = readParameters(request, query);
      const action = parameters.get('Action');
      if (!action) throw missingAction();
      service = serviceOf(action) ?? 'ec2';
      const received = this.#receive({ ...request, query }, action, parameters);
      fault = this.faults.take(action);
      await this.#pause(this.#options.latencyMs + (fault?.delayMs ?? 0));
      const result = await this.#performSafely(received, requestId, fault);
      await this.#pause(fault?.delayAfterMs ?? 0);
      return { requestId, status: 200, body: services[service].document(action, requestId, result), fault };
    } catch (error) {
      if (this.#options.signal.aborted) throw error;
      const known = error instanceof Ec2Error ? error : internalError();
      if (known !== error) console.error(error);
      return {
        requestId,
        status: known.status,
        body: services[service].errorDocument(requestId, known),
        fault,
      };
    }
  }

  /** Counts the request, identifies the caller, checks service, Region and version, and throttles. */
  #receive(request: SignedRequest, action: string, parameters: Map<string, string>): Received {
    const service = serviceOf(action);
    if (service) this.calls.set(action, (this.calls.get(action) ?? 0) + 1);
    const now = this.world.now();
    const claim = parseSignature(request);
    const caller = this.#callers.identify(request, claim, now);
    if (!service) throw invalidAction(action);
    if (claim.service !== service || !isRegion(claim.region)) throw authFailure();
    const version = parameters.get('Version');
    if (version === undefined) throw missingParameter('Version');
    if (version !== services[service].version) throw noSuchVersion(version);
    parameters.delete('Action');
    parameters.delete('Version');
    const { accountId, region } = caller;
    this.log.add({ action, params: Object.fromEntries(parameters), accountId, region });
    const admitted = this.#options.throttle?.admit(`${accountId}/${region}`, action, parameters, now) ?? true;
    if (!admitted) throw requestLimitExceeded();
    return { action, service, parameters, caller };
  }

  /** An answer waits until everything that it reveals is saved: a refusal or a read, too, can reveal a change that a crash would undo. */
  async #performSafely(received: Received, requestId: string, fault: ActiveFault | undefined) {
    try {
      return this.#perform(received, requestId, fault);
    } finally {
      await this.#options.save();
    }
  }

  /** Applies the action, unless the fault prevents it. */
  #perform(received: Received, requestId: string, fault: ActiveFault | undefined): WireObject {
    if (fault?.reset === 'before') return {};
    if (fault?.error && !fault.apply) throw toError(fault.error);
    let world = this.world;
    if (fault?.past && received.action.startsWith('Describe')) world = fault.past;
    // A change that fails on the past state fails; any other is applied to the current state.
    else if (fault?.past) this.#run(received, requestId, fault.past.clone());
    const result = this.#run(received, requestId, world);
    if (fault?.error) throw toError(fault.error);
    if (!fault) return result;
    const everything = () => this.#run({ ...received, parameters: new Map() }, requestId, this.world);
    return distort(result, fault, received.parameters, everything);
  }

  #run({ action, service, parameters, caller }: Received, requestId: string, world: World): WireObject {
    if (service === 'ec2') {
      const authorize = () => {
        if (this.denied.has(action) || !isAllowed(caller, action, parameters)) throw unauthorized(requestId);
      };
      const estate = world.estate(caller.accountId, caller.region);
      return ec2Actions[action]?.(toTree(parameters), estate, authorize) ?? {};
    }
    // Needs no permission (STS API reference, GetCallerIdentity).
    const allowed = action === 'GetCallerIdentity' || caller.mayDo(`sts:${action}`);
    if (this.denied.has(action) || !allowed) throw accessDenied(caller.arn, `sts:${action}`);
    return stsActions[action]?.({ parameters, caller, callers: this.#callers, nowMs: world.now() }) ?? {};
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await wait(ms, undefined, { signal: this.#options.signal });
  }
}

/**
 * Whether the caller may use the EC2 action. Tagging a resource on creation needs a permission of its own (EC2 user
 * guide, "Grant permission to tag resources during creation").
 */
function isAllowed({ mayDo }: Caller, action: string, parameters: ReadonlyMap<string, string>): boolean {
  const hasTags = [...parameters.keys()].some((name) => name.startsWith('TagSpecification.'));
  return mayDo(`ec2:${action}`) && (!hasTags || mayDo('ec2:CreateTags', action));
}

/** The parameters of the query string and of the form body, without those that a presigned query adds. */
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
