import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { projectRoot, startProgram } from '../support/process.ts';

const example = join(projectRoot, 'examples/platform-graph');
const manifestOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

test('`npm run graph` serves both subgraphs as one, and the query that it prints works when pasted', async () => {
  // It builds first, as the `npm test` that runs this has already done.
  const [build, start = ''] = manifestOf(projectRoot).scripts.graph.split(' && ');
  expect(build).toBe('npm run build');
  const env = {
    COMPUTE_PORT: '0',
    PLATFORM_PORT: '0',
    PATH: `node_modules/.bin:${process.env.PATH}`,
  };
  const program = startProgram(env, ['sh', '-c', start]);
  const answer = program.line(/^curl .*/).then((command) => promisify(execFile)('bash', ['-c', command]));
  const { stdout } = await answer.finally(() => program.child.kill('SIGTERM'));
  expect(JSON.parse(stdout).data.instances[2]).toEqual({
    name: 'prod-web-1',
    networkInterfaces: [
      {
        privateDnsName: 'prod-web-1.us-east-1.internal',
        trafficMirrorSessions: [
          { sessionNumber: 1, target: { description: 'Sensor fleet' } },
          { sessionNumber: 10, target: { description: 'IDS sensor' } },
        ],
      },
    ],
  });
  expect(new Set(program.output().stdout.match(/http:\S+/g)).size).toBe(3);
  expect(await program.ended()).toBe(0);
});

test('the example names every package that it imports, in the version that is tested here', () => {
  const sources = readdirSync(example).filter((file) => file.endsWith('.ts'));
  const imports = sources
    .flatMap((file) => [...readFileSync(join(example, file), 'utf8').matchAll(/ from '([^.'][^']*)'/g)])
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('node:'))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
  const { dependencies } = manifestOf(example);
  expect(new Set(Object.keys(dependencies))).toEqual(new Set([...imports, 'tsx']));
  const root = manifestOf(projectRoot);
  expect({ ...root.dependencies, ...root.devDependencies }).toMatchObject(dependencies);
});
