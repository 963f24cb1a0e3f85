/** The software bill of materials lists what is in `dist/`, and nothing else. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { projectRoot } from '../support/process.ts';

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly purl: string;
  readonly licenses?: readonly object[];
}

const read = <Type>(path: string) => JSON.parse(readFileSync(join(projectRoot, path), 'utf8')) as Type;
let sbom: {
  readonly bomFormat: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly Component[];
};

beforeAll(() => {
  const args = ['run', '--silent', 'sbom'];
  const printed = execFileSync('npm', args, {
    cwd: projectRoot,
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 1e8,
  });
  sbom = JSON.parse(printed);
});

/** The packages whose sources are in the source maps of the programs: another way to know them than the build's own list. */
const ofPrograms = () =>
  readdirSync(join(projectRoot, 'dist'))
    .filter((file) => file.endsWith('.js.map'))
    .flatMap((file) => read<{ sources: string[] }>(`dist/${file}`).sources)
    .flatMap(
      (source) =>
        /node_modules\/.*node_modules\/(@[^/]+\/)?[^/]+|node_modules\/(@[^/]+\/)?[^/]+/.exec(source)?.[0] ??
        [],
    );

test('it is about this version of the gateway', () => {
  const { name, version } = read<{ name: string; version: string }>('package.json');
  expect([sbom.bomFormat, sbom.metadata.component]).toMatchObject(['CycloneDX', { name, version }]);
});

test('every package whose code is in a program is in it', () => {
  const folders = [...new Set(ofPrograms())];
  expect(folders.length).toBeGreaterThan(50);
  const refs = sbom.components.map((component) => component['bom-ref']);
  const missing = folders
    .map((folder) => read<{ name: string; version: string }>(`${folder}/package.json`))
    .filter(({ name, version }) => !refs.includes(`${name}@${version}`));
  expect(missing).toEqual([]);
});

test('what the pages are made of is in it, and tools are not', () => {
  const names = sbom.components.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['react', 'react-dom', 'graphiql', '@xyflow/react', 'graphql']),
  );
  expect(names.filter((name) => ['esbuild', 'typescript', 'jest', '@biomejs/biome'].includes(name))).toEqual(
    [],
  );
});

test('each component has a package URL and a license', () => {
  const incomplete = sbom.components.filter(
    ({ purl, licenses = [] }) => !purl.startsWith('pkg:npm/') || licenses.length === 0,
  );
  expect(incomplete).toEqual([]);
});
