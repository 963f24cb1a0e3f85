/** What every row of the table drives: built gateways behind HAProxy, one embedded EC2 that throttles, and Redis as their store. */
import { newAuditFile } from '../support/audit.ts';
import { type Balancer, freePort, type Replica, startBalancer } from '../support/balancer.ts';
import type { EmulatorOptions } from '../support/emulator.ts';
import { withTestLimits } from '../support/limits.ts';
import { type Program, startProgram } from '../support/process.ts';
import { type Redis, startRedis } from '../support/redis.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { until } from '../support/until.ts';
import { type Client, createClient } from './client.ts';
import { startWatchedEc2, type WatchedEc2 } from './watchedEc2.ts';

export interface RigOptions {
  /** How many gateways there are at most. Those of `running` are started. */
  readonly replicas: number;
  readonly running?: number;
  /** False: without a store, as a comparison. */
  readonly hasStore?: boolean;
  /** Settings of the store in place of those of one Redis. */
  readonly store?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the demo estate, throttling as EC2 does. */
  readonly ec2?: EmulatorOptions;
}

/** Of each gateway. */
export const drainSeconds = 2;

export interface Gateway extends Replica {
  readonly program: Program;
  readonly url: string;
  readonly auditFile: string;
}

export interface Rig {
  readonly ec2: WatchedEc2;
  /** The only store of the gateways, unless they have another one or none. */
  readonly redis: Redis | undefined;
  /** By their place; those that do not run are undefined. */
  readonly gateways: readonly (Gateway | undefined)[];
  readonly balancer: Balancer;
  /** Starts the gateway at a place, and waits until HAProxy sends requests to it. */
  start(place: number): Promise<Gateway>;
  /** A client with a connection and a subject of its own. @param place of a gateway; absent: HAProxy. */
  client(place?: number): Promise<Client>;
}

const permissions =
  'traffic-mirror:read traffic-mirror:session:write traffic-mirror:filter:write traffic-mirror:tag:write traffic-mirror:delete';

export async function startRig(options: RigOptions): Promise<Rig> {
  const { replicas, running = replicas, hasStore = true } = options;
  const ec2 = await startWatchedEc2(options.ec2 ?? {});
  const issuer = await startTokenIssuer();
  const redis = hasStore && options.store === undefined ? await startRedis() : undefined;
  const store = hasStore ? (options.store ?? { REDIS_URL: redis?.url ?? '' }) : {};
  const places: (Replica & { readonly auditFile: string })[] = [];
  for (let place = 0; place < replicas; place++)
    places.push({ port: await freePort(), adminPort: await freePort(), auditFile: newAuditFile() });
  const gateways: (Gateway | undefined)[] = places.map(() => undefined);
  const balancer = await startBalancer(places);
  const env = {
    ...issuer.env,
    ...{ EC2_MODE: 'aws', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_EC2: ec2.url },
    ...{
      ALLOW_ENDPOINT_OVERRIDE: 'true',
      AWS_ACCESS_KEY_ID: 'ASIAREPLICAS',
      AWS_SECRET_ACCESS_KEY: 'replicas',
    },
    ...{
      LOG_LEVEL: 'warn',
      CURSOR_SECRET: 'the same secret of all the replicas',
      DRAIN_SECONDS: String(drainSeconds),
    },
    ...(hasStore && { ...store, REPLICAS: String(replicas) }),
    ...options.env,
  };
  const start = async (place: number) => {
    const { port, adminPort, auditFile } = places[place] as (typeof places)[number];
    const own = { PORT: String(port), ADMIN_PORT: String(adminPort), AUDIT_FILE: auditFile };
    const program = startProgram(withTestLimits({ ...env, ...own }));
    const { url } = await program.ready();
    await until(() => balancer.isUp(place));
    const gateway = { port, adminPort, auditFile, program, url };
    gateways[place] = gateway;
    return gateway;
  };
  await Promise.all(Array.from({ length: running }, (_, place) => start(place)));
  let clients = 0;
  return {
    ...{ ec2, redis, gateways, balancer, start },
    async client(place) {
      const exp = Math.floor(Date.now() / 1_000) + 3 * 3_600;
      const token = await issuer.token(permissions, { sub: `client-${clients++}@example.com`, exp });
      const url = place === undefined ? `http://127.0.0.1:${balancer.port}` : gateways[place]?.url;
      if (url === undefined) throw new Error(`no gateway runs at place ${place}`);
      return createClient(url, token);
    },
  };
}
