import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => relative(join(root, 'src'), join(entry.parentPath, entry.name)))
  .filter((file) => !file.startsWith('generated/'));
/** What code generation makes of the schema for the gateway; it imports our types. */
const generated = ['generated/types.ts', 'generated/resolvers.ts'];

const read = (file: string) => readFileSync(join(root, 'src', file), 'utf8');

/** The room of a file is its folder below src/. A file directly in src/ is a room of its own. */
function roomOf(file: string): string {
  const [first = '', ...rest] = file.split('/');
  return rest.length > 0 ? first : first.replace('.ts', '');
}

interface Manifest {
  readonly dependencies?: object;
  readonly devDependencies?: object;
}

interface Import {
  from: string;
  to: string;
  isTypeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const matches = read(file).matchAll(
    /^(?:import|export)\s+(type\s)?[^'"`;]*?from\s+'([^']+)'|^import\s+'([^']+)'/gms,
  );
  return [...matches].map(([, type, to = '', bare = '']) => ({
    from: file,
    to: to || bare,
    isTypeOnly: type !== undefined,
  }));
}

const all = [...sources, ...generated].flatMap(importsOf);
const own = all
  .filter(({ to }) => to.startsWith('.'))
  .map(({ to, ...entry }) => ({ ...entry, to: join(entry.from, '..', to) }));

/** What almost every room may import: who a caller is, the gateway's own tags, how a request is refused, the fair queue, turns for long work, spans, the log, and standard output. */
const shared = {
  caller: 'yes',
  marks: 'yes',
  refusal: 'yes',
  fairQueue: 'yes',
  longWork: 'yes',
  trace: 'yes',
  log: 'type',
  output: 'type',
} as const;

/** From → what it may import besides itself; `type` for types only. Anything else is not allowed. */
const allowed: Record<string, Record<string, 'yes' | 'type'>> = {
  // Loads the gateway only when it is needed, see below.
  main: { commandLine: 'yes', commands: 'yes' },
  commandLine: { build: 'yes' },
  commands: {
    commandLine: 'yes',
    config: 'yes',
    coordination: 'yes',
    access: 'yes',
    ec2: 'yes',
    identity: 'yes',
    givenAccounts: 'yes',
    reachable: 'yes',
    serving: 'yes',
    startable: 'yes',
    startProblems: 'yes',
    trace: 'yes',
  },
  serving: {
    ...shared,
    log: 'yes',
    config: 'type',
    coordination: 'yes',
    gateway: 'yes',
    heap: 'yes',
    output: 'yes',
    http: 'yes',
    reachable: 'yes',
    startable: 'yes',
    startProblems: 'yes',
  },
  startable: {
    log: 'yes',
    config: 'yes',
    embedded: 'yes',
    emulator: 'yes',
    endpoint: 'yes',
    gateway: 'yes',
    givenAccounts: 'yes',
    givenPolicies: 'yes',
    identity: 'yes',
  },
  givenAccounts: { config: 'yes' },
  givenPolicies: { config: 'yes', access: 'type', accounts: 'type', emulator: 'yes' },
  embedded: { config: 'yes', emulator: 'yes' },
  // Imports the store dynamically, see below.
  coordination: { log: 'type', config: 'type', ec2: 'yes', store: 'type' },
  store: { log: 'type', config: 'type', ec2: 'type' },
  // Imported dynamically, see below.
  tracing: { trace: 'yes', build: 'yes', config: 'type', log: 'type' },
  // Further programs: they read, judge and print, and serve nobody.
  findings: { commandLine: 'yes', api: 'yes', ec2: 'type', mirroring: 'yes', surveying: 'yes' },
  planning: {
    commandLine: 'yes',
    config: 'yes',
    api: 'yes',
    mirroring: 'yes',
    policies: 'yes',
    surveying: 'yes',
  },
  surveying: {
    access: 'type',
    api: 'yes',
    commandLine: 'yes',
    config: 'yes',
    ec2: 'yes',
    log: 'yes',
    reachable: 'yes',
    startProblems: 'yes',
  },
  reachable: {
    ...shared,
    config: 'type',
    access: 'yes',
    ec2: 'yes',
    embedded: 'yes',
    emulator: 'yes',
    endpoint: 'type',
    givenAccounts: 'yes',
    accounts: 'yes',
  },
  accounts: { ...shared, config: 'yes' },
  startProblems: { config: 'yes' },
  gateway: {
    ...shared,
    config: 'yes',
    http: 'yes',
    audit: 'yes',
    // The first line of an audit file says what runs.
    build: 'yes',
    coordination: 'type',
    ec2: 'yes',
    endpoint: 'yes',
    evaluations: 'yes',
    givenPolicies: 'yes',
    moving: 'yes',
    policies: 'yes',
    reconciling: 'yes',
    sweeping: 'yes',
  },
  reconciling: {
    ...shared,
    access: 'yes',
    audit: 'type',
    config: 'type',
    coordination: 'type',
    ec2: 'type',
    endpoint: 'type',
    http: 'type',
    policies: 'yes',
  },
  sweeping: {
    ...shared,
    audit: 'type',
    ec2: 'type',
    endpoint: 'type',
    http: 'type',
    moving: 'type',
    policies: 'yes',
  },
  moving: { ...shared, access: 'yes', audit: 'type', ec2: 'type', endpoint: 'type', policies: 'yes' },
  evaluations: { ...shared, config: 'type', api: 'yes', mirroring: 'yes', endpoint: 'type', http: 'type' },
  endpoint: {
    ...shared,
    config: 'yes',
    http: 'yes',
    engine: 'yes',
    api: 'yes',
    access: 'yes',
    ec2: 'yes',
    audit: 'type',
    accounts: 'type',
    policies: 'type',
  },
  http: { ...shared, build: 'yes', config: 'type', engine: 'yes', identity: 'yes' },
  identity: { ...shared, config: 'yes' },
  engine: { ...shared, config: 'type', ec2: 'yes' },
  api: {
    ...shared,
    config: 'type',
    access: 'yes',
    ec2: 'yes',
    mirroring: 'yes',
    policies: 'yes',
    audit: 'type',
    generated: 'type',
  },
  access: { ...shared, config: 'type', ec2: 'yes' },
  audit: { ...shared, commandLine: 'yes', ec2: 'type', fileLock: 'yes' },
  ec2: { ...shared, mirroring: 'yes' },
  mirroring: {},
  policies: { ...shared, access: 'type', audit: 'type', config: 'type', ec2: 'yes', mirroring: 'yes' },
  emulator: { commandLine: 'yes', fileLock: 'yes' },
  config: { caller: 'yes', mirroring: 'yes' },
  web: { generated: 'yes' },
  build: {},
  caller: {},
  marks: {},
  trace: {},
  refusal: {},
  fairQueue: {},
  longWork: {},
  heap: {},
  output: {},
  log: {},
  fileLock: {},
};
/** The SDL is the only generated file that is imported as a value. */
const generatedValues = new Set(['generated/sdl.ts']);

test('rooms import only what the table allows', () => {
  expect(own.length).toBeGreaterThan(50);
  const forbidden = own.filter(({ from, to, isTypeOnly }) => {
    if (roomOf(from) === roomOf(to) || roomOf(from) === 'generated') return false;
    const rule = allowed[roomOf(from)]?.[roomOf(to)];
    if (rule === 'type') return !isTypeOnly && !generatedValues.has(to);
    return rule !== 'yes';
  });
  expect(forbidden).toEqual([]);
});

test('there are no import cycles, not even of types', () => {
  const targets = new Map(
    [...sources, ...generated].map((file) => [file, own.filter(({ from }) => from === file)]),
  );
  const cycles: string[] = [];
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' > '));
    if (path.includes(file) || finished.has(file)) return;
    for (const { to } of targets.get(file) ?? []) if (to !== file) visit(to, [...path, file]);
    finished.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  expect(cycles).toEqual([]);
});

describe('one place each', () => {
  const importers = (pattern: RegExp) => [
    ...new Set(all.filter(({ to }) => pattern.test(to)).map(({ from }) => from)),
  ];

  test('only ec2/ knows the AWS SDK', () => {
    expect(importers(/^@aws-sdk|^@smithy/).filter((file) => roomOf(file) !== 'ec2')).toEqual([]);
  });

  test('what is loaded from a file of its own is imported only when it is needed, and in one place', () => {
    const apart = 'ec2/organization.ts';
    expect(own.filter(({ to }) => to === apart)).toEqual([]);
    expect(sources.filter((file) => read(file).includes(`import('./${apart}')`))).toEqual(['reachable.ts']);
    expect(importers(/^@aws-sdk\/client-organizations$/)).toEqual([apart]);
  });

  test('only the store knows the client of Redis, and is loaded only if there is one', () => {
    expect(importers(/^@redis\//)).toEqual(['store/link.ts']);
    const loaders = sources.filter((file) => /\bimport\('[^']*\/store\//.test(read(file)));
    expect(loaders).toEqual(['coordination.ts']);
  });

  test('only what records traces knows OpenTelemetry, and is loaded only if traces are on', () => {
    const knowing = importers(/^@opentelemetry\//);
    expect(knowing.length).toBeGreaterThan(0);
    expect(knowing.filter((file) => roomOf(file) !== 'tracing')).toEqual([]);
    const loaders = sources.filter((file) => /\bimport\('[^']*\/tracing\//.test(read(file)));
    expect(loaders).toEqual(['gateway.ts']);
    expect(own.filter(({ from, to }) => roomOf(to) === 'tracing' && roomOf(from) !== 'tracing')).toEqual([]);
  });

  test('the program loads the gateway only when it is needed: a health check runs every few seconds', () => {
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      for (const { from, to, isTypeOnly } of own) if (from === file && !isTypeOnly) load(to);
    };
    load('main.ts');
    expect([...loaded].sort()).toEqual([
      'build.ts',
      'commandLine.ts',
      'commands/asked.ts',
      'commands/probe.ts',
      'config/address.ts',
      'main.ts',
    ]);
    expect(sources.filter((file) => read(file).includes("import('./commands/"))).toEqual(['main.ts']);
  });

  test('what a start refuses because of its settings is found by --check-config', () => {
    // Each of these is asked by startable.ts, with the same functions as a start. Whoever refuses more must be asked there too.
    const refusing = sources.filter((file) => /\bnew ConfigError\(/.test(read(file)));
    expect(refusing.sort()).toEqual([
      'config/config.ts',
      'embedded.ts',
      'endpoint.ts',
      'gateway.ts',
      'givenAccounts.ts',
      'givenPolicies.ts',
      'identity/keyFiles.ts',
      'planning.ts',
      'startable.ts',
    ]);
    const asked = own.filter(({ from }) => from === 'startable.ts').map(({ to }) => to);
    expect(
      refusing.filter((file) => !['startable.ts', 'planning.ts'].includes(file) && !asked.includes(file)),
    ).toEqual([]);
  });

  test('only the two servers listen', () => {
    const listeners = all
      .filter(({ to, isTypeOnly }) => /^node:(http|https|net)$/.test(to) && !isTypeOnly)
      .map(({ from }) => from);
    expect(listeners.filter((file) => /createServer/.test(read(file)))).toEqual([
      'emulator/server.ts',
      'http/listener.ts',
    ]);
  });

  test('only the process reads the environment, and hands it to config/', () => {
    expect(sources.filter((file) => /process\.env/.test(read(file))).sort()).toEqual([
      'emulator/cli.ts',
      'findings.ts',
      'main.ts',
      'planning.ts',
    ]);
  });

  test('the embedded EC2 needs no package, except zod to check the files that it reads', () => {
    const packages = all.filter(
      ({ from, to }) => roomOf(from) === 'emulator' && !to.startsWith('.') && !to.startsWith('node:'),
    );
    expect(packages.map(({ from, to }) => [from, to])).toEqual([
      ['emulator/problems.ts', 'zod'],
      ['emulator/identity/accountsFile.ts', 'zod'],
      ['emulator/state/loadBalancingShapes.ts', 'zod'],
      ['emulator/state/networkShapes.ts', 'zod'],
      ['emulator/state/savedState.ts', 'zod'],
      ['emulator/state/shapes.ts', 'zod'],
      ['emulator/seeds/description/fields.ts', 'zod'],
      ['emulator/seeds/description/loadBalancingShape.ts', 'zod'],
      ['emulator/seeds/description/networkShape.ts', 'zod'],
      ['emulator/seeds/description/shape.ts', 'zod'],
    ]);
  });
});

describe('every file', () => {
  test('opens with a sentence that says what it is for', () => {
    expect(sources.filter((file) => !/^(#!.*\n)?\/\*\*\s*\n?(\s\*)?\s*[A-Z`]/.test(read(file)))).toEqual([]);
  });

  test('has at most 300 lines, except a table that is written by a program', () => {
    const long = sources.filter((file) => read(file).split('\n').length > 301);
    expect(long).toEqual(['emulator/instances/instanceTypeTable.ts']);
  });

  test('has a name that says more than utils, helpers or common', () => {
    expect(
      sources.filter(
        (file) =>
          /(utils?|helpers?|common|misc|manager|service)\b/i.test(file) && roomOf(file) !== 'emulator',
      ),
    ).toEqual([]);
  });
});

test('a package that is imported is listed in the package.json of a folder above', () => {
  const listedIn = (folder: string): string[] => {
    const manifest = join(root, folder, 'package.json');
    const own = existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as Manifest) : {};
    const names = Object.keys({ ...own.dependencies, ...own.devDependencies });
    return folder === '.' ? names : [...names, ...listedIn(dirname(folder))];
  };
  const unlisted = ['src', 'test', 'tools', 'examples']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file),
      ),
    )
    .filter((file) => /\.[jt]sx?$/.test(file) && !/node_modules|^src\/generated/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const imports = text.matchAll(
        /^(?:import|export)\s[^'"`;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gms,
      );
      return [...imports]
        .map(([, from, bare, called]) => from ?? bare ?? called ?? '')
        .filter((name) => !/^(node:|\.)/.test(name))
        .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'))
        .filter((name) => !listedIn(dirname(file)).includes(name))
        .map((name) => `${file}: ${name}`);
    });
  expect(unlisted).toEqual([]);
});

test('one copy of graphql is installed: objects of a second copy would be rejected', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, object>;
  };
  expect(Object.keys(lock.packages).filter((path) => path.endsWith('node_modules/graphql'))).toEqual([
    'node_modules/graphql',
  ]);
});

test('no hook of a test only stops things: what starts them has registered their end, see test/support/cleanUp.ts', () => {
  const hook = /^( *)after(?:Each|All)\((?:async )?\(\) => (?:\{\n(.*?)\n\1\}|(.*?))\);$/gms;
  const stops = /\b(stop|close|destroy|remove|kill|rm|rmSync)\b/;
  const found = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
    .filter((file) =>
      [...readFileSync(join(root, 'test', file), 'utf8').matchAll(hook)]
        .map(([, , block, expression]) =>
          (block ?? expression ?? '').split(';').filter((text) => text.trim()),
        )
        .some((statements) => statements.every((statement) => stops.test(statement))),
    );
  expect(found).toEqual([]);
});

test.each(['.', 'test/bench', 'test/browser', 'test/client', 'test/deploy', 'test/node'])(
  'the lock file of %s names no registry, and has a checksum for every package',
  (folder) => {
    const lock = JSON.parse(readFileSync(join(root, folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string; integrity?: string }>;
    };
    const installed = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(
      installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path),
    ).toEqual([]);
  },
);
