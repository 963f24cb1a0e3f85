/** A gateway that is fuzzed: a process that is watched, and started again when it has ended. */
import { setTimeout as wait } from 'node:timers/promises';
import { startWatched } from '../support/watchedProgram.ts';

export interface Fuzzed {
  readonly url: string;
  readonly pid: number;
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
const endsWithinMs = 2_000;

export async function startFuzzed({ env, headers = {}, mayLog }: FuzzedOptions): Promise<Fuzzed> {
  const start = () => startWatched({ env, nodeArgs: [heap] });
  let gateway = await start();
  let reviving: Promise<void> | undefined;
  return {
    get url() {
      return gateway.url;
    },
    get pid() {
      return gateway.child.pid ?? 0;
    },
    headers,
    async revive() {
      if (gateway.isAlive()) return;
      // Several cases may find at the same time that it has ended.
      reviving ??= start().then((next) => {
        gateway = next;
        reviving = undefined;
      });
      await reviving;
    },
    async troubles() {
      const stuck = gateway.isAlive() ? await isStuck(gateway.url) : [];
      // Why it does not answer is known when it has ended.
      if (stuck.length > 0) await Promise.race([gateway.closed, wait(endsWithinMs)]);
      return [...stuck, ...gateway.troubles().filter((trouble) => !mayLog?.test(trouble))];
    },
    residentMb: () => gateway.residentMb(),
    // It may still make changes, which nobody needs.
    stop: () => gateway.stop('SIGKILL'),
  };
}

async function isStuck(url: string): Promise<string[]> {
  try {
    const answer = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(liveWithinMs) });
    await answer.arrayBuffer();
    return answer.status === 200 ? [] : [`/health/live: HTTP ${answer.status}`];
  } catch (error) {
    return [`/health/live: ${(error as Error).message}`];
  }
}
