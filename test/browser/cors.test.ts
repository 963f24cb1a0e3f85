import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { cleanUp } from '../support/cleanUp.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { onlyWithBrowser, openPage, startBrowser } from './browser.ts';

/** Serves an empty page at an origin of its own. */
async function startPage(): Promise<string> {
  const server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>A page</title>'),
  ).listen(0, '127.0.0.1');
  cleanUp(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

onlyWithBrowser('a page of another origin', () => {
  let browser: Browser;
  let gateway: TestGateway;
  let allowed: string;
  let stranger: string;
  beforeAll(async () => {
    [browser, allowed, stranger] = await Promise.all([startBrowser(), startPage(), startPage()]);
    gateway = await startTestGateway({ env: { CORS_ORIGINS: allowed } });
  });

  /** Sends a request from a page, and returns what the page may read of the answer. */
  async function send(origin: string, init: { body: string; headers: Record<string, string> }) {
    const { page } = await openPage(browser, origin);
    return page.evaluate(
      async ([url, sent]) => {
        const response = await fetch(url, { method: 'POST', ...sent }).catch((error: Error) => error);
        if (response instanceof Error) return { refused: response.name };
        const [requestId, cost] = ['x-request-id', 'x-ec2-cost'].map((name) => response.headers.get(name));
        return { status: response.status, requestId, cost, answer: await response.json() };
      },
      [`${gateway.url}/graphql`, init] as const,
    );
  }
  const query = {
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer none',
      'x-request-id': 'from-a-page-1',
      'x-ec2-cost': '1',
      'apollographql-client-name': 'page',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
    body: JSON.stringify({ query: `{ trafficMirrorSession(id: "${sessionId(1)}") { packetLength } }` }),
  };

  test('that is allowed reads data, the request id and the cost', async () => {
    expect(await send(allowed, query)).toEqual({
      status: 200,
      requestId: 'from-a-page-1',
      cost: expect.stringMatching(/^calls=1, waited-ms=\d+, retries=0$/),
      answer: { data: { trafficMirrorSession: { packetLength: null } }, extensions: expect.anything() },
    });
  });

  test('that is allowed reads why it was refused', async () => {
    expect(await send(allowed, { ...query, body: '{' })).toMatchObject({
      status: 400,
      answer: { errors: [{ extensions: { code: 'BAD_REQUEST', requestId: 'from-a-page-1' } }] },
    });
  });

  test('that is not allowed reads nothing, and cannot make EC2 calls with what it may send', async () => {
    gateway.emulator.resetCalls();
    expect(await send(stranger, query)).toEqual({ refused: 'TypeError' });
    expect(await send(stranger, { ...query, headers: { 'content-type': 'text/plain' } })).toEqual({
      refused: 'TypeError',
    });
    expect(gateway.ec2Calls()).toEqual({});
  });
});
