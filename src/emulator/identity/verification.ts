/** Verifies Signature Version 4, for the header sets of real clients and for presigned queries. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { denied } from './denials.ts';
import { algorithm, header, type Signature, type SignedRequest } from './signature.ts';

/** Clock tolerance [EC2 developer guide]. */
const toleranceMs = 15 * 60_000;

/**
 * Throws what the service of the signature answers to a wrong one, and to one that is too old or too far in the future.
 * `nowMs` is milliseconds since 1970.
 */
export function verifySignature(
  request: SignedRequest,
  claim: Signature,
  secret: string,
  nowMs: number,
): void {
  const { service, timestamp } = claim;
  const signedAt = Date.parse(timestamp.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  const validFor = claim.expiresIn === undefined ? toleranceMs : claim.expiresIn * 1000;
  if (!(nowMs < signedAt + validFor)) throw denied(service, { why: 'too old', timestamp, nowMs });
  if (!(nowMs > signedAt - toleranceMs)) throw denied(service, { why: 'too new', timestamp, nowMs });
  const wrong = () => denied(service, { why: 'wrong signature' });
  if (!timestamp.startsWith(claim.date) || !claim.signedHeaders.includes('host')) throw wrong();
  const bodyHash = sha256(request.body);
  const claimedHash = header(request.headers, 'x-amz-content-sha256');
  if (claimedHash !== undefined && claimedHash !== bodyHash) throw wrong();

  const toSign = [algorithm, timestamp, claim.scope, sha256(canonicalRequest(request, claim, bodyHash))].join(
    '\n',
  );
  const key = claim.scope
    .split('/')
    .reduce<Buffer>((parent, part) => hmac(parent, part), Buffer.from(`AWS4${secret}`));
  if (!timingSafeEqual(hmac(key, toSign), Buffer.from(claim.signature, 'hex'))) throw wrong();
}

function canonicalRequest(
  { method, path, query, headers }: SignedRequest,
  claim: Signature,
  bodyHash: string,
): string {
  const pairs = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  const canonicalHeaders = claim.signedHeaders.map(
    (name) => `${name}:${(header(headers, name) ?? '').trim().replace(/ +/g, ' ')}\n`,
  );
  return [
    method,
    path,
    pairs.join('&'),
    canonicalHeaders.join(''),
    claim.signedHeaders.join(';'),
    bodyHash,
  ].join('\n');
}

/** Encodes as RFC 3986 does: encodeURIComponent leaves out five characters that SigV4 encodes. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const hmac = (key: Buffer, content: string) => createHmac('sha256', key).update(content).digest();
