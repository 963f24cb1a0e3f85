/** Starts the embedded EC2: an HTTP server on loopback that any AWS client can be pointed at. */
import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decisions } from './decisions.ts';
import { Dispatcher, dialectOf } from './dispatch.ts';
import type { Fault } from './faults/faults.ts';
import type { AccessKey, Role } from './identity/callers.ts';
import { type Surroundings, surroundingsOf } from './network/surroundings.ts';
import type { Quotas } from './quotas.ts';
import { type Seed, seedEstate } from './seeds/seed.ts';
import { StateFile } from './state/stateFile.ts';
import { World } from './state/world.ts';
import { Throttle, type ThrottleRates } from './throttle.ts';
import { deliver } from './wire/delivery.ts';
import type { LoggedRequest } from './wire/requestLog.ts';

export interface EmulatorOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  /** The account of an access key that is not in `accounts`. Default 123456789012. */
  accountId?: string;
  /** Where the seed goes. Default us-east-1. */
  region?: string;
  /** What `accountId` has in `region` at the start. Default empty. */
  seed?: Seed;
  /** Keeps the state over restarts; when the file exists it is the state, and `seed` is not applied. Each answer to a change waits for the file. */
  stateFile?: string;
  /** Access keys by id. A key with a secret has its signatures verified. */
  accounts?: Readonly<Record<string, AccessKey>>;
  /** Roles by ARN that AssumeRole gives; without the list, any role of any account. */
  roles?: Readonly<Record<string, Role>>;
  /** Quotas to lower. */
  quotas?: Partial<Quotas>;
  /** EC2's throttling: true for EC2's own rates. Default off. */
  throttle?: boolean | Partial<ThrottleRates>;
  /** Added to every answer. Default 0. */
  latencyMs?: number;
  /** Milliseconds since 1970. Default the system's clock. */
  now?: () => number;
  /** Numbers in [0, 1): ids and virtual network ids come from it. Default the system's random source. */
  random?: () => number;
}

/** A running embedded EC2. */
export interface Emulator {
  /** E.g. `http://127.0.0.1:4599`. */
  readonly url: string;
  /** Requests received per action, since the start or `reset…`. */
  readonly calls: ReadonlyMap<string, number>;
  /** The latest requests, oldest first: at most 1,000. */
  readonly requests: readonly LoggedRequest[];
  resetCalls(): void;
  /** From now on the action answers UnauthorizedOperation (AccessDenied for STS), for dry runs too. Throws RangeError for an unknown action. */
  deny(action: string): void;
  /** Undoes `deny`. */
  allow(action: string): void;
  /** Sets the script of what goes wrong with the next requests of this action; an empty one ends it. Throws RangeError for an unknown action and for a step that would not end. */
  faults(action: string, script: readonly Fault[]): void;
  /** What other APIs do, in an account and Region: by default those of the seed. */
  surroundings(accountId?: string, region?: string): Surroundings;
  /** Ends: no socket and no timer is left. */
  stop(): Promise<void>;
}

const defaultAccountId = '123456789012';

/** Listens, and resolves when clients can connect. Rejects when the port is taken. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    host = '127.0.0.1',
    port = 0,
    accountId = defaultAccountId,
    region = 'us-east-1',
    throttle,
  } = options;
  const world = new World(options);
  const state = options.stateFile === undefined ? undefined : await StateFile.open(options.stateFile, world);
  if (state?.isNew ?? true) seedEstate(world.estate(accountId, region), options.seed ?? 'empty');
  const save = async () => state?.file.save();
  await save();
  const stopping = new AbortController();
  // Every answer that is held back listens.
  setMaxListeners(0, stopping.signal);
  const dispatcher = new Dispatcher(world, {
    accountId,
    accounts: options.accounts,
    roles: options.roles,
    throttle: throttle ? new Throttle(throttle === true ? {} : throttle) : undefined,
    latencyMs: options.latencyMs ?? 0,
    save,
    signal: stopping.signal,
  });

  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 75_000 },
    (request, response) => {
      serve(dispatcher, request, response, stopping.signal).catch(() => response.destroy());
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  // A TCP server's address is an AddressInfo once it listens.
  const address = server.address() as AddressInfo;
  const authority = address.family === 'IPv6' ? `[${address.address}]` : address.address;

  return {
    url: `http://${authority}:${address.port}`,
    calls: dispatcher.calls,
    get requests() {
      return dispatcher.log.list();
    },
    resetCalls: () => {
      dispatcher.calls.clear();
      dispatcher.log.clear();
    },
    deny: (action) => dispatcher.denied.add(known(action)),
    allow: (action) => dispatcher.denied.delete(known(action)),
    faults: (action, script) => dispatcher.faults.set(known(action), script, world),
    surroundings: (account = accountId, where = region) => surroundingsOf(world.estate(account, where), save),
    stop: async () => {
      stopping.abort();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await save();
    },
  };
}

/** A misspelt action would never be denied or fail: better to say so. */
function known(action: string): string {
  if (!dialectOf(action)) throw new RangeError(`there is no action ${action}`);
  return action;
}

async function serve(
  dispatcher: Dispatcher,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const method = request.method ?? '';
  const [path = '', queryString = ''] = (request.url ?? '').split(/\?(.*)/s, 2);
  if (path !== '/') return refuse(response, 404);
  if (method !== 'GET' && method !== 'POST') return refuse(response, 405);
  const body = await readBody(request);
  if (!body) return refuse(response, 413);
  const reply = await dispatcher.answer({ method, path, queryString, headers: request.headers, body });
  await deliver(response, reply, new Date(dispatcher.world.now()), signal);
}

/** The body, or undefined when it is too large: the rest is then not read. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The connection must outlive the loop: a refusal is still to be sent on it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > decisions.maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** An answer without a document, after which the connection ends: EC2's front does not know the request. */
function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: 'close', 'content-length': 0 }).end();
}
