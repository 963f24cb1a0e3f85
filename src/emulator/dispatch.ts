/** Answers a request: parameters, caller, throttling, faults, action, response document. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  authFailure,
  Ec2Error,
  internalError,
  missingAction,
  missingParameter,
  noSuchVersion,
  requestLimitExceeded,
} from './errors.ts';
import { type ActiveFault, Faults } from './faults/faults.ts';
import { Callers, type CallersOptions } from './identity/callers.ts';
import { parseSignature, type SignedRequest, signedFor } from './identity/signature.ts';
import { accountOfRole } from './identity/sts.ts';
import { isRegion } from './network/regions.ts';
import { perform } from './perform.ts';
import {
  keyOf,
  type RawRequest,
  type Received,
  readParameters,
  type Service,
  serviceOf,
  services,
} from './requests.ts';
import type { Place } from './seeds/places.ts';
import type { World } from './state/world.ts';
import type { Throttle } from './throttle.ts';
import { parseQuery } from './wire/query.ts';
import { RequestLog } from './wire/requestLog.ts';

/** The response to send, and the fault that distorts how it is sent. */
export interface Reply {
  readonly requestId: string;
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  readonly fault?: ActiveFault | undefined;
}

/** What a Dispatcher needs besides the world. */
interface DispatchOptions extends CallersOptions {
  throttle?: Throttle | undefined;
  /** Delay of every response in milliseconds. */
  latencyMs: number;
  /** Resolves when all changes so far are in the state file. */
  save: () => Promise<void>;
  /** Reads the seed again; what it returns fills an empty world with it. */
  readSeed: () => (world: World) => void;
  /** Aborts when the emulator stops. */
  signal: AbortSignal;
}

/** Answers requests from the world, and keeps what tests set and count: denials, faults, calls. */
export class Dispatcher {
  /** Requests by the key of their action. */
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

  /**
   * Makes everything as it was after a start with the same seed, but for temporary credentials: running clients go on.
   * Rejects, and changes nothing, if the seed is a file that cannot be read any more.
   */
  async reset(): Promise<void> {
    const fill = this.#options.readSeed();
    this.world.clear();
    fill(this.world);
    this.calls.clear();
    this.log.clear();
    this.denied.clear();
    this.faults.clear();
    this.#options.throttle?.clear();
    await this.#options.save();
  }

  /** Answers a request, if need be with an error document. Rejects only when the emulator stops. */
  async answer(request: RawRequest): Promise<Reply> {
    const requestId = randomUUID();
    // Most signatures are in the header: those are read before the query, which can be malformed.
    const inHeader = signedFor(request.headers);
    let service = serviceOf('', inHeader) ?? 'ec2';
    let fault: ActiveFault | undefined;
    try {
      const query = parseQuery(request.queryString);
      const parameters = readParameters(request, query);
      const action = parameters.get('Action');
      if (!action) throw missingAction();
      const signed = { ...request, query };
      const known = serviceOf(action, inHeader ?? signedFor(request.headers, query));
      service = known ?? 'ec2';
      const received = this.#receive(signed, known, action, parameters);
      fault = this.faults.take(received.key, placeOf(received));
      await this.#pause(this.#options.latencyMs + (fault?.delayMs ?? 0));
      const result = await this.#performSafely(received, requestId, fault);
      await this.#pause(fault?.delayAfterMs ?? 0);
      const { document, contentType } = services[service];
      return { requestId, status: 200, body: document(action, requestId, result), contentType, fault };
    } catch (error) {
      if (this.#options.signal.aborted) throw error;
      if (!(error instanceof Ec2Error)) console.error(error);
      const known = services[service].toOwnError(error instanceof Ec2Error ? error : internalError());
      return {
        requestId,
        status: known.status,
        body: services[service].errorDocument(requestId, known),
        contentType: services[service].contentType,
        fault,
      };
    }
  }

  /** Counts the request, identifies the caller, checks service, Region and version, and throttles. */
  #receive(
    request: SignedRequest,
    service: Service | undefined,
    action: string,
    parameters: Map<string, string>,
  ): Received {
    const key = keyOf(service ?? 'ec2', action);
    const isKnown = service !== undefined && Object.hasOwn(services[service].actions, action);
    if (isKnown) this.calls.set(key, (this.calls.get(key) ?? 0) + 1);
    const now = this.world.now();
    const claim = parseSignature(request);
    const caller = this.#callers.identify(request, claim, now);
    if (!service || !isKnown) throw services[service ?? 'ec2'].noAction(action);
    if (claim.service !== service || !isRegion(claim.region)) throw authFailure();
    checkVersion(parameters.get('Version'), services[service].version);
    parameters.delete('Action');
    parameters.delete('Version');
    const { accountId, region } = caller;
    this.log.add({ action: key, params: Object.fromEntries(parameters), accountId, region });
    const owner = `${accountId}/${region}/${service}`;
    const admitted = this.#options.throttle?.admit(owner, action, parameters, now) ?? true;
    if (!admitted) throw requestLimitExceeded();
    return { action, key, service, parameters, caller };
  }

  /** An answer waits until everything that it reveals is saved: a refusal or a read, too, can reveal a change that a crash would undo. */
  async #performSafely(received: Received, requestId: string, fault: ActiveFault | undefined) {
    try {
      const { world, denied } = this;
      return perform({ ...received, requestId, world, denied, callers: this.#callers }, fault);
    } finally {
      await this.#options.save();
    }
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await wait(ms, undefined, { signal: this.#options.signal });
  }
}

function checkVersion(version: string | undefined, wanted: string | undefined): void {
  if (wanted === undefined) return;
  if (version === undefined) throw missingParameter('Version');
  if (version !== wanted) throw noSuchVersion(version);
}

/** Where a request acts: a role is assumed in the role's account. */
function placeOf({ action, parameters, caller: { accountId, region } }: Received): Place {
  const role = action === 'AssumeRole' ? accountOfRole(parameters.get('RoleArn') ?? '') : undefined;
  return { accountId: role ?? accountId, region };
}
