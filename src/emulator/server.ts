/** Starts the embedded EC2: an HTTP server that any AWS client can use as its endpoint, by default on loopback. */
import { setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Dispatcher } from './dispatch.ts';
import type { Fault } from './faults/faults.ts';
import type { AccessKey, Role } from './identity/callers.ts';
import { type Surroundings, surroundingsOf } from './network/surroundings.ts';
import { flatOrganization, type Organization } from './organization/organization.ts';
import type { Quotas } from './quotas.ts';
import { knownAction } from './requests.ts';
import type { Place } from './seeds/places.ts';
import { readSeed, type Seed } from './seeds/seed.ts';
import { type SmallEstates, smallEstates } from './seeds/smallEstates.ts';
import { StateFile } from './state/stateFile.ts';
import { World } from './state/world.ts';
import { Throttle, type ThrottleRates } from './throttle.ts';
import { serve } from './wire/http.ts';
import type { LoggedRequest } from './wire/requestLog.ts';

/** How to start an emulator. */
export interface EmulatorOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0, which picks a free port. */
  port?: number;
  /** The account of an access key that is not in `accounts`. Default 123456789012. */
  accountId?: string;
  /** The Region that the seed fills. Default us-east-1. */
  region?: string;
  /** What exists at the start, unless a file says otherwise of `accountId` in `region`. Default empty. */
  seed?: Seed;
  /** Further accounts and Regions in which the demo has an estate. Default none. */
  demoPlaces?: readonly Place[];
  /** Accounts that have a small estate in each of these Regions, where the seed has none. Default none. */
  smallEstates?: SmallEstates;
  /**
   * Path of a file that keeps the state across restarts. If it exists, it is loaded and `seed` is ignored. A change is
   * answered only after it has been written.
   */
  stateFile?: string;
  /** The organization that AWS Organizations lists. Default: all accounts above, directly below its root. */
  organization?: Organization;
  /** Access keys by id. If a key has a secret, its signatures are verified. */
  accounts?: Readonly<Record<string, AccessKey>>;
  /** Whether access keys that are not in `accounts` are refused. Default false. */
  onlyAccounts?: boolean;
  /** Roles that can be assumed, by ARN. Default: any role of any account. */
  roles?: Readonly<Record<string, Role>>;
  /** Quotas that differ from EC2's. */
  quotas?: Partial<Quotas>;
  /** Request throttling; true means EC2's own rates. Default off. */
  throttle?: boolean | Partial<ThrottleRates>;
  /** Delay of every response in milliseconds. Default 0. */
  latencyMs?: number;
  /** The clock, in milliseconds since 1970. Default the system's. */
  now?: () => number;
  /** Returns numbers in [0, 1), for resource ids and virtual network ids. Default the system's random source. */
  random?: () => number;
}

/** A running embedded EC2. */
export interface Emulator {
  /** E.g. `http://127.0.0.1:4599`. */
  readonly url: string;
  /**
   * Requests received per action, since the start or the last `resetCalls`. An action of Elastic Load Balancing whose
   * name EC2 has too is `elasticloadbalancing:DescribeTags`, here and below.
   */
  readonly calls: ReadonlyMap<string, number>;
  /** The latest requests, oldest first; at most 1,000. */
  readonly requests: readonly LoggedRequest[];
  resetCalls(): void;
  /**
   * Makes the action fail with UnauthorizedOperation (AccessDenied for other services than EC2), dry runs included. Throws RangeError for
   * an unknown action.
   */
  deny(action: string): void;
  /** Undoes `deny`. */
  allow(action: string): void;
  /**
   * Scripts what goes wrong with the next requests for this action; an empty script ends it. Throws RangeError for an
   * unknown action and for a step that would never end. With `where`, only requests in that account or Region are
   * meant, before any script of a wider place; AssumeRole is in the account of its role.
   */
  faults(action: string, script: readonly Fault[], where?: Partial<Place>): void;
  /**
   * Makes changes that are not part of the Traffic Mirroring API, in an account and Region; by default those of the
   * seed.
   */
  surroundings(accountId?: string, region?: string): Surroundings;
  /**
   * Makes everything as it was after a start with the same seed: resources and the state file, client tokens, denials,
   * faults, calls, requests and throttling. Temporary credentials stay valid. Rejects, and changes nothing, if a network
   * description cannot be read any more.
   */
  reset(): Promise<void>;
  /** Changes the organization, as its management does. A reset does not undo it. */
  organize(organization: Organization): void;
  /** Stops, leaving no socket and no timer behind. */
  stop(): Promise<void>;
}

/** The account that AWS's documentation uses in examples. */
export const defaultPlace: Place = { accountId: '123456789012', region: 'us-east-1' };

/**
 * Starts an emulator and resolves when clients can connect. Rejects if the port is in use, or the state file is invalid
 * or in use, and with SeedProblems if a network description is wrong.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const world = new World(options);
  world.organization = options.organization ?? flatOrganization(accountIdsOf(options));
  const state = options.stateFile === undefined ? undefined : await StateFile.open(options.stateFile, world);
  try {
    return await startServer(options, world, state);
  } catch (error) {
    await state?.file.close();
    throw error;
  }
}

function accountIdsOf({ accountId, demoPlaces = [], smallEstates }: EmulatorOptions): string[] {
  const ofPlaces = demoPlaces.map((place) => place.accountId);
  return [accountId ?? defaultPlace.accountId, ...ofPlaces, ...(smallEstates?.accountIds ?? [])];
}

/** @param state absent if the state is not kept. */
async function startServer(
  options: EmulatorOptions,
  world: World,
  state: Awaited<ReturnType<typeof StateFile.open>> | undefined,
): Promise<Emulator> {
  const {
    host = '127.0.0.1',
    port = 0,
    accountId = defaultPlace.accountId,
    region = defaultPlace.region,
    throttle,
  } = options;
  const save = async () => state?.file.save();
  const fillNew = smallEstates(options.smallEstates ?? { accountIds: [], regions: [] });
  const seed = () => {
    const fill = readSeed(options.seed ?? 'empty', { accountId, region }, options.demoPlaces);
    return (empty: World) => {
      empty.fillNew = () => {};
      fill(empty);
      empty.fillNew = fillNew;
    };
  };
  if (state?.isNew ?? true) seed()(world);
  world.fillNew = fillNew;
  await save();
  const stopping = new AbortController();
  // Every delayed response adds a listener: there is no leak to warn of.
  setMaxListeners(0, stopping.signal);
  const dispatcher = new Dispatcher(world, {
    accountId: options.onlyAccounts ? undefined : accountId,
    accounts: options.accounts,
    roles: options.roles,
    throttle: throttle ? new Throttle(throttle === true ? {} : throttle) : undefined,
    latencyMs: options.latencyMs ?? 0,
    save,
    readSeed: seed,
    signal: stopping.signal,
  });

  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 75_000 },
    (request, response) => {
      serve(dispatcher, request, response, stopping.signal).catch(() => response.destroy());
    },
  );
  return {
    url: await listen(server, host, port),
    calls: dispatcher.calls,
    get requests() {
      return dispatcher.log.list();
    },
    resetCalls: () => {
      dispatcher.calls.clear();
      dispatcher.log.clear();
    },
    deny: (action) => dispatcher.denied.add(knownAction(action)),
    allow: (action) => dispatcher.denied.delete(knownAction(action)),
    faults: (action, script, where) => dispatcher.faults.set(knownAction(action), script, world, where),
    reset: () => dispatcher.reset(),
    organize: (organization) => {
      world.organization = organization;
    },
    surroundings: (account = accountId, where = region) =>
      surroundingsOf(() => world.estate(account, where), save),
    stop: async () => {
      stopping.abort();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await state?.file.end();
    },
  };
}

/** Starts listening, and resolves to the server's URL. */
async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  // The address of a listening TCP server is an AddressInfo.
  const address = server.address() as AddressInfo;
  const authority = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${authority}:${address.port}`;
}
