/** Identifies the caller before the body of a request is read. */
import type { IncomingHttpHeaders } from 'node:http';
import { type Caller, type Permission, permissions } from '../caller.ts';
import type { Config } from '../config/config.ts';
import { startIssuers } from '../identity/issuers.ts';
import { TokenRefused } from '../identity/refusals.ts';
import { watchIssuers } from '../identity/watch.ts';
import type { Logger } from '../log.ts';
import { HttpRefusal } from '../refusal.ts';
import type { Metrics } from './metrics.ts';

/** @throws HttpRefusal 401, the same whatever is wrong with a token, so that it tells an attacker nothing. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Caller>;

export interface Authenticator {
  readonly authenticate: Authenticate;
  /** False while tokens cannot be checked. */
  isReady(): boolean;
  /** Reads the issuers file now, if there is one. */
  reload(): Promise<void>;
  stop(): void;
}

/** @param log gets a warning when the issuer's keys cannot be fetched. @param metrics tell why tokens were refused, which nobody outside is told. */
export async function startAuthenticator(
  {
    auth,
    readyIssuers,
    accountsRefreshSeconds,
  }: Pick<Config, 'auth' | 'readyIssuers' | 'accountsRefreshSeconds'>,
  log: Logger,
  metrics: Pick<Metrics, 'keysFetched' | 'tokenRefused' | 'groupsLeftOut' | 'watchKeys' | 'watchIssuersFile'>,
): Promise<Authenticator> {
  if (auth.mode === 'jwt') {
    const issuers = await startIssuers(auth.issuers, log, metrics.keysFetched);
    metrics.watchKeys(issuers.keyAges);
    const { issuersFile: path, issuers: before } = auth;
    const refreshSeconds = accountsRefreshSeconds;
    const watch =
      path === undefined ? undefined : watchIssuers({ path, before, refreshSeconds, issuers, log });
    if (watch !== undefined) metrics.watchIssuersFile(watch.isFailed);
    return {
      async authenticate({ authorization }) {
        const caller = await issuers.identify(authorization).catch((error: unknown) => {
          if (error instanceof TokenRefused) metrics.tokenRefused(error.issuerName, error.reason);
          throw unauthenticated();
        });
        if (caller.groupsLeftOut) metrics.groupsLeftOut(caller.issuerName);
        return caller;
      },
      isReady: () => issuers.haveKeys(readyIssuers),
      reload: async () => watch?.reload(),
      stop() {
        watch?.stop();
        issuers.stop();
      },
    };
  }
  // On loopback every caller counts as the local user and has all permissions. Elsewhere it could be anybody, and may only read.
  const allowed: readonly Permission[] = auth.mode === 'local' ? permissions : ['traffic-mirror:read'];
  const caller = { subject: auth.mode, issuer: 'local', permissions: new Set(allowed) };
  const authenticate: Authenticate = async ({ host = '' }) => {
    // A web page can resolve its own host name to this machine (DNS rebinding); the browser would then let it read the answers.
    if (auth.mode === 'local' && !loopbackHost.test(host))
      throw new HttpRefusal(
        'FORBIDDEN',
        'Without tokens, this gateway must be called as 127.0.0.1 or localhost.',
      );
    return caller;
  };
  return { authenticate, isReady: () => true, reload: async () => {}, stop: () => {} };
}

const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

const unauthenticated = () =>
  new HttpRefusal('UNAUTHENTICATED', 'Send an access token of this API as `authorization: Bearer …`.', {
    'www-authenticate': 'Bearer',
  });
