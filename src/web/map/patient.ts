/** Sends many reads without asking too much of the gateway: a few at a time, and again later if it is too busy. */
import { RequestFailure, type Send } from './request.ts';

/** As many as browsers send to one host at the same time. */
const most = 6;
/** A read is sent so often at most. */
const maxAttempts = 6;

/** @param random from 0 to 1, so that what was refused together does not come again together. */
export function createPatientSend(send: Send, random: () => number = Math.random): Send {
  const waiting: (() => void)[] = [];
  let free = most;
  const turn = async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const endTurn = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async (document, variables, signal) => {
    for (let attempt = 1; ; attempt++) {
      await turn();
      try {
        signal?.throwIfAborted();
        return await send(document, variables, signal);
      } catch (error) {
        const waitMs = error instanceof RequestFailure ? error.retryAfterMs : undefined;
        if (waitMs === undefined || attempt === maxAttempts) throw error;
        await pause(waitMs * (1 + attempt * random()), signal);
      } finally {
        endTurn();
      }
    }
  };
}

/** @throws the reason of the signal. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
