/** Tokens that must not be accepted, each made from one that is. */
import { createHmac } from 'node:crypto';
import { base64url, exportJWK, exportSPKI, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose';
import type { RefusalReason } from '../../src/identity/refusals.ts';
import type { Claims } from './tokens.ts';

/** A token that is accepted. */
export interface Genuine {
  readonly claims: JWTPayload;
  /** The claims that name the caller and the API. */
  readonly subject: 'sub' | 'oid';
  readonly audience: 'aud' | 'client_id';
  /** Signs claims as they are, with the key of the issuer. */
  readonly sign: (claims: Claims, header?: Record<string, unknown>) => Promise<string>;
}

/** What it is, why it is refused, and how its `authorization` header is made. */
export type Forgery = readonly [
  name: string,
  reason: RefusalReason,
  forge: () => Promise<string | undefined>,
];

export function forgeriesOf({ claims, subject, audience, sign }: Genuine): Forgery[] {
  const now = Math.floor(Date.now() / 1_000);
  const part = (fields: object) => base64url.encode(JSON.stringify(fields));
  const changed = (change: Claims, header?: Record<string, unknown>) =>
    sign({ ...claims, ...change }, header);
  const signedWith = async (
    key: Parameters<SignJWT['sign']>[0],
    header: { alg: string; [name: string]: unknown },
  ) => new SignJWT(claims).setProtectedHeader(header).sign(key);
  const forgeries: [string, RefusalReason, () => Promise<string>][] = [
    ['an empty token', 'no_token', async () => ''],
    ['a text that is not a token', 'malformed', async () => 'abc.def.ghi'],
    ['alg none', 'algorithm', async () => `${part({ alg: 'none' })}.${part(claims)}.`],
    ['alg None in capitals', 'algorithm', async () => `${part({ alg: 'NONE' })}.${part(claims)}.`],
    [
      'HS256 with the public key as the secret',
      'algorithm',
      async () => {
        const { publicKey } = await generateKeyPair('RS256', { extractable: true });
        const input = `${part({ alg: 'HS256', kid: 'key-1' })}.${part(claims)}`;
        const secret = await exportSPKI(publicKey);
        return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
      },
    ],
    [
      'a key of its own in the header',
      'signature',
      async () => {
        const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
        return signedWith(privateKey, { alg: 'ES256', jwk: await exportJWK(publicKey) });
      },
    ],
    ['a key address of its own', 'unknown_key', () => changed({}, { kid: 'x', jku: 'http://127.0.0.1:1/' })],
    [
      'a critical header that is not known',
      'malformed',
      async () => {
        const [, payload, signature] = (await changed({})).split('.');
        return `${part({ alg: 'ES256', kid: 'key-1', crit: ['x'], x: 1 })}.${payload}.${signature}`;
      },
    ],
    [
      'another key under the same id',
      'signature',
      async () => signedWith((await generateKeyPair('ES256')).privateKey, { alg: 'ES256', kid: 'key-1' }),
    ],
    [
      'a symmetric key as a JWK',
      'algorithm',
      async () => {
        const jwk = { kty: 'oct', k: base64url.encode('secret of the attacker, long enough') };
        return signedWith(await importJWK(jwk, 'HS256'), { alg: 'HS256' });
      },
    ],
    ['expired', 'expired', () => changed({ iat: now - 600, exp: now - 60 })],
    ['not valid yet', 'not_yet_valid', () => changed({ nbf: now + 300 })],
    ['issued in the future', 'not_yet_valid', () => changed({ iat: now + 300, exp: now + 600 })],
    ['issued more than a day ago', 'too_old', () => changed({ iat: now - 90_000, exp: now + 300 })],
    ['no time of issue', 'claims', () => changed({ iat: undefined })],
    ['no end', 'claims', () => changed({ exp: undefined })],
    ['another issuer', 'unknown_issuer', () => changed({ iss: 'https://evil.example.com/' })],
    ['no issuer', 'unknown_issuer', () => changed({ iss: undefined })],
    ['another audience', 'audience', () => changed({ [audience]: 'billing' })],
    ['an empty audience', 'audience', () => changed({ [audience]: '' })],
    ['no audience', 'audience', () => changed({ [audience]: undefined })],
    ['no subject', 'claims', () => changed({ [subject]: undefined })],
    ['an empty subject', 'claims', () => changed({ [subject]: '' })],
    ['a subject that is no text', 'claims', () => changed({ [subject]: ['alice'] })],
    ['the type of another kind of token', 'token_type', () => changed({}, { typ: 'logout+jwt' })],
    ['more than 8 KiB', 'malformed', () => changed({ padding: 'x'.repeat(8_192) })],
    [
      'a changed payload',
      'signature',
      async () => {
        const [head, , signature] = (await changed({})).split('.');
        return `${head}.${part({ ...claims, scope: 'traffic-mirror:delete' })}.${signature}`;
      },
    ],
  ];
  return [
    ['no token', 'no_token', async () => undefined],
    ['another scheme', 'no_token', async () => 'Basic YWRtaW46YWRtaW4='],
    ...forgeries.map(
      ([name, reason, forge]): Forgery => [name, reason, async () => `Bearer ${await forge()}`],
    ),
  ];
}
