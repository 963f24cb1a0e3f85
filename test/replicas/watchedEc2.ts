/** The embedded EC2 behind a proxy that notes when each request arrived, when it was answered, and how. It can lose answers. */
import {
  Agent,
  createServer,
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { cleanUp } from '../support/cleanUp.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../support/emulator.ts';

/** A request that EC2 got, as far as rows look at it. Times are those of `performance.now()`. */
export interface Seen {
  readonly action: string;
  /** What it changes. Empty for reads and creates. */
  readonly ids: readonly string[];
  readonly params: URLSearchParams;
  readonly beganAtMs: number;
  endedAtMs: number;
  /** The code of EC2's error. Undefined while there is none. */
  code: string | undefined;
}

export interface WatchedEc2 {
  readonly url: string;
  readonly emulator: Emulator;
  readonly seen: readonly Seen[];
  /** How long each change takes, besides what the emulator needs. */
  changeMs: number;
  /** Whether the answer is lost: the connection is reset after the request was carried out. */
  isLost: (seen: Seen) => boolean;
  /** Forgets what was seen. */
  forget(): void;
}

/** The parameters that name what an action changes. */
const changed: Readonly<Record<string, RegExp>> = {
  ModifyTrafficMirrorSession: /^TrafficMirrorSessionId$/,
  ModifyTrafficMirrorFilterRule: /^TrafficMirrorFilterRuleId$/,
  ModifyTrafficMirrorFilterNetworkServices: /^TrafficMirrorFilterId$/,
  DeleteTrafficMirrorSession: /^TrafficMirrorSessionId$/,
  CreateTags: /^ResourceId\./,
  DeleteTags: /^ResourceId\./,
};

export const isThrottled = ({ code }: Seen) => code === 'RequestLimitExceeded';

export async function startWatchedEc2(options: EmulatorOptions): Promise<WatchedEc2> {
  const emulator = await startEmulator({ seed: 'demo', throttle: true, ...options });
  const agent = new Agent({ keepAlive: true });
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  const url = await new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
  cleanUp(() => {
    server.closeAllConnections();
    server.close();
    agent.destroy();
  });
  const watched: WatchedEc2 = {
    ...{ url, emulator, seen, changeMs: 0, isLost: () => false },
    forget: () => void seen.splice(0),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const entry = toSeen(body.toString());
    seen.push(entry);
    const isChange = entry.ids.length > 0;
    if (isChange) await wait(watched.changeMs / 2);
    const answer = await relay(request, body);
    const xml = await text(answer);
    if (isChange) await wait(watched.changeMs / 2);
    entry.code = /<Code>(\w[\w.]*)<\/Code>/.exec(xml)?.[1];
    entry.endedAtMs = performance.now();
    if (watched.isLost(entry)) return void request.socket.resetAndDestroy();
    const { 'transfer-encoding': _, ...headers } = answer.headers;
    response.writeHead(answer.statusCode ?? 500, headers).end(xml);
  }

  const relay = ({ method, headers, url: path }: IncomingMessage, body: Buffer) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const options = { agent, ...(method && { method }), headers, ...(path && { path }) };
      sendRequest(emulator.url, options, resolve).on('error', reject).end(body);
    });
  return watched;
}

function toSeen(body: string): Seen {
  const params = new URLSearchParams(body);
  const action = params.get('Action') ?? '';
  const names = changed[action];
  const ids = names === undefined ? [] : [...params].filter(([name]) => names.test(name)).map(([, id]) => id);
  return {
    ...{ action, ids, params, code: undefined },
    beganAtMs: performance.now(),
    endedAtMs: Number.POSITIVE_INFINITY,
  };
}

/** How often two changes of one resource ran at EC2 at once. */
export function overlaps(seen: readonly Seen[]): number {
  const open = new Map<string, number>();
  let count = 0;
  for (const { ids, beganAtMs, endedAtMs } of [...seen].sort((one, other) => one.beganAtMs - other.beganAtMs))
    for (const id of ids) {
      const until = open.get(id) ?? 0;
      if (beganAtMs < until) count++;
      open.set(id, Math.max(until, endedAtMs));
    }
  return count;
}
