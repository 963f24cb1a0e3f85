/** Asks the store, and knows whether it answers: nobody waits for it longer than a quarter of a second, and while it is down nobody waits. */
import { evaluate, inTime, type Keys, type StoreResult } from './call.ts';
import type { Link, LinkEvents } from './link.ts';
import type { Script } from './scripts.ts';

export interface ConnectionEvents {
  /** @param reason why it went down. */
  readonly onDown: (reason: string) => void;
  readonly onUp: () => void;
  readonly onCalled: (result: StoreResult, seconds: number) => void;
}

interface Call {
  readonly keys: Keys;
  readonly args: readonly (string | number)[];
  /** Gets an answer that nobody waits for any more. */
  readonly onLate?: (reply: unknown) => void;
}

export interface Connection {
  isUp(): boolean;
  /** Why it could not be reached last. */
  lastError(): string;
  /** Runs a script, unless the store is down. @returns undefined when there is no answer. Never throws. */
  run(script: Script, call: Call): Promise<unknown>;
  stop(): void;
}

/** How long an answer may take. */
const answerMs = 250;
/** When a call has had no answer for so long, a second one is sent. If both get none in time, the store is down: it was not just one call. */
const doubtMs = 150;
const probeMs = { whileUp: 10_000, whileDown: 1_000 };
/** After so many probes without an answer, another connection is tried: this one may lead nowhere. */
const probesPerLink = 5;

/**
 * @param open opens a link. Called again, with the next number from 0, when the last one seems to lead nowhere.
 * @param probe what is run every ten seconds, and every second while the store is down: it is up when this gets an answer.
 */
export function startConnection(
  open: (events: LinkEvents, number: number) => Link,
  probe: (run: Connection['run']) => Promise<unknown>,
  { onDown, onUp, onCalled }: ConnectionEvents,
): Connection {
  let isUp = false;
  let isStopped = false;
  /** Calls without an answer, since the last answer. */
  let silent = 0;
  let failedProbes = 0;
  let lastError = 'it is not connected yet';
  let timer: NodeJS.Timeout | undefined;
  let links = 0;
  /** Whether the link could not connect. */
  let isEnded = false;
  let link = openLink();

  function openLink(): Link {
    const number = links++;
    isEnded = false;
    // A link that is destroyed while it connects ends later, and says nothing about the one that replaces it.
    const onFailed = (error: Error, ends: boolean) => {
      if (number !== links - 1) return;
      lastError = error.message;
      isEnded ||= ends;
    };
    return open(
      {
        onReady: () => probeIn(0),
        onError: (error) => onFailed(error, false),
        onEnd: (error) => onFailed(error, true),
      },
      number,
    );
  }

  function probeIn(ms: number): void {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(() => void runProbe(), ms);
  }

  async function runProbe(): Promise<void> {
    const isAnswered = (await probe(ask)) !== undefined;
    if (isAnswered) {
      failedProbes = 0;
      if (!isUp && !isStopped) {
        isUp = true;
        onUp();
      }
    } else if (++failedProbes % probesPerLink === 0 || isEnded) {
      link.destroy();
      if (!isStopped) link = openLink();
    }
    probeIn(isUp ? probeMs.whileUp : probeMs.whileDown);
  }

  function goDown(reason: string): void {
    if (!isUp || isStopped) return;
    isUp = false;
    onDown(reason);
    probeIn(probeMs.whileDown);
  }

  const askAgain: Connection['run'] = (script, call) => ask(script, call, true);

  /** @param isSecond whether it is sent because another call has had no answer so far. */
  async function ask(script: Script, { keys, args, onLate }: Call, isSecond = false): Promise<unknown> {
    const askedAtMs = performance.now();
    const answer = evaluate(link, script, keys, args);
    const doubts = isUp && !isSecond;
    const end = await inTime(
      answer,
      isSecond ? answerMs - doubtMs : answerMs,
      doubts ? { ms: doubtMs, run: () => void probe(askAgain) } : undefined,
    );
    onCalled(end.result, (performance.now() - askedAtMs) / 1_000);
    if (end.result === 'ok') {
      silent = 0;
      return end.reply;
    }
    if (end.result === 'failed') {
      goDown(end.error.name === 'ClientOfflineError' ? lastError : end.error.message);
      return undefined;
    }
    if (++silent >= 2) goDown('it does not answer in time');
    const onAnswer = (reply: unknown) => {
      silent = 0;
      onLate?.(reply);
      if (!isUp) probeIn(0);
    };
    answer.then(onAnswer, () => undefined);
    return undefined;
  }

  probeIn(probeMs.whileDown);
  return {
    isUp: () => isUp,
    lastError: () => lastError,
    run: async (script, call) => (isUp ? ask(script, call) : undefined),
    stop() {
      isStopped = true;
      isUp = false;
      clearTimeout(timer);
      link.destroy();
    },
  };
}
