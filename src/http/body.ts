/** Reads the JSON body of a request, up to a maximum size. */
import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from '../refusal.ts';

/** @throws HttpRefusal 415, 413 or 400. */
export async function readJson(request: IncomingMessage, maxBodyBytes: number): Promise<unknown> {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(contentType)) {
    throw new HttpRefusal('UNSUPPORTED_MEDIA_TYPE', 'Send the request as `content-type: application/json`.');
  }
  if (request.headers['content-encoding'] !== undefined) {
    throw new HttpRefusal('UNSUPPORTED_MEDIA_TYPE', 'Send the request without `content-encoding`.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) {
      throw new HttpRefusal('PAYLOAD_TOO_LARGE', `Send at most ${maxBodyBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new HttpRefusal('BAD_REQUEST', 'The body is not JSON in UTF-8.');
  }
}
