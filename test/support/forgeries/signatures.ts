/** Tokens whose signature is not the issuer's signature of this very text. */
import { sign as signBytes } from 'node:crypto';
import { type ForgedToken, type Genuine, headerOf, seal, toPart, toSignature } from './forgery.ts';

/** The order of the group of P-256 (SEC 2, section 2.4.2). */
export const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const toBytes = (number: bigint) => Buffer.from(number.toString(16).padStart(64, '0'), 'hex');

/** The other signature of the same text that is right, too: ECDSA has two for each. */
export function mirrored(signature: Buffer): Buffer {
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
  return Buffer.concat([signature.subarray(0, 32), toBytes(order - s)]);
}

export function signatureForgeries({ claims, key, stranger }: Genuine): ForgedToken[] {
  const text = `${toPart(headerOf(key))}.${toPart(claims)}`;
  const right = toSignature(text, key);
  const [r, s] = [right.subarray(0, 32), right.subarray(32)];
  const zero = Buffer.alloc(32);
  const withSignature = (signature: Buffer) => `${text}.${signature.toString('base64url')}`;
  const [head, , signature = ''] = seal(headerOf(key), claims, key).split('.');
  const more = { ...claims, admin: true };
  const signatures: [string, Buffer][] = [
    ['an empty signature', Buffer.alloc(0)],
    ['a signature of zeros', Buffer.concat([zero, zero])],
    ['a signature whose first half is zero', Buffer.concat([zero, s])],
    ['a signature whose second half is zero', Buffer.concat([r, zero])],
    ['a signature of the order of the curve', Buffer.concat([toBytes(order), toBytes(order)])],
    ['a signature of ones', Buffer.alloc(64, 0xff)],
    ['a signature with its halves exchanged', Buffer.concat([s, r])],
    ['a signature that is cut', right.subarray(0, 63)],
    ['a signature with a byte more', Buffer.concat([right, Buffer.alloc(1)])],
    ['a signature with a changed bit', Buffer.from(right.map((byte, at) => (at === 0 ? byte ^ 1 : byte)))],
    ['a signature in DER', signBytes('sha256', Buffer.from(text), key.privateKey)],
    ['a signature of another digest', toSignature(text, { ...key, alg: 'ES384' })],
    ['a signature of the payload alone', toSignature(toPart(claims), key)],
    ['a signature of the text without the encoding', toSignature(JSON.stringify(claims), key)],
    ['the signature of another token', toSignature(`${toPart(headerOf(key))}.${toPart(more)}`, key)],
    ['the signature of a stranger', toSignature(text, stranger)],
  ];
  return [
    ...signatures.map(([name, bytes]): ForgedToken => [name, 'signature', withSignature(bytes)]),
    ['a changed payload', 'signature', `${head}.${toPart(more)}.${signature}`],
    [
      'a changed header',
      'signature',
      `${toPart({ ...headerOf(key), typ: 'at+jwt' })}.${toPart(claims)}.${signature}`,
    ],
  ];
}
