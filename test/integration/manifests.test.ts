import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createSchema } from '../../src/api/schema.ts';
import { limitDefaults } from '../../src/config/limits.ts';
import { createDocuments } from '../../src/engine/documents.ts';
import { startTrustedDocuments } from '../../src/engine/trustedDocuments.ts';
import { createLog } from '../../src/log.ts';
import { cleanUp, newFolder } from '../support/cleanUp.ts';
import { startTestGateway } from '../support/gateway.ts';
import { getParameters as get, postParameters as post, sha256 } from '../support/parameters.ts';
import { until } from '../support/until.ts';

/** A document of its own for each name. */
const documentOf = (name: string) => `query ${name} {\n  ${name}: __typename\n}`;
const answerOf = (name: string) => ({ status: 200, data: { [name]: 'Query' } });

/** Manifests as the tools write them. Their ids are the hashes that the tools use by default. */
const apollo = (...names: string[]) => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: names.map((name) => ({
    id: sha256(documentOf(name)),
    name,
    type: 'query',
    body: documentOf(name),
  })),
});
const codegen = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [`sha256:${sha256(documentOf(name))}`, documentOf(name)]));
const md5 = 'f53a9c7868309c5576ee77f71a8911be';
const relay = (name: string) => ({ [md5]: documentOf(name) });

/** A new folder with these manifests. */
async function folderOf(manifests: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = newFolder();
  for (const [name, manifest] of Object.entries(manifests)) await write(folder, name, manifest);
  return folder;
}
/** All at once: a look at half a manifest, twice, would be a warning that the tests do not expect. */
async function write(folder: string, name: string, manifest: unknown): Promise<void> {
  const file = join(folder, name);
  await writeFile(`${file}.new`, typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  await rename(`${file}.new`, file);
}

const start = (path: string, env = {}) =>
  startTestGateway({ env: { OPERATIONS: 'trusted', OPERATIONS_MANIFEST: path, ...env } });

describe('a folder of manifests', () => {
  test('serves the documents of all of them, by ids with and without the name of the hash', async () => {
    const folder = await folderOf({
      'admin.json': apollo('Apollo'),
      'shop.json': codegen('Codegen', 'Shared'),
      'web.json': relay('Relay'),
      'copy.json': codegen('Shared'),
      'notes.txt': 'not a manifest',
      '.draft.json': 'hidden',
    });
    const gateway = await start(folder);
    for (const name of ['Apollo', 'Codegen', 'Shared']) {
      const hash = sha256(documentOf(name));
      for (const id of [hash, `sha256:${hash}`]) {
        const extensions = { persistedQuery: { version: 1, sha256Hash: id } };
        expect(await post(gateway, { documentId: id })).toEqual(answerOf(name));
        expect(await post(gateway, { extensions })).toEqual(answerOf(name));
        expect(await get(gateway, { extensions: JSON.stringify(extensions) })).toEqual(answerOf(name));
      }
    }
    expect(await post(gateway, { documentId: md5 })).toEqual(answerOf('Relay'));
  });

  test.each<[string, Record<string, unknown>, RegExp[]]>([
    ['is empty', {}, [/: has no \*\.json; put a manifest there$/]],
    [
      'has two documents with one id',
      { 'a.json': { one: documentOf('A') }, 'b.json': { 'sha256:one': documentOf('B') } },
      [/\/b\.json: "sha256:one" is another document in .*\/a\.json; build both again/],
    ],
    [
      'has two documents with one id in one file',
      { 'a.json': { one: documentOf('A'), 'sha256:one': documentOf('B') } },
      [/\/a\.json: "sha256:one" is two different documents; build the manifest again$/],
    ],
    [
      'has a list and a text',
      { 'a.json': [], 'b.json': '"text"' },
      [/\/a\.json: must map each id to the text of a document;/, /\/b\.json: must map each id/],
    ],
    [
      'has a file with an entry that is not a text',
      { 'a.json': { one: documentOf('A'), two: { text: 'x' } } },
      [/\/a\.json: must map each id to the text of a document, and does not for "two";/],
    ],
    ['has a file that is not JSON', { 'a.json': '{\n"one":\n' }, [/\/a\.json: is not JSON: .*/]],
    [
      "has another version of Apollo's format",
      { 'a.json': { ...apollo('A'), version: 2 } },
      [/\/a\.json: `version` must be 1/],
    ],
    [
      'has another format',
      { 'a.json': { ...apollo('A'), format: 'other' } },
      [/\/a\.json: `format` must be "apollo-persisted-query-manifest"/],
    ],
    [
      'has an operation without its text',
      { 'a.json': { ...apollo(), operations: [...apollo('A').operations, { id: 'x', name: 'B' }] } },
      [/\/a\.json: `operations\.1\.body` must be the text of a document/],
    ],
    ['has all kinds of problems', { 'a.json': '{', 'b.json': [] }, [/\/a\.json: is not/, /\/b\.json: must/]],
  ])('that %s is refused, with the file and what is wrong', async (_, manifests, problems) => {
    const folder = await folderOf(manifests);
    const message = await start(folder).then(
      () => 'started',
      (error: Error) => error.message,
    );
    const lines = message.split('\n');
    expect(lines).toEqual(problems.map((problem) => expect.stringMatching(problem)));
    expect(lines.every((line) => line.startsWith(`OPERATIONS_MANIFEST: ${folder}`))).toBe(true);
  });
});

test('a document that does not fit the schema takes no others away, and the log and the metrics show it', async () => {
  const operations = [
    { id: 'good', name: 'Good', body: documentOf('Good') },
    { id: 'bad', name: 'Bad', body: 'query Bad { noSuchField }' },
    { id: 'broken', name: 'Broken', body: 'query Broken {' },
  ];
  const folder = await folderOf({ 'web.json': { ...apollo(), operations } });
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const gateway = await startTestGateway({
    log,
    env: { OPERATIONS: 'trusted', OPERATIONS_MANIFEST: join(folder, 'web.json') },
  });
  expect(await post(gateway, { documentId: 'good' })).toEqual(answerOf('Good'));
  expect((await post(gateway, { documentId: 'bad' })).codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect((await post(gateway, { documentId: 'broken' })).codes).toEqual(['GRAPHQL_PARSE_FAILED']);
  const [warning] = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn');
  const file = join(folder, 'web.json');
  expect(warning).toMatchObject({
    files: 1,
    documents: 3,
    invalid: 2,
    first: [
      { file, name: 'Bad', reason: expect.stringContaining('noSuchField') },
      { file, name: 'Broken', reason: expect.stringContaining('Syntax Error') },
    ],
  });
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  expect(metrics).toMatch(/^trusted_documents\{state="valid"\} 1$/m);
  expect(metrics).toMatch(/^trusted_documents\{state="invalid"\} 2$/m);
  expect(metrics).toMatch(/^trusted_documents_stale 0$/m);
});

test('what is added runs without a restart, and what is removed does not, although it was compiled and kept', async () => {
  const folder = await folderOf({ 'a.json': codegen('Old'), 'b.json': codegen('Stays') });
  const gateway = await start(folder);
  const ask = (name: string) => post(gateway, { documentId: sha256(documentOf(name)) });
  // Often enough to be compiled.
  for (let time = 0; time < 12; time++) expect(await ask('Old')).toEqual(answerOf('Old'));
  await rm(join(folder, 'a.json'));
  await write(folder, 'c.json', apollo('New'));
  await until(async () => (await ask('New')).status === 200);
  expect(await ask('Old')).toEqual({ status: 400, codes: ['PERSISTED_QUERY_NOT_FOUND'] });
  expect(await ask('Stays')).toEqual(answerOf('Stays'));
});

describe('while the gateway runs', () => {
  const schema = createSchema();
  const { problemOf } = createDocuments(schema, limitDefaults);

  async function watch(path: string) {
    const lines: { level: string; msg: string; problems?: string[] }[] = [];
    const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) });
    const documents = await startTrustedDocuments({ path, problemOf, log, everyMs: 10 });
    cleanUp(documents.stop);
    const has = (name: string) => documents.textOf(sha256(documentOf(name))) === documentOf(name);
    const warnings = () => lines.filter(({ level }) => level === 'warn');
    return { ...documents, has, warnings, lines };
  }

  /** Waits until another folder was looked at several times, and so every one that is looked at. */
  async function someLooks(): Promise<void> {
    const folder = await folderOf({ 'a.json': codegen('A') });
    const other = await watch(folder);
    for (const name of ['B', 'C']) {
      await write(folder, 'a.json', codegen(name));
      await until(() => other.has(name));
    }
  }

  test('a file that is written again is read again', async () => {
    const folder = await folderOf({ 'a.json': codegen('A') });
    const file = join(folder, 'a.json');
    const watched = await watch(file);
    await write(folder, 'a.json', codegen('B'));
    await until(() => watched.has('B') && !watched.status().isStale);
    expect([watched.has('A'), watched.status().valid]).toEqual([false, 1]);
  });

  test('a ConfigMap that Kubernetes replaces is read again', async () => {
    const folder = newFolder();
    const publish = async (version: string, ...names: string[]) => {
      await mkdir(join(folder, `..${version}`));
      await write(folder, `..${version}/web.json`, codegen(...names));
      await symlink(`..${version}`, join(folder, '..data_tmp'));
      await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    };
    await publish('2026_11_01', 'A');
    await symlink(join('..data', 'web.json'), join(folder, 'web.json'));
    const watched = await watch(folder);
    expect(watched.has('A')).toBe(true);
    await publish('2026_11_02', 'B');
    await rm(join(folder, '..2026_11_01'), { recursive: true });
    await until(() => watched.has('B'));
    expect([watched.has('A'), watched.warnings()]).toEqual([false, []]);
  });

  test.each<[string, (folder: string) => Promise<void>, RegExp]>([
    ['is not JSON', (folder) => write(folder, 'b.json', '{'), /\/b\.json: is not JSON/],
    ['contradicts another one', (folder) => write(folder, 'b.json', contradiction), /is another document in/],
    ['was removed with its folder', (folder) => rename(folder, `${folder}.gone`), /ENOENT/],
  ])(
    'if a manifest %s, the documents of before stay, with one warning, until it is mended',
    async (_, spoil, reason) => {
      const folder = join(await folderOf({}), 'manifests');
      await mkdir(folder);
      await write(folder, 'a.json', codegen('A'));
      const watched = await watch(folder);
      await spoil(folder);
      await until(() => watched.status().isStale);
      await someLooks();
      expect(watched.has('A')).toBe(true);
      expect(watched.warnings()).toEqual([
        expect.objectContaining({ problems: [expect.stringMatching(reason)] }),
      ]);
      await mkdir(folder, { recursive: true });
      await write(folder, 'b.json', codegen('B'));
      await write(folder, 'a.json', codegen('A'));
      await until(() => watched.has('A') && watched.has('B') && !watched.status().isStale);
      expect(watched.status()).toEqual({ valid: 2, invalid: 0, isStale: false });
    },
  );
  const contradiction = { [sha256(documentOf('A'))]: documentOf('B') };

  test('nothing is read after the end', async () => {
    const folder = await folderOf({ 'a.json': codegen('A') });
    const watched = await watch(folder);
    watched.stop();
    await write(folder, 'a.json', codegen('B'));
    await someLooks();
    expect(watched.has('A')).toBe(true);
  });
});
