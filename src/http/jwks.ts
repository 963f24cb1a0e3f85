/** The public keys of the token issuer, refreshed in the background. The last good keys are kept while the issuer is down. */
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { JWKSNoMatchingKey } from 'jose/errors';

const refreshEveryMs = 5 * 60_000;
/** The shortest time between fetches for unknown key ids, so a flood of them does not reach the issuer. */
const cooldownMs = 30_000;
/** Keys that have not been fetched again for this long are no longer trusted. */
const maxAgeMs = 6 * 60 * 60_000;
const timeoutMs = 5_000;

export interface Jwks {
  readonly getKey: JWTVerifyGetKey;
  /** True while there are trusted keys. */
  isReady(): boolean;
  stop(): void;
}

/** @param onFailure called when the keys could not be fetched. */
export async function startJwks(
  url: string,
  onFailure: (reason: string) => void,
  now = Date.now,
): Promise<Jwks> {
  let keys: JWTVerifyGetKey | undefined;
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;

  async function fetchKeys(): Promise<void> {
    triedAtMs = now();
    try {
      // A redirect would let a server answer that was not configured.
      const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const set = (await response.json()) as JSONWebKeySet;
      const fresh = createLocalJWKSet(set);
      // An issuer that returns no keys has a problem, so the last good keys are kept.
      if (set.keys.length === 0) throw new Error('the answer has no keys');
      keys = fresh;
      fetchedAtMs = now();
    } catch (error) {
      onFailure((error as Error).message);
    } finally {
      running = undefined;
    }
  }
  const refresh = () => {
    running ??= fetchKeys();
    return running;
  };
  const isReady = () => keys !== undefined && now() - fetchedAtMs < maxAgeMs;

  await refresh();
  const timer = setInterval(() => void refresh(), refreshEveryMs).unref();
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
    stop: () => clearInterval(timer),
  };
}
