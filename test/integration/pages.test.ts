import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});

/** Not `fetch`, which adds an accept-encoding header and decompresses the answer. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET', base = gateway.url) {
  return new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      request(base + path, { method, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      })
        .on('error', reject)
        .end();
    },
  );
}

const assetsOf = async (page: string) =>
  [...String((await get(page)).body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);

describe.each(['/', '/map'])('the page at %s', (page) => {
  test('has a content security policy that allows no other origin and no inline script', async () => {
    const { status, headers, body } = await get(page);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'sha256-[\w+/=]+';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|http|\*/);
    expect(String(body)).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=|https?:/);
  });

  test('loads only files that exist, of the right type, named by their hash and cached for ever', async () => {
    const assets = await assetsOf(page);
    // An icon, a style sheet, a script, and what the script imports: one file for each set of files that are loaded later and share it.
    expect(assets.map((path) => path.split('.').at(-1))).toEqual([
      ...['svg', 'css', 'js', 'js'],
      ...(page === '/map' ? ['js'] : []),
    ]);
    const types = {
      js: 'text/javascript; charset=utf-8',
      css: 'text/css; charset=utf-8',
      svg: 'image/svg+xml',
    };
    for (const path of assets) {
      expect(path).toMatch(/^\/assets\/\w+-[0-9A-Z]{8}\.(js|css|svg)$/);
      const { status, headers } = await get(path);
      expect(status).toBe(200);
      expect(headers['content-type']).toBe(types[path.split('.').at(-1) as keyof typeof types]);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    }
  });
});

test('a file is compressed as well as the client supports, and has the same content in each encoding', async () => {
  const script = (await assetsOf('/map')).find((path) => path.endsWith('.js')) ?? '';
  const plain = await get(script);
  const gzip = await get(script, { 'accept-encoding': 'gzip' });
  const brotli = await get(script, { 'accept-encoding': 'gzip, deflate, br;q=1.0' });
  const refused = await get(script, { 'accept-encoding': 'br;q=0, gzip' });
  expect([plain, gzip, brotli, refused].map(({ headers }) => headers['content-encoding'])).toEqual([
    undefined,
    'gzip',
    'br',
    'gzip',
  ]);
  expect(gunzipSync(gzip.body)).toEqual(plain.body);
  expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
  expect(new Set([plain, gzip, brotli].map(({ headers }) => headers.etag)).size).toBe(3);
});

test('the map loads at most 150 KB', async () => {
  const sizes = await Promise.all(
    ['/map', ...(await assetsOf('/map'))].map(
      async (path) => (await get(path, { 'accept-encoding': 'br' })).body.length,
    ),
  );
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(150_000);
});

test('a file that the client has in its cache is not sent again', async () => {
  const { headers } = await get('/map');
  const again = await get('/map', { 'if-none-match': String(headers.etag) });
  expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, headers.etag]);
});

test('HEAD returns only the headers, and other methods are refused', async () => {
  const head = await get('/', {}, 'HEAD');
  expect([head.status, head.body.length]).toEqual([200, 0]);
  expect(Number(head.headers['content-length'])).toBeGreaterThan(100);
  const post = await get('/', {}, 'POST');
  expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
});

test('only files that were built are served, whatever the path', async () => {
  for (const path of ['/map.html', '/assets/', '/assets/../../package.json', '/assets/%2e%2e/map.html'])
    expect((await get(path)).status).toBe(404);
});

test('there are no pages if they are switched off', async () => {
  const plain = await startTestGateway({ env: { PLAYGROUND: 'false' } });
  for (const path of ['/', '/map']) expect((await get(path, {}, 'GET', plain.url)).status).toBe(404);
});

describe('with an issuer at which people sign in', () => {
  const env = {
    ...{ AUTH_ISSUER: 'https://issuer.example.com/', AUTH_AUDIENCE: 'traffic-mirror' },
    AUTH_JWKS_URL: 'https://issuer.example.com/jwks',
    ...{ AUTH_CLIENT_ID: 'a"&map', AUTH_CLIENT_SCOPES: 'traffic-mirror:read' },
    AUTH_CLIENT_ORIGINS: 'https://tokens.example.com',
  };

  test('every page knows how, in each encoding, and may send to nobody else', async () => {
    const { url } = await startTestGateway({ env });
    for (const path of ['/', '/map', '/signin']) {
      const plain = await get(path, {}, 'GET', url);
      const compressed = await get(path, { 'accept-encoding': 'br' }, 'GET', url);
      expect(brotliDecompressSync(compressed.body)).toEqual(plain.body);
      expect(plain.headers['content-security-policy']).toContain(
        "connect-src 'self' https://issuer.example.com https://tokens.example.com; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      const [, content = ''] = /<meta name="sign-in" content="([^"]*)">/.exec(String(plain.body)) ?? [];
      expect(JSON.parse(content.replaceAll('&quot;', '"').replaceAll('&amp;', '&'))).toMatchObject({
        issuer: env.AUTH_ISSUER,
        clientId: env.AUTH_CLIENT_ID,
        origins: ['https://issuer.example.com', 'https://tokens.example.com'],
      });
    }
  });

  test('without one, there is no page to come back to', async () => {
    expect((await get('/signin')).status).toBe(404);
    expect(String((await get('/map')).body)).not.toContain('sign-in');
  });
});
