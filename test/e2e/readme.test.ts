import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { limitDefaults } from '../../src/config/limits.ts';
import { settings } from '../../src/config/settings.ts';
import { type Program, projectRoot, startProgram } from '../support/process.ts';

const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const blocks = [...readme.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, language, text = '']) => ({
  language,
  text: text.trim(),
}));
const commands = blocks.filter(({ language }) => language === 'bash').map(({ text }) => text);

test('the README starts with the two commands, and CI runs the second one', () => {
  expect(commands.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  expect(readFileSync(join(projectRoot, '.ci/run'), 'utf8')).toMatch(
    /\nnpm ci && (timeout \d+m )?npm test -- /,
  );
});

describe('pasted into a shell while `npm start` runs', () => {
  let program: Program;
  let url = '';
  beforeAll(async () => {
    // The first half of `npm start`, the build, is also the first half of the `npm test` that runs this: doing it again
    // would pull the generated files from under the other tests.
    const [build, start = ''] = scripts.start?.split(' && ') ?? [];
    expect([build, scripts.test?.split(' && ')[0]]).toEqual(['npm run build', 'npm run build']);
    program = startProgram({ PORT: '0' }, ['sh', '-c', start]);
    url = (await program.ready()).url;
  });
  afterAll(async () => {
    program.child.kill('SIGTERM');
    await program.ended();
  });

  const paste = async (command: string | undefined): Promise<unknown> => {
    const here = (command ?? '').replaceAll('http://127.0.0.1:4000', url);
    return JSON.parse((await promisify(execFile)('bash', ['-c', here])).stdout);
  };

  test('the mutation answers as the README says, and the read after it shows the change', async () => {
    const [change, read] = commands.filter((command) => command.startsWith('curl'));
    const answer = blocks.find(({ language }) => language === 'json')?.text ?? '';
    expect(await paste(change)).toEqual(JSON.parse(answer));
    expect(await paste(read)).toEqual({
      data: { trafficMirrorSession: { packetLength: 256, description: null, version: expect.any(String) } },
    });
  });
});

describe('the table of settings', () => {
  const rows = [...readme.matchAll(/^\| `([A-Z0-9_]+)` \| (?:`([^`]+)`)? ?\|/gm)].map(
    ([, name, fallback]) => [name, fallback],
  );

  test('has a row for every setting, in the order of the parser, with its default', () => {
    const defaults = settings.parse({}) as Record<string, unknown>;
    const expected = Object.keys(settings.shape).map((name) => [
      name,
      defaults[name] === undefined ? undefined : String(defaults[name]),
    ]);
    expect(rows).toEqual(expected);
  });
});

test('the table of limits has a row for every limit, in their order, with its default', () => {
  const rows = [...readme.matchAll(/^\| `([a-z]\w+)` \| (\d+) \|/gim)].map(([, name, value]) => [
    name,
    Number(value),
  ]);
  expect(rows).toEqual(Object.entries(limitDefaults));
});

test('every npm script that the documents name exists', () => {
  const documents = readme + readFileSync(join(projectRoot, 'CONTRIBUTING.md'), 'utf8');
  const named = [...documents.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
