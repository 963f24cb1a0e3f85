/** Finds out who calls, before anything of the request is read. */
import type { IncomingHttpHeaders } from 'node:http';
import { type JWTPayload, jwtVerify } from 'jose';
import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import { HttpRefusal } from '../refusal.ts';
import { type Jwks, startJwks } from './jwks.ts';

export interface Caller {
  /** Who it is: the token's `sub`. */
  readonly subject: string;
  /** Who says so: the token's `iss`. */
  readonly issuer: string;
  /** The program that asks for it: the token's `client_id`, or `azp`. */
  readonly clientId?: string | undefined;
  /** What it may do. */
  readonly scopes: ReadonlySet<string>;
}

/** @throws HttpRefusal 401, the same for whatever is wrong. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Caller>;

/** All that a token can allow. */
export const allScopes: ReadonlySet<string> = new Set([
  'traffic-mirror:read',
  'traffic-mirror:session:write',
  'traffic-mirror:target:write',
  'traffic-mirror:filter:write',
  'traffic-mirror:tag:write',
  'traffic-mirror:delete',
  'traffic-mirror:introspect',
]);

export interface Authenticator {
  readonly authenticate: Authenticate;
  /** False while no token could be checked. */
  isReady(): boolean;
  stop(): void;
}

/** @param log hears when the issuer's keys cannot be fetched. */
export async function startAuthenticator(auth: Config['auth'], log: Logger): Promise<Authenticator> {
  if (auth.mode === 'jwt') {
    const warn = (reason: string) => log.warn({ reason }, 'the keys of the token issuer cannot be fetched');
    const jwks = await startJwks(auth.jwksUrl, warn);
    return { authenticate: authenticateByJwt({ ...auth, jwks }), isReady: jwks.isReady, stop: jwks.stop };
  }
  // On loopback everybody is the same local user, whose scopes are checked all the same; elsewhere it could be anybody, who may read.
  const scopes = auth.mode === 'local' ? allScopes : new Set(['traffic-mirror:read']);
  const caller = { subject: auth.mode, issuer: 'local', scopes };
  const authenticate: Authenticate = async ({ host = '' }) => {
    // A page from anywhere can give this machine a name of its own, and would be let read the answers by its browser.
    if (auth.mode === 'local' && !loopbackHost.test(host))
      throw new HttpRefusal(
        403,
        'FORBIDDEN',
        'Without tokens, call this gateway by a loopback name: 127.0.0.1 or localhost.',
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

/** Asymmetric ones only: with a shared secret, whoever can check a token can make one. */
const algorithms = ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA'];

/** Types of tokens that are made to be shown to an API; an ID token that says its type is not (RFC 9068, RFC 8725). */
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
        // A token without these is accepted unless they are asked for.
        requiredClaims: ['exp', 'sub', 'iat'],
        clockTolerance: 30,
        maxTokenAge: '24h',
      });
      // What is no text would be another subject wherever it becomes one.
      if (typeof payload.sub !== 'string' || payload.sub === '') throw unauthenticated();
      if (!types.has(protectedHeader.typ?.toLowerCase())) throw unauthenticated();
      return { subject: payload.sub, issuer, clientId: clientOf(payload), scopes: scopesOf(payload) };
    } catch {
      throw unauthenticated();
    }
  };
}

/** `client_id` as in RFC 9068, or `azp` as in OpenID Connect. */
function clientOf({ client_id: clientId, azp }: JWTPayload): string | undefined {
  return [clientId, azp].find((claim) => typeof claim === 'string');
}

/** `scope` as in RFC 9068, or `scp` as some issuers have it, a text or a list. */
function scopesOf({ scope, scp }: JWTPayload): ReadonlySet<string> {
  const claim = scope ?? scp;
  const names = Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(' ') : [];
  return new Set(names.filter((name) => typeof name === 'string'));
}

const unauthenticated = () =>
  new HttpRefusal(401, 'UNAUTHENTICATED', 'Send an access token of this API as `authorization: Bearer …`.', {
    'www-authenticate': 'Bearer',
  });
