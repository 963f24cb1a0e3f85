/** One request from bytes to answer: parameters, caller, throttling, faults, action, document. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ec2Actions } from './actions.ts';
import { type AccessKey, type Caller, Callers } from './callers.ts';
import { distort } from './distortions.ts';
import {
  Ec2Error,
  internalError,
  invalidAction,
  missingAction,
  missingParameter,
  noSuchVersion,
  requestLimitExceeded,
  unauthorized,
} from './errors.ts';
import { type ActiveFault, Faults } from './faults.ts';
import { parseQuery, toTree } from './query.ts';
import { RequestLog } from './requestLog.ts';
import { parseSignature, type SignedRequest } from './signature.ts';
import type { World } from './state.ts';
import type { Throttle } from './throttle.ts';
import { ec2Document, ec2ErrorDocument, type WireObject } from './xml.ts';

/** What the server is to send, and how. */
export interface Reply {
  readonly requestId: string;
  readonly status: number;
  readonly body: string;
  readonly fault?: ActiveFault | undefined;
}

export interface ServiceOptions {
  accountId: string;
  accounts: Readonly<Record<string, AccessKey>>;
  throttle?: Throttle | undefined;
  /** Added to every answer. */
  latencyMs: number;
  /** Resolves when what was changed is safe. */
  saved: () => Promise<void>;
  signal: AbortSignal;
}

/** A request whose parameters have been read. */
interface Received {
  readonly action: string;
  readonly parameters: Map<string, string>;
  readonly caller: Caller;
}

const apiVersion = '2016-11-15';

/** The service behind the port. */
export class Service {
  readonly calls = new Map<string, number>();
  readonly log = new RequestLog();
  readonly denied = new Set<string>();
  readonly faults = new Faults();
  readonly world: World;
  readonly #options: ServiceOptions;
  readonly #callers: Callers;

  constructor(world: World, options: ServiceOptions) {
    this.world = world;
    this.#options = options;
    this.#callers = new Callers(options.accounts, options.accountId);
  }

  /** Answers a request; an error is an answer too. Rejects only when the emulator stops. */
  async answer(request: Omit<SignedRequest, 'query'> & { queryString: string }): Promise<Reply> {
    const requestId = randomUUID();
    let fault: ActiveFault | undefined;
    try {
      const received = this.#receive(request);
      fault = this.faults.take(received.action);
      await this.#pause(this.#options.latencyMs + (fault?.delayMs ?? 0));
      const result = this.#perform(received, requestId, fault);
      if (!received.action.startsWith('Describe')) await this.#options.saved();
      await this.#pause(fault?.delayAfterMs ?? 0);
      return { requestId, status: 200, body: ec2Document(received.action, requestId, result), fault };
    } catch (error) {
      if (this.#options.signal.aborted) throw error;
      const known = error instanceof Ec2Error ? error : internalError();
      if (known !== error) console.error(error);
      return { requestId, status: known.status, body: ec2ErrorDocument(requestId, known), fault };
    }
  }

  /** Reads parameters and caller, counts and throttles. */
  #receive({ queryString, ...request }: Omit<SignedRequest, 'query'> & { queryString: string }): Received {
    const query = parseQuery(queryString);
    const parameters = request.method === 'POST' ? parseQuery(request.body) : new Map<string, string>();
    for (const [name, value] of query) if (!name.startsWith('X-Amz-')) parameters.set(name, value);
    const action = parameters.get('Action');
    if (!action) throw missingAction();
    const known = Object.hasOwn(ec2Actions, action);
    if (known) this.calls.set(action, (this.calls.get(action) ?? 0) + 1);

    const signed = { ...request, query };
    const now = this.world.now();
    const caller = this.#callers.identify(signed, parseSignature(signed), now);
    if (!known) throw invalidAction(action);
    const version = parameters.get('Version');
    if (version === undefined) throw missingParameter('Version');
    if (version !== apiVersion) throw noSuchVersion(version);
    parameters.delete('Action');
    parameters.delete('Version');
    this.log.add({
      action,
      params: Object.fromEntries(parameters),
      accountId: caller.accountId,
      region: caller.region,
    });
    const owner = `${caller.accountId}/${caller.region}`;
    if (this.#options.throttle?.admit(owner, action, parameters, now) === false) throw requestLimitExceeded();
    return { action, parameters, caller };
  }

  /** Applies the action, as far as the fault lets it. */
  #perform(
    { action, parameters, caller }: Received,
    requestId: string,
    fault: ActiveFault | undefined,
  ): WireObject {
    const run = (world: World, tree = toTree(parameters)) =>
      ec2Actions[action]?.(tree, world.estate(caller.accountId, caller.region), () => {
        if (this.denied.has(action)) throw unauthorized(requestId);
      }) ?? {};
    if (fault?.reset === 'before') return {};
    if (fault?.error && !fault.apply) throw toError(fault.error);
    let result: WireObject;
    if (fault?.past && action.startsWith('Describe')) result = run(fault.past);
    else {
      // A change that the past would have refused is refused; any other is applied to the present.
      if (fault?.past) run(fault.past.clone());
      result = run(this.world);
    }
    if (fault?.error) throw toError(fault.error);
    return fault ? distort(result, fault, parameters, () => run(this.world, {})) : result;
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await wait(ms, undefined, { signal: this.#options.signal });
  }
}

function toError({
  code,
  message = `The fault script asked for ${code}`,
  status,
}: NonNullable<ActiveFault['error']>) {
  return new Ec2Error(code, message, status);
}
