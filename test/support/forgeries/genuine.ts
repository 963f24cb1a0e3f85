/** An issuer that publishes all sorts of keys, and tokens that look unusual and are good. */
import { createPublicKey, generateKeyPairSync, KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { startTokenIssuer, type TokenIssuer } from '../tokens.ts';
import { type Genuine, headerOf, type SigningKey, seal, toJsonWith, toPart, toSignature } from './forgery.ts';
import { mirrored } from './signatures.ts';

export interface ForgedIssuer {
  readonly tokens: TokenIssuer;
  readonly stranger: TokenIssuer;
  readonly keys: Pick<Genuine, 'key' | 'published' | 'stranger'>;
}

/** Starts an issuer whose tokens will be forged, and the one of the forger. */
export async function startForgedIssuer(): Promise<ForgedIssuer> {
  const rsa = (kid: string, modulusLength: number): SigningKey => ({
    alg: 'RS256',
    kid,
    ...generateKeyPairSync('rsa', { modulusLength }),
  });
  const elliptic = (alg: string, kid: string, namedCurve: string): SigningKey => ({
    alg,
    kid,
    ...generateKeyPairSync('ec', { namedCurve }),
  });
  const published = {
    short: rsa('short', 1_024),
    rsa: rsa('rsa', 2_048),
    encrypting: elliptic('ES256', 'encrypting', 'P-256'),
    large: elliptic('ES384', 'large', 'P-384'),
  };
  const also = Object.values(published).map(
    ({ alg, kid, publicKey }): JWK => ({
      ...publicKey.export({ format: 'jwk' }),
      kid,
      alg,
      use: kid === 'encrypting' ? 'enc' : 'sig',
    }),
  );
  const tokens = await startTokenIssuer(also);
  const stranger = await startTokenIssuer();
  await stranger.rotate();
  const url = stranger.env.AUTH_JWKS_URL ?? '';
  return { tokens, stranger, keys: { key: keyOf(tokens), published, stranger: { ...keyOf(stranger), url } } };
}

/** The key that an issuer signs with. */
export function keyOf({ privateKey: key, keyId: kid }: TokenIssuer): SigningKey {
  const privateKey = KeyObject.from(key as Parameters<typeof KeyObject.from>[0]);
  return { alg: 'ES256', kid, privateKey, publicKey: createPublicKey(privateKey) };
}

/** What must be accepted, although it looks unusual: the `authorization` header. */
export function acceptedOf({ claims, key, published, stranger, audience }: Genuine): [string, string][] {
  const now = Math.floor(Date.now() / 1_000);
  const good = headerOf(key);
  const token = seal(good, claims, key);
  const withHeader = (header: object) => `Bearer ${seal({ ...good, ...header }, claims, key)}`;
  const withClaims = (change: object) => `Bearer ${seal(good, { ...claims, ...change }, key)}`;
  const text = `${toPart(good)}.${toPart(claims)}`;
  return [
    ['the scheme in small letters', `bearer ${token}`],
    ['the scheme in capitals', `BEARER ${token}`],
    ['no type', withHeader({ typ: undefined })],
    ['the type of access tokens', withHeader({ typ: 'at+jwt' })],
    ['the media type of access tokens', withHeader({ typ: 'application/at+JWT' })],
    ['no key id, where one key fits', withHeader({ kid: undefined })],
    // What a token says about keys is not looked at.
    ['keys elsewhere, and the key of the issuer', withHeader({ jku: stranger.url })],
    ['another key of the issuer', `Bearer ${seal(headerOf(published.rsa), claims, published.rsa)}`],
    ['a longer key of the issuer', `Bearer ${seal(headerOf(published.large), claims, published.large)}`],
    ['times with fractions', withClaims({ iat: now - 0.5, exp: now + 300.5 })],
    ['an end in a thousand years, until the token is a day old', withClaims({ exp: now + 3e10 })],
    ['a clock that is 20 seconds fast', withClaims({ iat: now + 20, nbf: now + 20 })],
    ['a clock that is 20 seconds slow', withClaims({ exp: now - 20 })],
    ['no time from which it is valid', withClaims({ nbf: undefined })],
    ['claims that are not known', withClaims({ admin: true, cnf: { jkt: 'x' } })],
    ['blanks in the JSON', `Bearer ${seal(good, JSON.stringify(claims, undefined, 2), key)}`],
    [
      'a name with an escape',
      `Bearer ${seal(good, toJsonWith(claims, {}).replace('"exp"', '"\\u0065xp"'), key)}`,
    ],
    ...(audience === 'aud'
      ? [
          ['a list with the audience', withClaims({ aud: ['billing', claims.aud].flat() })] satisfies [
            string,
            string,
          ],
        ]
      : []),
    // It says the same as the other one, so nothing is gained with it.
    [
      'the other signature that ECDSA has for the same text',
      `Bearer ${text}.${mirrored(toSignature(text, key)).toString('base64url')}`,
    ],
  ];
}
