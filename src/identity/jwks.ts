/** The public keys of the token issuer, refreshed in the background. The last good keys are kept while the issuer is down. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { JWKSNoMatchingKey } from 'jose/errors';
import { NoKeys } from './refusals.ts';

const refreshEveryMs = 5 * 60_000;
/** After the first failure, and at most; in between it doubles. So the gateway is ready soon after the issuer is back. */
const retryMs = { first: 1_000, most: 30_000 };
/** The shortest time between fetches for unknown key ids, so a flood of them does not reach the issuer. */
const cooldownMs = 30_000;
/** Keys that have not been fetched again for this long are no longer trusted. */
const maxAgeMs = 6 * 60 * 60_000;
/** For headers and body together. */
const timeoutMs = 5_000;
/** Issuers publish a few keys of up to 2 KB each. */
const maxBytes = 256 * 1_024;
const maxKeys = 100;

/** What a fetch ended with. */
export type FetchResult = 'ok' | 'failed';

/** Where the keys are. */
export type KeySource = { readonly url: string } | { readonly file: string };

export interface Jwks {
  readonly getKey: JWTVerifyGetKey;
  /** True while there are trusted keys. */
  isReady(): boolean;
  /** How long ago they were fetched; before the first time, since the start. */
  ageSeconds(): number;
  stop(): void;
}

/**
 * Fetches the keys, again and again. Resolves after the first try, whether it succeeded or not.
 *
 * @param source a file is read as often as a URL is asked: keys in it are rotated, too.
 * @param onFailure called when the keys could not be fetched.
 * @param onFetched called after every fetch.
 */
export async function startJwks(
  source: KeySource,
  onFailure: (reason: string) => void,
  now = Date.now,
  onFetched: (result: FetchResult) => void = () => {},
): Promise<Jwks> {
  let keys: JWTVerifyGetKey | undefined;
  const startedAtMs = now();
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stopped = new AbortController();

  async function fetchKeys(): Promise<void> {
    clearTimeout(timer);
    triedAtMs = now();
    try {
      keys = await readKeys(source, stopped.signal);
      fetchedAtMs = now();
      failures = 0;
      onFetched('ok');
    } catch (error) {
      failures++;
      if (!stopped.signal.aborted) onFailure((error as Error).message);
      onFetched('failed');
    } finally {
      running = undefined;
      const pauseMs = failures === 0 ? refreshEveryMs : pauseAfter(failures);
      if (!stopped.signal.aborted) timer = setTimeout(refresh, pauseMs).unref();
    }
  }
  const refresh = () => {
    running ??= fetchKeys();
    return running;
  };
  const isReady = () => keys !== undefined && now() - fetchedAtMs < maxAgeMs;

  await refresh();
  return {
    isReady,
    ageSeconds: () => (now() - Math.max(fetchedAtMs, startedAtMs)) / 1_000,
    async getKey(header, token) {
      if (!isReady() && now() - triedAtMs > cooldownMs) await refresh();
      if (keys === undefined || !isReady()) throw new NoKeys();
      try {
        return await keys(header, token);
      } catch (error) {
        if (!(error instanceof JWKSNoMatchingKey) || now() - triedAtMs < cooldownMs) throw error;
        await refresh();
        return keys(header, token);
      }
    },
    stop() {
      stopped.abort();
      clearTimeout(timer);
    },
  };
}

/** Between half and all of a time that doubles, so replicas that failed together do not ask together again. */
function pauseAfter(failures: number): number {
  return Math.min(retryMs.most, retryMs.first * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

/** Reads the keys once. @throws Error when there are none that can be used. */
export const readKeys = async (source: KeySource, signal: AbortSignal): Promise<JWTVerifyGetKey> =>
  toKeys(await ('url' in source ? fetchText(source.url, signal) : readFile(source.file, 'utf8')));

/** @throws Error when it is no set of keys. */
function toKeys(text: string): JWTVerifyGetKey {
  const set = JSON.parse(text) as JSONWebKeySet;
  const keys = createLocalJWKSet(set);
  if (set.keys.length > maxKeys) throw new Error(`it has more than ${maxKeys} keys`);
  // An issuer that returns no keys has a problem, so the last good keys are kept.
  if (!set.keys.some(isPublicKey)) throw new Error('it has no public keys');
  return keys;
}

/** @throws Error when the answer is late or too large. */
async function fetchText(url: string, stopped: AbortSignal): Promise<string> {
  // Not AbortSignal.any: Node.js 20 forgets a time-out that is only part of one when it collects garbage (seen in 20.20).
  const end = new AbortController();
  const giveUp = () => end.abort();
  const timer = setTimeout(() => end.abort(new Error(`no whole answer within ${timeoutMs} ms`)), timeoutMs);
  stopped.addEventListener('abort', giveUp, { once: true });
  try {
    // A redirect would let a server answer that was not configured.
    const response = await fetch(url, { redirect: 'error', signal: end.signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`HTTP ${response.status}`);
    }
    return await readText(response, end.signal);
  } finally {
    clearTimeout(timer);
    stopped.removeEventListener('abort', giveUp);
  }
}

function isPublicKey(key: JsonWebKey): boolean {
  try {
    createPublicKey({ key, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

async function readText({ body }: Response, end: AbortSignal): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  // When garbage is collected while a body is read, fetch forgets its signal (seen in Node.js 20.20), and a body without end would be read for ever.
  end.addEventListener('abort', cancel, { once: true });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.length;
    if (bytes > maxBytes) {
      cancel();
      throw new Error(`the answer has more than ${maxBytes} bytes`);
    }
    chunks.push(part.value);
  }
  end.throwIfAborted();
  return Buffer.concat(chunks).toString();
}
