/** Serves the pages that the build made, such as `/map`, and their assets. They are read once and served from memory. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { SignIn } from '../config/signIn.ts';
import { HttpRefusal } from '../refusal.ts';
import { type Coding, codingFor, codings } from './codings.ts';
import type { Handler, Route } from './listener.ts';

/** The build puts the pages beside the bundle. A gateway that runs from its sources finds them in `dist/`. */
const builtPages = [join(import.meta.dirname, 'web'), join(import.meta.dirname, '../../dist/web')];

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Allows nothing from other origins, no inline code, and no framing. GraphiQL's style sheet has fonts and icons as data URLs.
 *
 * @param origins where the pages may send to besides the gateway: the issuer at which people sign in.
 */
const contentSecurityPolicy = (origins: readonly string[]) => [
  "default-src 'none'",
  "script-src 'self'",
  // The hash is of the style that keeps the page from scrolling behind GraphiQL's dialogs.
  "style-src 'self' 'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='",
  "img-src 'self' data:",
  "font-src 'self' data:",
  ["connect-src 'self'", ...origins].join(' '),
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** What the build adds to the name of a compressed file, and how a page is compressed that the build did not finish. */
const encodings = {
  br: { suffix: '.br', compress: brotliCompressSync },
  gzip: { suffix: '.gz', compress: gzipSync },
} as const satisfies Record<Coding, unknown>;

/** Where the issuer sends people back to, after they have signed in or out. */
const signInPage = 'signin.html';

/**
 * @param signIn told to every page. Undefined: people cannot sign in, and the page for that is not served.
 * @returns a route for every file; none when the pages have not been built.
 */
export async function pageRoutes(signIn?: SignIn): Promise<Route[]> {
  const folder = builtPages.find((path) => existsSync(path));
  if (folder === undefined) return [];
  const pages = (await readdir(folder)).filter(
    (file) => extname(file) === '.html' && (signIn !== undefined || file !== signInPage),
  );
  const assets = (await readdir(join(folder, 'assets'))).filter((file) => extname(file) in contentTypes);
  return Promise.all([
    ...pages.map((file) => route(pathOf(file), join(folder, file), 'no-cache', signIn)),
    ...assets.map((file) =>
      // The name changes with the content.
      route(`/assets/${file}`, join(folder, 'assets', file), 'public, max-age=31536000, immutable', signIn),
    ),
  ]);
}

/** The playground is the front page; any other page has the name of its file. */
const pathOf = (file: string) => (file === 'playground.html' ? '/' : `/${basename(file, '.html')}`);

async function route(
  path: string,
  file: string,
  cacheControl: string,
  signIn: SignIn | undefined,
): Promise<Route> {
  const isTold = signIn !== undefined && extname(file) === '.html';
  const [plain, ...compressed] = isTold
    ? withSignIn(await readFile(file, 'utf8'), signIn)
    : await Promise.all([
        readFile(file),
        ...codings.map((coding) => readFile(file + encodings[coding].suffix)),
      ]);
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  const headers = {
    'content-type': contentTypes[extname(file)],
    'cache-control': cacheControl,
    'content-security-policy': contentSecurityPolicy(signIn?.origins ?? []).join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    vary: 'accept-encoding',
  };
  const handler: Handler = (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new HttpRefusal('METHOD_NOT_ALLOWED', 'Use GET.', { allow: 'GET, HEAD' });
    const encoding = codingFor(request);
    const body = encoding === undefined ? plain : compressed[codings.indexOf(encoding)];
    const etag = `"${hash}${encoding === undefined ? '' : `-${encoding}`}"`;
    if (request.headers['if-none-match']?.includes(etag))
      return { status: 304, headers: { ...headers, etag } };
    const coding = encoding === undefined ? {} : { 'content-encoding': encoding };
    return { status: 200, headers: { ...headers, etag, ...coding }, body };
  };
  return [path, handler];
}

/** The page with what it must know, plain and in each encoding. It is in the page so that nothing waits for a request of its own. */
function withSignIn(page: string, signIn: SignIn): [Buffer, ...Buffer[]] {
  const content = JSON.stringify(signIn).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const plain = Buffer.from(
    page.replace('</head>', () => `  <meta name="sign-in" content="${content}">\n  </head>`),
  );
  return [plain, ...codings.map((coding) => encodings[coding].compress(plain))];
}
