/** What forgeries are made of: a token that is accepted, the keys that its issuer publishes, and parts that are signed as they are. */
import { type KeyObject, sign as signBytes } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { RefusalReason } from '../../../src/identity/refusals.ts';

/** A key, the id under which its issuer publishes it, and how it signs. */
export interface SigningKey {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A token that is accepted, and who would like another one to be. */
export interface Genuine {
  readonly claims: JWTPayload;
  /** The claims that name the caller and the API. */
  readonly subject: 'sub' | 'oid';
  readonly audience: 'aud' | 'client_id';
  /** The key that signs it, with ES256. */
  readonly key: SigningKey;
  /** Other keys that the issuer publishes, whether or not they may sign tokens. */
  readonly published: Readonly<Record<'short' | 'encrypting' | 'large' | 'rsa', SigningKey>>;
  /** Somebody else's key, which signs with ES256, and where it is published. */
  readonly stranger: SigningKey & { readonly url: string };
}

/** What it is, why it is refused, and how its `authorization` header is made. */
export type Forgery = readonly [
  name: string,
  reason: RefusalReason,
  forge: () => string | undefined | Promise<string>,
];

/** The same for a token, without the scheme in front. */
export type ForgedToken = readonly [name: string, reason: RefusalReason, token: string | Promise<string>];

type Part = string | Buffer | object;

/** Text and bytes are taken as they are, everything else as JSON. */
export const toPart = (part: Part) =>
  (typeof part === 'string' || Buffer.isBuffer(part)
    ? Buffer.from(part)
    : Buffer.from(JSON.stringify(part))
  ).toString('base64url');

const digests: Readonly<Record<string, string>> = { ES256: 'sha256', ES384: 'sha384', ES512: 'sha512' };

/** The signature of a text, as JSON Web Signatures have it. */
export function toSignature(
  text: string,
  { alg, privateKey }: Pick<SigningKey, 'alg' | 'privateKey'>,
): Buffer {
  const digest = digests[alg] ?? `sha${alg.slice(2)}`;
  return signBytes(digest, Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
}

/** A token with this header and payload and the right signature of the key. */
export function seal(header: Part, payload: Part, key: Pick<SigningKey, 'alg' | 'privateKey'>): string {
  const text = `${toPart(header)}.${toPart(payload)}`;
  return `${text}.${toSignature(text, key).toString('base64url')}`;
}

/** The header of tokens that a key signs. */
export const headerOf = ({ alg, kid }: Pick<SigningKey, 'alg' | 'kid'>) => ({ alg, kid, typ: 'JWT' });

/** The JSON of an object, with some of its members written as they are given. */
export function toJsonWith(fields: object, members: Readonly<Record<string, string>>): string {
  const rest = Object.entries(fields).filter(([name]) => !Object.hasOwn(members, name));
  return `{${[
    ...rest.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`),
    ...Object.entries(members).map(([name, text]) => `${JSON.stringify(name)}:${text}`),
  ].join(',')}}`;
}

/** A token with these claims in place of its own. */
export const changed = ({ claims, key }: Genuine, change: object) =>
  seal(headerOf(key), { ...claims, ...change }, key);

/** A token with a claim under another name. */
export function renamed(genuine: Genuine, from: string, to: string): string {
  return changed(genuine, { [from]: undefined, [to]: genuine.claims[from] });
}

/** A token with members of its JSON as they are given. */
export const written = ({ claims, key }: Genuine, members: Readonly<Record<string, string>>) =>
  seal(headerOf(key), toJsonWith(claims, members), key);
