import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { projectRoot } from '../support/process.ts';

const published = 'schema/published';
let folder: string;

/** Runs a command of tools/schema.ts on a copy of the published files. */
function run(command: string): { code: number | null; output: string } {
  const program = [join(projectRoot, 'node_modules/tsx/dist/cli.mjs'), join(projectRoot, 'tools/schema.ts')];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...program, command], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { code: status, output: stdout + stderr };
}

const read = (name: string) => readFileSync(join(folder, published, name), 'utf8');
const write = (name: string, text: string) => writeFileSync(join(folder, published, name), text);

beforeEach(() => {
  folder = newFolder();
  cpSync(join(projectRoot, published), join(folder, published), { recursive: true });
  write('released.graphql', read('traffic-mirror.graphql'));
  write('accepted.json', '{}');
});

test('the line that the check prints is what accepts a dangerous change, until the next release', () => {
  write('released.graphql', read('released.graphql').replace(/ {2}"[^"]*"\n {2}SKIPPED\n/, ''));
  const { code, output } = run('check');
  expect(code).toBe(1);
  expect(output).toContain('dangerous change: TrafficMirrorErrorCode.SKIPPED');

  const line = output.split('\n').find((text) => text.endsWith(': "…"')) ?? '';
  write('accepted.json', `{${line.replace('…', 'Clients treat new values as OTHER.')}}`);
  expect(run('check')).toMatchObject({
    code: 0,
    output: expect.stringContaining('Clients treat new values as OTHER.'),
  });

  expect(run('release').code).toBe(0);
  expect(read('released.graphql')).toContain(read('traffic-mirror.graphql'));
  expect(read('released.graphql')).toContain('  node('); // It is not part of the subgraph.
  expect(read('accepted.json')).toBe('{}\n');
});

test('a breaking change fails', () => {
  write(
    'released.graphql',
    read('released.graphql').replace('interface Node {', 'interface Node { age: Int'),
  );
  expect(run('check')).toMatchObject({
    code: 1,
    output: expect.stringContaining('breaking change: Node.age'),
  });
});
