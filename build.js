/** Bundles each program into one file in `dist/`, which halves its start-up time and memory, and the pages into `dist/web/`. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { build } from 'esbuild';
import { treeShaking } from './tools/treeShaking.js';

/** The commit of the sources, `+` for changes since. `COMMIT` says it where there is no git, as in an image that is built. */
function commitOfSources() {
  const git = (...args) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const isChanged = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', '--short=12', 'HEAD').trim() + (isChanged ? '+' : '');
  } catch {
    return 'unknown';
  }
}

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

/** Options for bundling a program, also used by the benchmark. */
export const options = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Prefer ES modules: those of the SDK can be tree-shaken, its CommonJS files cannot. This also avoids a second copy of graphql.
  mainFields: ['module', 'main'],
  // graphql-jit and Apollo's helpers require() these; without the aliases, CommonJS copies would be bundled as well.
  alias: {
    ...Object.fromEntries(
      ['error/index', 'utilities/index', 'execution/execute', 'jsutils/Path'].map((file) => [
        `graphql/${file}.js`,
        `graphql/${file}.mjs`,
      ]),
    ),
    'lru-cache': resolve('node_modules/lru-cache/dist/esm/node/index.min.js'),
    '@apollo/usage-reporting-protobuf': resolve(
      'node_modules/@apollo/usage-reporting-protobuf/generated/esm/protobuf.js',
    ),
  },
  // Bundled CommonJS packages still call require() for Node's built-in modules.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  // In production, graphql-js skips a check on every value that it completes.
  define: {
    'process.env.NODE_ENV': '"production"',
    BUILD: JSON.stringify({ version, commit: process.env.COMMIT || commitOfSources() }),
  },
  // Halves the size of the bundle. Names are kept, so stack traces stay readable.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: true,
  metafile: true,
  plugins: [treeShaking],
  logLevel: 'warning',
};

/** Loaded by the programs when they are needed, from files beside them. By their sources. */
const apart = {
  'src/commands/gateway.ts': 'gateway',
  'src/ec2/organization.ts': 'organization',
  'src/store/store.ts': 'store',
  'src/tracing/tracing.ts': 'tracing',
};

const loadApart = {
  name: 'loadApart',
  setup({ onResolve }) {
    onResolve({ filter: /\.ts$/ }, ({ path, resolveDir, kind }) => {
      const name = apart[relative('.', resolve(resolveDir, path))];
      return kind === 'dynamic-import' && name ? { path: `./${name}.js`, external: true } : undefined;
    });
  },
};

const { tracing, ...entryPoints } = {
  main: 'src/main.ts',
  emulator: 'src/emulator/cli.ts',
  findings: 'src/findings.ts',
  policies: 'src/planning.ts',
  'audit-verify': 'src/audit/verify.ts',
  ...Object.fromEntries(Object.entries(apart).map(([source, name]) => [name, source])),
};
const programs = [
  build({ ...options, plugins: [...options.plugins, loadApart], entryPoints, outdir: 'dist' }),
  // The packages of OpenTelemetry read dozens of variables by themselves. Here they find none: settings are read in `src/config/`.
  build({
    ...options,
    define: { ...options.define, 'process.env': '{}' },
    entryPoints: { tracing },
    outdir: 'dist',
  }),
];

const pages = {
  playground: 'Traffic Mirror playground',
  map: 'Traffic Mirror map',
  signin: 'Traffic Mirror sign-in',
};

/** What a page imports when it needs it has a file of its own. Pages share no files, which they would have to wait for one after the other. */
const buildPage = (name) =>
  build({
    entryPoints: [`src/web/${name}/${name}.tsx`],
    outdir: 'dist/web/assets',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    splitting: true,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    // The prebuilt bundle that GraphiQL ships: its dependencies would take 100 MB in node_modules, for the same page.
    alias: { 'graphiql/bundle': resolve('node_modules/graphiql/graphiql.min.js') },
    logLevel: 'warning',
    metafile: true,
    write: false,
  });

/** Names contain a hash of the content, so browsers can cache the files for ever. Compressed copies are written beside each file. */
async function buildPages() {
  const builtPages = await Promise.all(Object.keys(pages).map(buildPage));
  const icon = await readFile('src/web/icon.svg');
  const iconHash = createHash('sha256').update(icon).digest('hex').slice(0, 8).toUpperCase();
  const files = new Map([[`dist/web/assets/icon-${iconHash}.svg`, icon]]);
  // The style sheet of a page also has the styles of what the page loads later: esbuild writes them apart as well.
  const isUsed = (path) =>
    !path.endsWith('.css') || Object.keys(pages).some((name) => basename(path).startsWith(`${name}-`));
  for (const { path, contents } of builtPages.flatMap(({ outputFiles }) => outputFiles))
    if (isUsed(path)) files.set(path, contents);
  const template = await readFile('src/web/page.html', 'utf8');
  const outputs = Object.assign({}, ...builtPages.map(({ metafile }) => metafile.outputs));
  /** What a script begins with importing, and what that imports. */
  const importsOf = ({ imports }) =>
    imports
      .filter(({ kind }) => kind === 'import-statement')
      .flatMap(({ path }) => [path, ...importsOf(outputs[path])]);
  /** So that browsers need not read the script of a page first to find out. */
  const preloads = (name) => {
    const script = Object.values(outputs).find(
      ({ entryPoint }) => entryPoint === `src/web/${name}/${name}.tsx`,
    );
    return [...new Set(importsOf(script))]
      .map((path) => `\n    <link rel="modulepreload" href="/assets/${basename(path)}">`)
      .join('');
  };
  for (const [name, title] of Object.entries(pages)) {
    const find = (stem, extension) =>
      `/assets/${[...files.keys()].map((path) => basename(path)).find((file) => file.startsWith(`${stem}-`) && file.endsWith(extension))}`;
    const facts = {
      title,
      preloads: preloads(name),
      icon: find('icon', '.svg'),
      style: find(name, '.css'),
      script: find(name, '.js'),
    };
    files.set(`dist/web/${name}.html`, Buffer.from(template.replace(/{{(\w+)}}/g, (_, key) => facts[key])));
  }
  await rm('dist/web', { recursive: true, force: true });
  await mkdir('dist/web/assets', { recursive: true });
  await Promise.all(
    [...files].flatMap(([path, contents]) => [
      writeFile(path, contents),
      promisify(brotliCompress)(contents).then((small) => writeFile(`${path}.br`, small)),
      promisify(gzip)(contents, { level: 9 }).then((small) => writeFile(`${path}.gz`, small)),
    ]),
  );
  return builtPages;
}

/** The folders of the packages whose code is in what was built. */
function packagesIn({ metafile: { outputs } }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  return used.flatMap((path) => path.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0] ?? []);
}

const built = (await Promise.all([...programs, buildPages()])).flat();
const packages = [...new Set(built.flatMap(packagesIn))].sort();
await writeFile('dist/packages.json', `${JSON.stringify(packages, undefined, 2)}\n`);
