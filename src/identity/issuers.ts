/** Trusts the issuers of the settings: fetches their keys, and follows changes of the issuers file. */
import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '../caller.ts';
import type { Issuer } from '../config/issuers.ts';
import type { Logger } from '../log.ts';
import { type FetchResult, type Jwks, startJwks } from './jwks.ts';
import { readToken, type Trusted } from './tokens.ts';

export interface Issuers {
  /** @throws TokenRefused. */
  identify(authorization: string | undefined): Promise<Caller>;
  /** Whether all issuers have keys, or at least one of them. One that was added later counts from when it first has. */
  haveKeys(how: 'all' | 'any'): boolean;
  /** How long ago the keys of each issuer were fetched, by its name. */
  keyAges(): Iterable<readonly [name: string | undefined, seconds: number]>;
  /** Trusts these instead. Resolves when their keys were fetched, or could not be; those before are trusted until then. */
  replace(issuers: readonly Issuer[]): Promise<void>;
  stop(): void;
}

interface Known extends Trusted {
  readonly jwks: Jwks;
}

/** Resolves when the keys were fetched once, or could not be. @param onFetched is told of every fetch, with the name of the issuer. */
export async function startIssuers(
  issuers: readonly Issuer[],
  log: Logger,
  onFetched: (name: string | undefined, result: FetchResult) => void = () => {},
): Promise<Issuers> {
  let known: readonly Known[] = [];
  let isStopped = false;
  /** The issuers that are known to leave groups out. */
  const told = new Set<string>();
  /** Those without whose keys the gateway is not ready. A mistake in a new one must not take the gateway from the callers of the others. */
  const awaited = new WeakSet<Jwks>();

  async function start(issuer: Issuer, isAwaited: boolean): Promise<Known> {
    // The keys stay when anything else of the issuer changes: it may be down, and these are still good.
    const before = known.find(
      (one) => one.issuer === issuer.issuer && isDeepStrictEqual(one.keys, issuer.keys),
    );
    if (before !== undefined) return { ...issuer, jwks: before.jwks };
    const warn = (reason: string) =>
      log.warn({ reason, issuer: issuer.issuer }, 'the keys of the token issuer could not be fetched');
    let jwks: Jwks | undefined;
    const count = (result: FetchResult) => {
      onFetched(issuer.name, result);
      if (result === 'ok' && jwks !== undefined) awaited.add(jwks);
    };
    jwks = await startJwks(issuer.keys, warn, Date.now, count);
    if (isAwaited || jwks.isReady()) awaited.add(jwks);
    return { ...issuer, jwks };
  }

  async function replace(next: readonly Issuer[], isFirst = false): Promise<void> {
    const started = await Promise.all(next.map((issuer) => start(issuer, isFirst)));
    const gone = known.filter(({ jwks }) => !started.some((one) => one.jwks === jwks));
    known = started;
    for (const { jwks } of isStopped ? started : gone) jwks.stop();
  }

  await replace(issuers, true);
  return {
    async identify(authorization) {
      const caller = await readToken(authorization, known);
      if (caller.groupsLeftOut && !told.has(caller.issuer)) {
        told.add(caller.issuer);
        log.warn(
          { issuer: caller.issuer },
          'a token leaves its groups out because they are too many, so its caller has none here; this is said once',
        );
      }
      return caller;
    },
    haveKeys(how) {
      if (how === 'any') return known.some(({ jwks }) => jwks.isReady());
      return (
        known.every(({ jwks }) => jwks.isReady() || !awaited.has(jwks)) &&
        known.some(({ jwks }) => jwks.isReady())
      );
    },
    keyAges: () => known.map(({ name, jwks }) => [name, jwks.ageSeconds()] as const),
    replace: (next) => replace(next),
    stop() {
      isStopped = true;
      for (const { jwks } of known) jwks.stop();
    },
  };
}
