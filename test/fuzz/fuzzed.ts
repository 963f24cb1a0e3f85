/** A gateway that is fuzzed: a process that is watched, and started again when it has ended. */
import { startWatched } from '../support/watchedProgram.ts';

export interface Fuzzed {
  readonly url: string;
  /** Sent with every GraphQL request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Starts it again if it has ended. */
  revive(): Promise<void>;
  /** What it did that it must not do, since this was asked last. Also asks whether it is live. */
  troubles(): Promise<string[]>;
  /** Resident memory in MB. */
  residentMb(): number;
  stop(): Promise<void>;
}

interface FuzzedOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Lines of the log that are right although they report an error. */
  readonly mayLog?: RegExp;
}

/** A gateway that keeps what it no longer needs ends for lack of memory. Its caches may take about 100 MB. */
const heap = '--max-old-space-size=320';
const liveWithinMs = 5_000;

export async function startFuzzed({ env, headers = {}, mayLog }: FuzzedOptions): Promise<Fuzzed> {
  const start = () => startWatched({ env, nodeArgs: [heap] });
  let gateway = await start();
  return {
    get url() {
      return gateway.url;
    },
    headers,
    async revive() {
      if (!gateway.isAlive()) gateway = await start();
    },
    async troubles() {
      const stuck = gateway.isAlive() ? await isStuck(gateway.url) : [];
      return [...stuck, ...gateway.troubles().filter((trouble) => !mayLog?.test(trouble))];
    },
    residentMb: () => gateway.residentMb(),
    // It may still make changes, which nobody needs.
    stop: () => gateway.stop('SIGKILL'),
  };
}

async function isStuck(url: string): Promise<string[]> {
  const signal = AbortSignal.timeout(liveWithinMs);
  const answer = await fetch(`${url}/health/live`, { signal }).catch((error: Error) => error);
  if (answer instanceof Error) return [`/health/live: ${answer.message}`];
  await answer.arrayBuffer();
  return answer.status === 200 ? [] : [`/health/live: HTTP ${answer.status}`];
}
