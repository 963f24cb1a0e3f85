/** Requests made by hand, for what no SDK sends: other header sets, other signatures, broken bytes. */
import { createHash, createHmac } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { cleanUp } from './cleanUp.ts';

export interface WireRequest {
  method?: string;
  /** Path and query string. Default `/`. */
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface WireAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One request as it is; rejects when the connection fails. */
export function send(
  url: string,
  { method = 'POST', path = '/', headers = {}, body = '' }: WireRequest,
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends bytes on a socket of its own and gives what comes back until the other side closes. */
export function sendBytes(url: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    cleanUp(() => socket.destroy());
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(received) : reject(error),
    );
    socket.on('close', () => resolve(received));
  });
}

/** Headers whose signature has the right shape and no meaning: enough where no secret is configured. */
export const shapeOnly = (region = 'us-east-1', accessKeyId = 'AKIDEXAMPLE', service = 'ec2') => ({
  'content-type': 'application/x-www-form-urlencoded',
  'x-amz-date': '20260101T000000Z',
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/${service}/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=${'0'.repeat(64)}`,
});

export interface Signing {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  region?: string;
  service?: string;
  /** Milliseconds since 1970. Default now. */
  at?: number;
  /** The header set of a client: see `headerSets`. */
  signedHeaders?: readonly string[];
}

/** What each real client signs. */
export const headerSets = {
  sdkV3: [
    'amz-sdk-invocation-id',
    'amz-sdk-request',
    'content-length',
    'content-type',
    'host',
    'x-amz-content-sha256',
    'x-amz-date',
    'x-amz-user-agent',
  ],
  botocore: ['content-type', 'host', 'x-amz-date'],
  go: ['amz-sdk-invocation-id', 'amz-sdk-request', 'content-length', 'content-type', 'host', 'x-amz-date'],
} as const;

/** The request with the headers of a real client and its SigV4 signature. */
export function sign(url: string, body: string, signing: Signing): WireRequest {
  const { region = 'us-east-1', service = 'ec2', signedHeaders = headerSets.botocore } = signing;
  const timestamp = timestampOf(signing.at);
  const all: Record<string, string> = {
    'amz-sdk-invocation-id': '142a48a4-65e9-41ab-8803-32f7e3d45e6b',
    'amz-sdk-request': 'attempt=1; max=3',
    'content-length': String(Buffer.byteLength(body)),
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    host: new URL(url).host,
    'x-amz-content-sha256': sha256(body),
    'x-amz-date': timestamp,
    'x-amz-user-agent': 'aws-sdk-js/3',
    ...(signing.sessionToken && { 'x-amz-security-token': signing.sessionToken }),
  };
  const names = signing.sessionToken ? [...signedHeaders, 'x-amz-security-token'].sort() : signedHeaders;
  const scope = `${timestamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  const canonicalHeaders = names.map((name) => `${name}:${all[name]}\n`).join('');
  const canonical = ['POST', '/', '', canonicalHeaders, names.join(';'), sha256(body)].join('\n');
  const signature = signatureOf(signing.secretAccessKey, scope, timestamp, canonical);
  const authorization = `AWS4-HMAC-SHA256 Credential=${signing.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return {
    body,
    headers: { ...Object.fromEntries(names.map((name) => [name, all[name] ?? ''])), authorization },
  };
}

/** A GET whose signature is in its query string, valid for `expires` seconds. */
export function presign(
  url: string,
  query: Record<string, string>,
  signing: Signing,
  expires = 60,
): WireRequest {
  const { region = 'us-east-1', service = 'ec2' } = signing;
  const timestamp = timestampOf(signing.at);
  const scope = `${timestamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  const all = {
    ...query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${signing.accessKeyId}/${scope}`,
    'X-Amz-Date': timestamp,
    'X-Amz-Expires': String(expires),
    'X-Amz-SignedHeaders': 'host',
  };
  const encoded = Object.entries(all)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const canonical = ['GET', '/', encoded, `host:${new URL(url).host}\n`, 'host', sha256('')].join('\n');
  const signature = signatureOf(signing.secretAccessKey, scope, timestamp, canonical);
  return { method: 'GET', path: `/?${encoded}&X-Amz-Signature=${signature}` };
}

const timestampOf = (at = Date.now()) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function signatureOf(secret: string, scope: string, timestamp: string, canonical: string): string {
  const toSign = ['AWS4-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n');
  let key: Buffer | string = `AWS4${secret}`;
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  return createHmac('sha256', key).update(toSign).digest('hex');
}
