import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { noAudit } from '../../src/audit/audit.ts';
import { permissions } from '../../src/caller.ts';
import { descriptions } from '../../src/config/descriptions.ts';
import { limitDefaults } from '../../src/config/limits.ts';
import { providers } from '../../src/config/providers.ts';
import { settings, toVariable } from '../../src/config/settings.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { refusalReasons } from '../../src/identity/refusals.ts';
import { documentAt, documents, projectFiles } from '../support/documents.ts';
import { projectRoot } from '../support/process.ts';

test('the README can be read in one sitting', () => {
  expect(documentAt('README.md').text.split('\n').length).toBeLessThanOrEqual(151);
});

test('texts and names speak of people without saying whether they are men or women', () => {
  // The brackets keep the pattern from finding itself.
  const words = /\b(s?h[e]|h[i][ms]|h[e]rs?)\b/i;
  const found = projectFiles
    .filter((path) => /\.(ts|tsx|md|graphql)$/.test(path))
    .flatMap((path) => {
      const lines = readFileSync(join(projectRoot, path), 'utf8').split('\n');
      return lines.flatMap((text, index) => (words.test(text) ? [`${path}:${index + 1}: ${text}`] : []));
    });
  expect(found).toEqual([]);
});

/**
 * The documents whose code a test takes from them: test/client compiles it, test/e2e/demoAccounts.test.ts sends the query,
 * test/integration/identity.test.ts reads tokens with the settings, test/e2e/traces.test.ts runs the program, and
 * test/unit/policies/file.test.ts reads the policies.
 */
const tested: Readonly<Record<string, readonly string[]>> = {
  'client/README.md': ['ts', 'graphql'],
  'docs/accounts.md': ['graphql'],
  'docs/policies.md': ['yaml'],
  'docs/tracing.md': ['js'],
  ...Object.fromEntries(Object.keys(providers).map((name) => [`docs/identity/${name}.md`, ['ini']])),
};

describe.each(documents.map((document) => [document.path, document] as const))('%s', (path, document) => {
  const folder = dirname(path);

  test('links to pages and headings that exist', () => {
    const links = [...document.prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => !/^https?:/.test(link) && !leadsSomewhere(folder, path, link));
    expect(broken).toEqual([]);
  });

  test('names files that exist', () => {
    expect(document.code.filter((text) => looksLikeFile(text) && !isFile(folder, text))).toEqual([]);
  });

  test('shows commands only where they are executed by a test, and code only where it is compiled', () => {
    const compiled = tested[path] ?? [];
    const languages = document.blocks.map(({ language }) => language);
    expect(languages.filter((language) => !['bash', 'json', 'text', ...compiled].includes(language))).toEqual(
      [],
    );
    const indented = document.prose.match(/^ {4,}(npm|npx|node|aws|curl|export|\.ci\/).*/gm);
    expect(indented).toBeNull();
  });
});

function leadsSomewhere(folder: string, path: string, link: string): boolean {
  const [file = '', heading] = link.split('#');
  const target = file === '' ? path : normalize(join(folder, file)).replace(/\/$/, '');
  if (!existsSync(join(projectRoot, target))) return false;
  return heading === undefined || headingsOf(target).includes(heading);
}

/** The ids of headings, as GitHub generates them. */
function headingsOf(path: string): string[] {
  return [...documentAt(path).prose.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

const looksLikeFile = (text: string) =>
  /^[\w.-]+(\/[\w.-]+)*(\/|\.(ts|tsx|js|json|jsonl|graphql|md|yml|css|html|png))$/.test(text);

/** Files that are created when the gateway or the tests run. */
const made = new Set(['audit.jsonl', 'test-screenshots/']);

const client = JSON.parse(readFileSync(join(projectRoot, 'client/package.json'), 'utf8')) as {
  readonly name: string;
  readonly exports: object;
};
/** What users of the client package import from it. */
const exported = Object.keys(client.exports).map((path) => `${client.name}${path.slice(1)}`);

/** A path of a file or folder, from the root or the document's folder, or the end of one. */
function isFile(folder: string, text: string): boolean {
  if (made.has(text) || exported.includes(text)) return true;
  if ([text, join(folder, text)].some((path) => existsSync(join(projectRoot, path)))) return true;
  const within = `/${text}`;
  return projectFiles.some((path) =>
    text.endsWith('/') ? `/${path}`.includes(within) : `/${path}`.endsWith(within),
  );
}

describe('the reference has a row', () => {
  const rowsOf = (path: string, pattern: RegExp) =>
    [...documentAt(path).text.matchAll(pattern)].map(([, ...cells]) => cells);

  test('for every setting, in the order of the parser, with its default', () => {
    const defaults = settings.parse({}) as Record<string, unknown>;
    const expected = Object.keys(settings.shape).map((name) => [
      toVariable(name),
      // The defaults of the limits have a page of their own.
      ['undefined', 'object'].includes(typeof defaults[name]) ? undefined : String(defaults[name]),
    ]);
    expect(rowsOf('docs/settings.md', /^\| `([A-Z0-9_]+)` \| (?:`([^`]+)`)? ?\|/gm)).toEqual(expected);
  });

  test('for every setting, which begins with what --help says of it', () => {
    const texts = rowsOf('docs/settings.md', /^\| `[A-Z0-9_]+` \| (?:`[^`]+`)? ?\| (.*) \|$/gm).flat();
    // Without links and the marks of code.
    const plain = texts.map((text = '') => text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', ''));
    const names = Object.keys(settings.shape) as (keyof typeof descriptions)[];
    expect(names.filter((name, index) => !plain[index]?.startsWith(descriptions[name]))).toEqual([]);
    expect(plain).toHaveLength(names.length);
  });

  test('for every permission, in the order of their table', () => {
    expect(rowsOf('docs/settings.md', /^\| `(traffic-mirror:[a-z:]+)` \|/gm).flat()).toEqual(permissions);
  });

  test('for every limit, in their order, with its default', () => {
    const rows = rowsOf('docs/limits.md', /^\| `([a-z]\w+)` \| (\d+) \|/gim);
    expect(rows.map(([name = '', value]) => [name, Number(value)])).toEqual(Object.entries(limitDefaults));
  });

  test.each([
    ['TrafficMirrorErrorCode', 'docs/errors.md', 'User errors'],
    ['TrafficMirrorWarningCode', 'docs/changes.md', 'Warnings'],
  ])('for every %s, in the order of the schema', (name, path, heading) => {
    const text = readFileSync(join(projectRoot, 'schema/errors.graphql'), 'utf8');
    const [source = ''] = new RegExp(`enum ${name} \\{.*?^\\}`, 'ms').exec(text) ?? [];
    const codes = buildSchema(source).getType(name) as GraphQLEnumType;
    const sections = documentAt(path).text.split(/^## /m);
    const section = sections.find((each) => each.startsWith(heading)) ?? '';
    const rows = [...section.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
    expect(rows).toEqual(codes.getValues().map(({ name }) => name));
  });

  test('for every reason for which a token is refused, in their order', () => {
    const [, section = ''] = documentAt('docs/identity.md').text.split(/^## What is refused$/m);
    expect([...section.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, reason]) => reason)).toEqual(refusalReasons);
  });

  test('for every provider, with its page', () => {
    expect(rowsOf('docs/identity.md', /^\| `(\w+)` \| \[[^\]]+\]\(identity\/(\w+)\.md\) \|/gm)).toEqual(
      Object.keys(providers).map((name) => [name, name]),
    );
  });

  test("for every metric of the gateway's own", async () => {
    const metrics = createMetrics();
    metrics.watchLanes(() => []);
    metrics.watchFindings(() => ({ counts: [], unchecked: [], scopesFailed: 0, beganAt: 0 }));
    metrics.watchAudit(noAudit.status);
    metrics.watchListeners(() => []);
    metrics.watchAccounts(() => ({}));
    metrics.watchStore({ isUp: () => true, replicas: () => 1 });
    metrics.watchTrustedDocuments(() => ({ valid: 0, invalid: 0, isStale: false }));
    metrics.watchAdmission(() => ({ running: 0, waiting: 0 }));
    metrics.watchReplicas(1);
    metrics.watchCaptures({ overdue: () => 0, oldestSweepSeconds: () => 0 });
    metrics.watchPolicies({
      ...{ interfaces: () => [], blocks: () => [], oldestPassSeconds: () => 0 },
      isFileValid: () => true,
    });
    metrics.watchOperations({});
    metrics.watchKeys(() => []);
    metrics.watchIssuersFile(() => false);
    const no = () => false;
    metrics.watchReadiness({ draining: no, keys: no, audit: no, memory: no, organization: no });
    const [, answer] = metrics.route;
    const { body: text } = await answer();
    const names = [...text.matchAll(/^# HELP (?!nodejs_|process_)(\w+)/gm)].map(([, name]) => name);
    const [, section = ''] = documentAt('docs/observability.md').text.split(/^## Metrics$/m);
    const rows = [...(section.split(/^## /m)[0] ?? '').matchAll(/^\| `([a-z0-9_]+)` \|/gm)].map(
      ([, name]) => name,
    );
    expect(rows.sort()).toEqual(names.sort());
  });
});
