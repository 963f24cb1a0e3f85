/** Signature Version 4: parses the signatures of headers and of presigned queries. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { authFailure, incompleteSignature, requestExpired, unsignedRequest } from '../errors.ts';

/** The parts of a request that a signature covers. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  /** Decoded query string. */
  readonly query: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** A signature as the client sent it. */
export interface Signature {
  readonly accessKeyId: string;
  /** `date/region/service/aws4_request`. */
  readonly scope: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  /** 64 hex digits. */
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  /** Seconds for which a presigned query is valid; undefined for a header. */
  readonly expiresIn: number | undefined;
}

const algorithm = 'AWS4-HMAC-SHA256';
/** Clock tolerance [EC2 developer guide]. */
const toleranceMs = 15 * 60_000;

/** Reads the signature from the `Authorization` header or the query's `X-Amz-…` parameters. Throws AuthFailure if there is none, and IncompleteSignature if it is malformed. */
export function parseSignature({ headers, query }: SignedRequest): Signature {
  if (headers.authorization !== undefined) {
    return parseParts({
      ...authorizationParts(headers.authorization),
      timestamp: header(headers, 'x-amz-date'),
      sessionToken: header(headers, 'x-amz-security-token'),
    });
  }
  if (!query.has('X-Amz-Algorithm')) throw unsignedRequest();
  return parseParts({
    algorithm: query.get('X-Amz-Algorithm'),
    credential: query.get('X-Amz-Credential'),
    signedHeaders: query.get('X-Amz-SignedHeaders'),
    signature: query.get('X-Amz-Signature'),
    timestamp: query.get('X-Amz-Date'),
    sessionToken: query.get('X-Amz-Security-Token'),
    expires: query.get('X-Amz-Expires') ?? '300',
  });
}

interface Parts {
  algorithm?: string | undefined;
  credential?: string | undefined;
  signedHeaders?: string | undefined;
  signature?: string | undefined;
  timestamp?: string | undefined;
  sessionToken?: string | undefined;
  expires?: string | undefined;
}

function authorizationParts(authorization: string): Parts {
  const space = authorization.indexOf(' ');
  const fields = new Map(
    authorization
      .slice(space + 1)
      .split(',', 4)
      .map((field) => {
        const equals = field.indexOf('=');
        return [field.slice(0, equals).trim(), field.slice(equals + 1).trim()] as const;
      }),
  );
  return {
    algorithm: authorization.slice(0, space),
    credential: fields.get('Credential'),
    signedHeaders: fields.get('SignedHeaders'),
    signature: fields.get('Signature'),
  };
}

function parseParts(parts: Parts): Signature {
  if (parts.algorithm !== algorithm)
    throw incompleteSignature(`Unsupported AWS 'algorithm': expecting ${algorithm}`);
  const scope = /^([\w-]{1,128})\/((\d{8})\/([a-z0-9-]{1,32})\/([a-z0-9]{1,16})\/aws4_request)$/.exec(
    parts.credential ?? '',
  );
  if (!scope) throw incompleteSignature("'Credential' must be AKID/YYYYMMDD/region/service/aws4_request");
  if (!parts.signedHeaders) throw incompleteSignature("The request must name its 'SignedHeaders'");
  if (!/^[0-9a-f]{64}$/.test(parts.signature ?? ''))
    throw incompleteSignature("'Signature' must be 64 hex digits");
  if (!/^\d{8}T\d{6}Z$/.test(parts.timestamp ?? ''))
    throw incompleteSignature("The request must carry 'X-Amz-Date'");
  if (parts.expires !== undefined && !/^\d{1,6}$/.test(parts.expires)) {
    throw incompleteSignature("'X-Amz-Expires' must be a number of seconds");
  }
  const [, accessKeyId = '', scopeText = '', date = '', region = '', service = ''] = scope;
  return {
    accessKeyId,
    scope: scopeText,
    date,
    region,
    service,
    signedHeaders: parts.signedHeaders.split(';'),
    signature: parts.signature ?? '',
    timestamp: parts.timestamp ?? '',
    sessionToken: parts.sessionToken,
    expiresIn: parts.expires === undefined ? undefined : Number(parts.expires),
  };
}

/** Throws AuthFailure for a wrong signature, and RequestExpired for one that is too old or too far in the future. `nowMs` is milliseconds since 1970. */
export function verifySignature(
  request: SignedRequest,
  claim: Signature,
  secret: string,
  nowMs: number,
): void {
  const signedAt = Date.parse(claim.timestamp.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  const validFor = claim.expiresIn === undefined ? toleranceMs : claim.expiresIn * 1000;
  if (!(nowMs < signedAt + validFor && nowMs > signedAt - toleranceMs)) throw requestExpired();
  if (!claim.timestamp.startsWith(claim.date) || !claim.signedHeaders.includes('host')) throw authFailure();
  const bodyHash = sha256(request.body);
  const claimedHash = header(request.headers, 'x-amz-content-sha256');
  if (claimedHash !== undefined && claimedHash !== bodyHash) throw authFailure();

  const toSign = [
    algorithm,
    claim.timestamp,
    claim.scope,
    sha256(canonicalRequest(request, claim, bodyHash)),
  ].join('\n');
  const key = claim.scope
    .split('/')
    .reduce<Buffer>((parent, part) => hmac(parent, part), Buffer.from(`AWS4${secret}`));
  if (!timingSafeEqual(hmac(key, toSign), Buffer.from(claim.signature, 'hex'))) throw authFailure();
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

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return Array.isArray(value) ? value.join(',') : value;
}

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const hmac = (key: Buffer, content: string) => createHmac('sha256', key).update(content).digest();
