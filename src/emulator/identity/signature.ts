/** Signature Version 4: parses the signatures of headers and of presigned queries. */
import type { IncomingHttpHeaders } from 'node:http';
import { incompleteSignature, unsignedRequest } from '../errors.ts';

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

/** The only algorithm that is accepted. */
export const algorithm = 'AWS4-HMAC-SHA256';

/**
 * Reads the signature from the `Authorization` header or the query's `X-Amz-…` parameters. Throws AuthFailure if there
 * is none, and IncompleteSignature if it is malformed.
 */
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

/**
 * The service that a signature says it is for, which chooses the form of every answer, even of one that refuses the
 * signature. Undefined if there is none to read. `query` is only looked at without the header.
 */
export function signedFor(
  { authorization }: IncomingHttpHeaders,
  query?: ReadonlyMap<string, string>,
): string | undefined {
  const credential =
    authorization === undefined
      ? query?.get('X-Amz-Credential')
      : /[ ,]Credential *= *([^, ]*)/.exec(authorization)?.[1];
  return credential?.split('/', 4)[3];
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
  const scope = /^([\w-]{1,128})\/((\d{8})\/([a-z0-9-]{1,32})\/([a-z0-9-]{1,64})\/aws4_request)$/.exec(
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

/** The value of a header, by its lower-case name; several values are joined. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return Array.isArray(value) ? value.join(',') : value;
}
