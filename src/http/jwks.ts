/** The public keys of the token issuer, refreshed in the background. The last good keys are kept while the issuer is down. */
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { JWKSNoMatchingKey } from 'jose/errors';

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

export interface Jwks {
  readonly getKey: JWTVerifyGetKey;
  /** True while there are trusted keys. */
  isReady(): boolean;
  stop(): void;
}

/**
 * Fetches the keys, again and again. Resolves after the first try, whether it succeeded or not.
 *
 * @param onFailure called when the keys could not be fetched.
 */
export async function startJwks(
  url: string,
  onFailure: (reason: string) => void,
  now = Date.now,
): Promise<Jwks> {
  let keys: JWTVerifyGetKey | undefined;
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
      keys = await fetchSet(url, stopped.signal);
      fetchedAtMs = now();
      failures = 0;
    } catch (error) {
      failures++;
      if (!stopped.signal.aborted) onFailure((error as Error).message);
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
    async getKey(header, token) {
      if (!isReady() && now() - triedAtMs > cooldownMs) await refresh();
      if (keys === undefined || !isReady()) throw new JWKSNoMatchingKey();
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

/** @throws Error when the answer is late, too large, or no set of keys. */
async function fetchSet(url: string, stopped: AbortSignal): Promise<JWTVerifyGetKey> {
  const late = AbortSignal.timeout(timeoutMs);
  // A redirect would let a server answer that was not configured.
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.any([stopped, late]) });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`HTTP ${response.status}`);
  }
  const set = JSON.parse(await readText(response)) as JSONWebKeySet;
  const fresh = createLocalJWKSet(set);
  // An issuer that returns no keys has a problem, so the last good keys are kept.
  if (set.keys.length === 0) throw new Error('the answer has no keys');
  if (set.keys.length > maxKeys) throw new Error(`the answer has more than ${maxKeys} keys`);
  return fresh;
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the rest.
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`the answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
