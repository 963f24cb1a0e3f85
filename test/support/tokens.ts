/** A token issuer for one test: real keys, real signatures, and a real JWKS endpoint on loopback. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { cleanUp } from './cleanUp.ts';

export const issuer = 'https://issuer.example.com/';
export const audience = 'traffic-mirror';

/** Claims to replace, or to leave out where they are undefined. */
export type Claims = { readonly [Name in keyof JWTPayload]: JWTPayload[Name] | undefined };

export interface TokenIssuer {
  /** Settings that make a gateway trust it. */
  readonly env: Record<string, string>;
  /** What tokens are signed with, and its id. */
  readonly privateKey: CryptoKey;
  readonly keyId: string;
  /** How often the keys were fetched. */
  fetches(): number;
  /** From now on the endpoint answers 503, or whatever is given. */
  breakDown(answer?: (response: ServerResponse) => void): void;
  /** From now on the endpoint answers as it should. */
  recover(): void;
  /** Replaces the key that tokens are signed with. */
  rotate(): Promise<void>;
  /** Signs claims as they are. */
  sign(claims: Claims, header?: Record<string, unknown>): Promise<string>;
  /** A valid token, except for the given claims. */
  token(scope: string, claims?: Claims, header?: Record<string, unknown>): Promise<string>;
  stop(): Promise<void>;
}

/** @param also keys that it publishes and does not sign with. */
export async function startTokenIssuer(also: readonly JWK[] = []): Promise<TokenIssuer> {
  let keys = await generateKeyPair('ES256', { extractable: true });
  let keyId = 'key-1';
  let count = 0;
  let answer: ((response: ServerResponse) => void) | undefined;
  const server = createServer(async (_, response) => {
    count += 1;
    if (answer !== undefined) return answer(response);
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: keyId, alg: 'ES256', use: 'sig' };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ keys: [jwk, ...also] }));
  });
  const stop = cleanUp(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  return {
    env: { AUTH_MODE: 'jwt', AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_JWKS_URL: url },
    get privateKey() {
      return keys.privateKey;
    },
    get keyId() {
      return keyId;
    },
    fetches: () => count,
    breakDown: (instead = (response) => response.writeHead(503).end()) => {
      answer = instead;
    },
    recover: () => {
      answer = undefined;
    },
    async rotate() {
      keys = await generateKeyPair('ES256', { extractable: true });
      keyId = 'key-2';
    },
    sign: (claims, header = {}) =>
      new SignJWT(claims as JWTPayload)
        .setProtectedHeader({ alg: 'ES256', kid: keyId, typ: 'at+jwt', ...header })
        .sign(keys.privateKey),
    token: (scope, claims = {}, header = {}) =>
      new SignJWT({ iss: issuer, aud: audience, sub: 'alice@example.com', scope, ...claims } as JWTPayload)
        .setProtectedHeader({ alg: 'ES256', kid: keyId, typ: 'at+jwt', ...header })
        .setIssuedAt(claims.iat)
        .setExpirationTime(claims.exp ?? '5m')
        .sign(keys.privateKey),
    stop,
  };
}
