/** Serves one HTTP request to the emulator: reads it, has it answered, and sends the response. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { decisions } from '../decisions.ts';
import type { Dispatcher } from '../dispatch.ts';
import { deliver } from './delivery.ts';

/** The one path that is not EC2's, for test suites. */
const resetPath = '/_emulator/reset';

/** Resolves when the response has been sent. Rejects when `signal` aborts or the client goes away. */
export async function serve(
  dispatcher: Dispatcher,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const method = request.method ?? '';
  const [path = '', queryString = ''] = (request.url ?? '').split(/\?(.*)/s, 2);
  if (path === resetPath) return reset(dispatcher, request, response);
  if (path !== '/') return refuse(response, 404);
  if (method !== 'GET' && method !== 'POST') return refuse(response, 405);
  const body = await readBody(request);
  if (!body) return refuse(response, 413);
  const reply = await dispatcher.answer({ method, path, queryString, headers: request.headers, body });
  await deliver(response, reply, new Date(dispatcher.world.now()), signal);
}

/**
 * Resets the emulator and answers 204; 500 with the problems of a network description that cannot be read any more.
 * Refuses browsers, which send these headers with every POST (Fetch standard; W3C Fetch Metadata): no page may do this.
 */
async function reset(dispatcher: Dispatcher, { method, headers }: IncomingMessage, response: ServerResponse) {
  if (method !== 'POST') return refuse(response, 405);
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return refuse(response, 403);
  try {
    await dispatcher.reset();
    response.writeHead(204).end();
  } catch (error) {
    response.writeHead(500, { connection: 'close', 'content-type': 'text/plain; charset=utf-8' });
    response.end(`${(error as Error).message}\n`);
  }
}

/** The request body, or undefined if it is too large; the rest of it is then not read. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop early must not close the connection: the 413 is sent on it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > decisions.maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Answers with a bare status and closes the connection, for what is not a request to the EC2 API at all. */
function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: 'close', 'content-length': 0 }).end();
}
