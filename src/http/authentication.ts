/** Identifies the caller before the body of a request is read. */
import type { IncomingHttpHeaders } from 'node:http';
import { type JWTPayload, jwtVerify } from 'jose';
import { type Caller, type Permission, permissions } from '../caller.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import { HttpRefusal } from '../refusal.ts';
import { type Jwks, startJwks } from './jwks.ts';

/** @throws HttpRefusal 401, the same whatever is wrong with a token, so that it tells an attacker nothing. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Caller>;

export interface Authenticator {
  readonly authenticate: Authenticate;
  /** False while tokens cannot be checked. */
  isReady(): boolean;
  stop(): void;
}

/** @param log gets a warning when the issuer's keys cannot be fetched. */
export async function startAuthenticator(auth: Config['auth'], log: Logger): Promise<Authenticator> {
  if (auth.mode === 'jwt') {
    const warn = (reason: string) =>
      log.warn({ reason }, 'the keys of the token issuer could not be fetched');
    const jwks = await startJwks(auth.jwksUrl, warn);
    return { authenticate: authenticateByJwt({ ...auth, jwks }), isReady: jwks.isReady, stop: jwks.stop };
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
  return { authenticate, isReady: () => true, stop: () => {} };
}

const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

export interface JwtOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly jwks: Jwks;
}

const maxTokenLength = 8_192;

/** Asymmetric only: with a shared secret, whoever can check a token can make one. */
const algorithms = ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA'];

/** The `typ` of access tokens, which may be absent; ID tokens with another `typ` are refused (RFC 9068, RFC 8725). */
const types = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);

export function authenticateByJwt({ issuer, audience, jwks }: JwtOptions): Authenticate {
  return async ({ authorization }) => {
    const [, token = ''] = /^Bearer ([\w.-]+)$/i.exec(authorization ?? '') ?? [];
    if (token === '' || token.length > maxTokenLength) throw unauthenticated();
    try {
      const { payload, protectedHeader } = await jwtVerify(token, jwks.getKey, {
        algorithms,
        issuer,
        audience,
        // Without this list, a token that lacks them would be accepted.
        requiredClaims: ['exp', 'sub', 'iat'],
        clockTolerance: 30,
        maxTokenAge: '24h',
      });
      // A subject that is not text would become another subject wherever it is converted to text.
      if (typeof payload.sub !== 'string' || payload.sub === '') throw unauthenticated();
      if (!types.has(protectedHeader.typ?.toLowerCase())) throw unauthenticated();
      return {
        subject: payload.sub,
        issuer,
        clientId: clientOf(payload),
        permissions: permissionsOf(payload),
      };
    } catch {
      throw unauthenticated();
    }
  };
}

/** `client_id` as in RFC 9068, or `azp` as in OpenID Connect. */
function clientOf({ client_id: clientId, azp }: JWTPayload): string | undefined {
  return [clientId, azp].find((claim) => typeof claim === 'string');
}

/** The claim `scope` (RFC 9068), or `scp` as some issuers call it: a text or a list. Unknown words are ignored. */
function permissionsOf({ scope, scp }: JWTPayload): ReadonlySet<Permission> {
  const claim = scope ?? scp;
  const names = Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(' ') : [];
  return new Set(permissions.filter((permission) => names.includes(permission)));
}

const unauthenticated = () =>
  new HttpRefusal('UNAUTHENTICATED', 'Send an access token of this API as `authorization: Bearer …`.', {
    'www-authenticate': 'Bearer',
  });
