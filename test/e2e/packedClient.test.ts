import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import type * as Client from '../../client/index.ts';
import { cleanUp, newFolder } from '../support/cleanUp.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway } from '../support/gateway.ts';
import { installClient, packClient } from '../support/packedClient.ts';
import { projectRoot } from '../support/process.ts';
import { startTokenIssuer } from '../support/tokens.ts';

let installed: string;
let client: typeof Client;
beforeAll(async () => {
  installed = await installClient(await packClient(), newFolder());
  client = await import(pathToFileURL(join(installed, 'dist/esm/index.js')).href);
});

/** What a request throws. */
const thrown = (request: Promise<unknown>) =>
  request.then(
    (data) => expect(data).toBe('nothing, because it throws'),
    (error: unknown) => error,
  );

describe('a request error', () => {
  test('has the part of the data that could be read', async () => {
    const { url } = await startTestGateway();
    const send = client.createClient({ url: `${url}/graphql` });
    const query = `{ found: trafficMirrorSession(id: "${sessionId(1)}") { sessionNumber } wrong: trafficMirrorSessions(after: "x") { nodes { id } } }`;
    const error = await thrown(send(new client.TypedDocumentString(query), {}));
    expect(error).toBeInstanceOf(client.RequestError);
    expect(error).toMatchObject({
      name: 'RequestError',
      status: 200,
      data: { found: { sessionNumber: 1 }, wrong: null },
      problems: [{ path: ['wrong'], extensions: { code: 'BAD_USER_INPUT', requestId: expect.any(String) } }],
      retryAfterMs: undefined,
    });
  });

  test('says how long to wait when EC2 throttles', async () => {
    const { url, emulator } = await startTestGateway();
    emulator.faults('DescribeTrafficMirrorSessions', [
      { error: { code: 'RequestLimitExceeded', status: 503 }, times: 1_000 },
    ]);
    const send = client.createClient({ url: `${url}/graphql` });
    expect(await thrown(send(client.ListSessionsDocument, {}))).toMatchObject({
      problems: [{ extensions: { code: 'THROTTLED', retryable: true } }],
      retryAfterMs: 1_000,
    });
  });

  test('says how long to wait when the caller sends too many requests', async () => {
    const tokens = await startTokenIssuer();
    const { url } = await startTestGateway({ env: { ...tokens.env, LIMITS: 'callerPerSecond=1' } });
    const authorization = `Bearer ${await tokens.token('traffic-mirror:read')}`;
    const send = client.createClient({ url: `${url}/graphql`, headers: () => ({ authorization }) });
    const all = Array.from({ length: 5 }, () => send(client.ListSessionsDocument, {}));
    const results = await Promise.allSettled(all);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused[0]).toMatchObject({
      status: 429,
      problems: [{ extensions: { code: 'RATE_LIMITED' } }],
      retryAfterMs: 1_000,
    });
  });

  test('says what was answered when it was not the gateway that answered', async () => {
    const url = await startServer('<h1>Bad gateway</h1>');
    const error = await thrown(client.createClient({ url })(client.ListSessionsDocument, {}));
    expect(error).toMatchObject({ message: 'HTTP 502', status: 502, problems: [], data: undefined });
  });
});

test('an empty list of errors, as some gateways send it, is no error', async () => {
  const url = await startServer('{ "errors": [], "data": { "trafficMirrorSessions": null } }');
  const data = await client.createClient({ url })(client.ListSessionsDocument, {});
  expect(data).toEqual({ trafficMirrorSessions: null });
});

test('errors that are no list are a failed request', async () => {
  const url = await startServer('{ "errors": { "message": "no" } }');
  const error = await thrown(client.createClient({ url })(client.ListSessionsDocument, {}));
  expect(error).toMatchObject({ name: 'RequestError', message: 'HTTP 502', problems: [] });
});

test.each([
  ['its own signal is aborted', {}, () => AbortSignal.abort(), 'AbortError'],
  ['it takes longer than the client allows', { timeoutMs: 50 }, () => undefined, 'TimeoutError'],
  [
    'it takes longer than the client allows, with a signal of its own',
    { timeoutMs: 50 },
    () => new AbortController().signal,
    'TimeoutError',
  ],
])('a request is given up when %s', async (_, options, signal, name) => {
  const send = client.createClient({ url: await startServer(undefined), ...options });
  const error = await thrown(send(client.ListSessionsDocument, {}, { signal: signal() }));
  expect(error).toMatchObject({ name });
});

/** @param body of every answer; undefined: no answer. */
async function startServer(body: string | undefined): Promise<string> {
  const server = createServer((_, response) => {
    if (body !== undefined) response.writeHead(502, { 'content-type': 'text/html' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('the tarball has its documentation and licence, and maps that contain the sources', async () => {
  const read = (path: string) => readFile(join(installed, path), 'utf8');
  expect(await read('README.md')).toContain('npm install');
  expect(await read('LICENSE')).toBe(await readFile(join(projectRoot, 'LICENSE'), 'utf8'));
  expect(await read('dist/schema.graphql')).toContain('node(');
  const files = await readdir(installed, { recursive: true });
  const scripts = files.filter((file) => /^dist.*\.js$/.test(file));
  expect(scripts.length).toBeGreaterThan(10);
  for (const script of scripts) {
    const { sourcesContent } = JSON.parse(await read(`${script}.map`));
    expect(sourcesContent[0]?.length).toBeGreaterThan(50);
    expect(files).toContain(script.replace(/js$/, 'd.ts'));
  }
});

test('a bundler for browsers takes the client, the documents and the caches', async () => {
  const names = ['traffic-mirror-client', 'traffic-mirror-client/documents', 'traffic-mirror-client/caches'];
  const contents = names.map((name, index) => `export * as part${index} from '${name}';`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(installed, '..') },
    platform: 'browser',
    format: 'esm',
    bundle: true,
    write: false,
  });
  const { part0, part1, part2 } = await import(
    `data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`
  );
  expect([part0.createClient, part1.idOf, part2.getDataID].map((each) => typeof each)).toEqual(
    Array(3).fill('function'),
  );
});

test('the client has the version of the gateway', async () => {
  const versionOf = async (file: string) => JSON.parse(await readFile(file, 'utf8')).version;
  const own = await versionOf(join(projectRoot, 'package.json'));
  expect(await versionOf(join(installed, 'package.json'))).toBe(own);
});
