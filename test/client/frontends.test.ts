import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { newFolder } from '../support/cleanUp.ts';
import { newSession } from '../support/demo.ts';
import { documentAt } from '../support/documents.ts';
import { startTestGateway } from '../support/gateway.ts';
import { compile, complaintsOf, installClient, packClient } from '../support/packedClient.ts';
import type { Task } from './frontends/report.ts';

const run = promisify(execFile);
// In a separate package, so that building and running the gateway does not need it.
const libraries = join(import.meta.dirname, 'node_modules');
const isInstalled = existsSync(libraries) || process.env.CI === 'true';
if (!isInstalled)
  process.stderr.write('The tests of the client are SKIPPED: run `npm ci --prefix test/client`\n');

(isInstalled ? describe : describe.skip)('the packed client', () => {
  /** Where the packages are that the frontends use, and below it the frontends, which have the packed client. */
  const surroundings = newFolder();
  const frontends = join(surroundings, 'frontends');
  let tarball: string;
  let manifest: string;
  let complaints: string;
  beforeAll(async () => {
    tarball = await packClient();
    await cp(join(import.meta.dirname, 'frontends'), frontends, { recursive: true });
    await symlink(libraries, join(surroundings, 'node_modules'));
    const installed = await installClient(tarball, frontends);
    manifest = join(installed, 'generated/persisted-documents.json');
    complaints = await compile(frontends);
  });

  const start = async (program: string, env: Record<string, string> = {}) => {
    const gateway = await startTestGateway({ env });
    const task: Task = { url: `${gateway.url}/graphql`, session: { ...newSession, packetLength: 128 } };
    const { stdout } = await run('node', [join(frontends, program), JSON.stringify(task)]);
    return JSON.parse(stdout) as unknown;
  };
  const trusted = () => ({ OPERATIONS: 'trusted', OPERATIONS_MANIFEST: manifest });

  test('has types that every kind of module finds', async () => {
    const attw = ['--profile', 'node16', '--exclude-entrypoints', './schema.graphql'];
    const complaints = complaintsOf(join(libraries, '.bin/attw'), [tarball, ...attw], surroundings);
    expect(await complaints).toBe('');
  });

  test('compiles with every library', () => {
    expect(complaints).toBe('');
  });

  test('compiles as its README says', async () => {
    const readme = join(frontends, 'readme');
    await mkdir(readme);
    const { blocks } = documentAt('client/README.md');
    const examples = blocks.filter(({ language }) => language === 'ts');
    expect(examples.length).toBeGreaterThan(5);
    for (const [index, { text }] of examples.entries())
      await writeFile(join(readme, `${index}.ts`), `${text}\nexport {};\n`);
    await writeFile(join(readme, 'tsconfig.json'), '{ "extends": "../tsconfig.json", "include": ["*.ts"] }');
    expect(await compile(readme)).toBe('');
  });

  const lists = [[], ['1: 128 bytes'], ['1: 64 bytes'], []];

  test.each(['apollo.js', 'urql.js'])(
    '%s shows every change without asking again, and one interface wherever it is shown',
    async (program) => {
      expect(await start(program, trusted())).toEqual({ lists, requests: 7, warnings: [], sessionsInUse: 1 });
    },
  );

  test('Relay shows every change without asking again, refetches by `node`, and shows one interface', async () => {
    const folder = join(frontends, 'relay');
    await mkdir(join(folder, '__generated__'));
    await run('node', [join(libraries, 'relay-compiler/cli.js'), 'relay.config.json'], { cwd: folder });
    expect(await compile(folder)).toBe('');
    const inReadme = documentAt('client/README.md').blocks.find(({ language }) => language === 'graphql');
    const source = await readFile(join(folder, 'sessions.ts'), 'utf8');
    expect(source.replace(/\s+/g, ' ')).toContain(inReadme?.text.replace(/\s+/g, ' '));
    await build({
      entryPoints: [join(folder, 'relay.ts')],
      outfile: join(folder, 'relay.js'),
      format: 'esm',
      bundle: true,
      logLevel: 'error',
    });
    expect(await start('relay/relay.js')).toEqual({
      lists,
      requests: 8,
      warnings: [],
      refetched: 64,
      sessionsInUse: 1,
      isDeleted: true,
    });
  });

  test('TanStack Query shows every change after asking once more', async () => {
    expect(await start('tanstack.js', trusted())).toEqual({ lists, requests: 7, warnings: [] });
  });

  test('a CommonJS module can require it', async () => {
    expect(await start('commonjs.cjs', trusted())).toEqual({
      nodes: 2,
      isNode: 'Document',
      identified: 'us-east-1:eni-1',
      isError: true,
    });
  });
});
