/** Stops a listener: running requests are waited for, and those that take too long are cut off. */
import type { Server } from 'node:http';
import type { Connections } from './connections.ts';
import { pause } from './pause.ts';

/** The last moment to answer a request that still runs when the server stops. */
export interface CutOff {
  readonly isPast: boolean;
  /** Called at that moment. One function is enough, and costs each request less than an AbortSignal. */
  onCut?: () => void;
}

/** The requests that are running. */
export interface Running {
  begin(): CutOff;
  end(request: CutOff): void;
  /** Resolves when none is running, also of those whose clients have left. */
  ended(): Promise<void>;
  /** Cuts off all that are running, and all that begin later. @param beforeThat is called if there are any. */
  cutOff(beforeThat?: () => void): void;
}

export function createRunning(): Running {
  const running = new Set<CutOff>();
  let isPast = false;
  let onEmpty = () => {};
  return {
    begin() {
      const request: CutOff = {
        get isPast() {
          return isPast;
        },
      };
      running.add(request);
      return request;
    },
    end(request) {
      running.delete(request);
      if (running.size === 0) onEmpty();
    },
    ended: () =>
      new Promise((resolve) => {
        onEmpty = resolve;
        if (running.size === 0) resolve();
      }),
    cutOff(beforeThat) {
      isPast = true;
      if (running.size > 0) beforeThat?.();
      for (const { onCut } of running) onCut?.();
    },
  };
}

export interface StopOptions {
  /** How long a connection may stay open without a request. One that is waiting for its next request is closed at once. */
  readonly unusedMs: number;
  /** How long running requests may take. Those that still run are then cut off. */
  readonly graceMs: number;
  /** Aborted to cut them off now. */
  readonly now: AbortSignal;
  /** Called before requests are cut off. */
  readonly beforeCutOff?: () => void;
}

/** How long the answers to requests that were cut off may take to be sent. */
const lastAnswersMs = 500;

/** Closes a listener and resolves when its last connection has closed and nothing runs any more. A change goes on when its client leaves. */
export async function stopServer(
  server: Server,
  connections: Connections,
  running: Running,
  { unusedMs, graceMs, now, beforeCutOff }: StopOptions,
): Promise<void> {
  const over = new AbortController();
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // No request begins once all connections are closed.
  void closed.then(running.ended).then(() => over.abort());
  const early = AbortSignal.any([over.signal, now]);
  await pause(unusedMs, early);
  connections.closeUnused();
  await pause(graceMs - unusedMs, early);
  running.cutOff(beforeCutOff);
  await pause(lastAnswersMs, over.signal);
  server.closeAllConnections();
  await closed;
}
