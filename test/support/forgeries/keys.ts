/** Tokens that choose the key or the algorithm that they are checked with. */
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { type ForgedToken, type Genuine, headerOf, seal, toPart } from './forgery.ts';

export function keyForgeries({ claims, key, published, stranger }: Genuine): ForgedToken[] {
  const good = headerOf(key);
  const payload = toPart(claims);
  const unsigned = (alg: unknown, signature = '') => `${toPart({ ...good, alg })}.${payload}.${signature}`;
  const shared = (alg: string, secret: string | Buffer) => {
    const text = `${toPart({ ...good, alg })}.${payload}`;
    return `${text}.${createHmac(`sha${alg.slice(2)}`, secret)
      .update(text)
      .digest('base64url')}`;
  };
  const pem = key.publicKey.export({ type: 'spki', format: 'pem' });
  const named = (header: object) => seal({ ...good, ...header }, claims, key);
  const foreign = (header: object) => seal({ ...good, ...header }, claims, stranger);
  const by = (signer: Genuine['key'], alg = signer.alg) =>
    seal({ ...headerOf(signer), alg }, claims, { ...signer, alg });
  const [, , signature = ''] = seal(good, claims, key).split('.');
  const koblitz = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
  return [
    ['alg none', 'algorithm', unsigned('none')],
    ['alg None', 'algorithm', unsigned('None')],
    ['alg nOnE', 'algorithm', unsigned('nOnE')],
    ['alg none with a signature', 'algorithm', unsigned('none', signature)],
    ['an empty alg', 'malformed', unsigned('', signature)],
    ['no alg', 'malformed', unsigned(undefined, signature)],
    ['alg null', 'malformed', unsigned(null, signature)],
    ['a list of algs', 'malformed', unsigned(['ES256'], signature)],
    ['alg in small letters', 'algorithm', named({ alg: 'es256' })],
    ['alg of an encrypted token', 'algorithm', named({ alg: 'ECDH-ES' })],
    ['alg dir', 'algorithm', named({ alg: 'dir', enc: 'A128GCM' })],
    ['HS256 with the public key as PEM', 'algorithm', shared('HS256', pem)],
    [
      'HS256 with the public key as DER',
      'algorithm',
      shared('HS256', key.publicKey.export({ type: 'spki', format: 'der' })),
    ],
    [
      'HS256 with the public key as JWK',
      'algorithm',
      shared('HS256', JSON.stringify(key.publicKey.export({ format: 'jwk' }))),
    ],
    ['HS256 with an empty secret', 'algorithm', shared('HS256', '')],
    ['HS384 with the public key as PEM', 'algorithm', shared('HS384', pem)],
    ['HS512 with the public key as PEM', 'algorithm', shared('HS512', pem)],
    ['ES256K', 'algorithm', seal({ ...good, alg: 'ES256K' }, claims, { ...koblitz, alg: 'ES256' })],
    ['RS512 with a key that is published', 'algorithm', by(published.rsa, 'RS512')],
    ['RS256 with the id of an elliptic key', 'unknown_key', named({ alg: 'RS256' })],
    ['ES384 with the id of a P-256 key', 'unknown_key', named({ alg: 'ES384' })],
    ['EdDSA with the id of a P-256 key', 'unknown_key', named({ alg: 'EdDSA' })],
    ['PS256 with a key that is published for RS256', 'unknown_key', by(published.rsa, 'PS256')],
    ['ES256 with a P-384 key that is published', 'unknown_key', by(published.large, 'ES256')],
    ['an RSA key of 1024 bits that is published', 'signature', by(published.short)],
    ['a key that is published for encryption', 'unknown_key', by(published.encrypting)],
    ['another key under the same id', 'signature', foreign({})],
    ['another key without an id', 'signature', foreign({ kid: undefined })],
    ['another key under its own id', 'unknown_key', foreign({ kid: stranger.kid })],
    ['a key id of a path', 'unknown_key', foreign({ kid: '../../../../dev/null' })],
    ['a key id of SQL', 'unknown_key', foreign({ kid: "x' UNION SELECT 'secret' -- " })],
    ['a key id of a command', 'unknown_key', foreign({ kid: '/dev/null; touch /tmp/x' })],
    ['a key id of a URL', 'unknown_key', foreign({ kid: stranger.url })],
    ['a key id of 5 KB', 'unknown_key', foreign({ kid: 'k'.repeat(5_000) })],
    ['a key id in other letters', 'unknown_key', named({ kid: key.kid.toUpperCase() })],
    ['a key id with a NUL behind', 'unknown_key', named({ kid: `${key.kid}\0` })],
    ['an empty key id', 'unknown_key', named({ kid: '' })],
    ['a key id that is null', 'unknown_key', named({ kid: null })],
    ['a key id that is a number', 'unknown_key', named({ kid: 1 })],
    ['a list of key ids', 'unknown_key', named({ kid: [key.kid] })],
    ['a key id __proto__', 'unknown_key', named({ kid: '__proto__' })],
    ['a key of its own in jwk', 'signature', foreign({ jwk: stranger.publicKey.export({ format: 'jwk' }) })],
    ['a shared key in jwk', 'algorithm', foreign({ alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } })],
    ['keys of its own in jku', 'unknown_key', foreign({ kid: stranger.kid, jku: stranger.url })],
    ['keys of its own in jku, and the key id of the issuer', 'signature', foreign({ jku: stranger.url })],
    ['a certificate of its own in x5u', 'unknown_key', foreign({ kid: stranger.kid, x5u: stranger.url })],
    ['a certificate of its own in x5c', 'signature', foreign({ x5c: [toPart('certificate')] })],
    [
      'the hash of another certificate',
      'signature',
      foreign({ x5t: toPart('hash'), 'x5t#S256': toPart('hash') }),
    ],
  ];
}
