import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '../support/process.ts';

/** Lints a file as if it had this text. */
function lint(file: string, text: string): { code: number | null; rules: string[] } {
  const program = join(projectRoot, 'node_modules/eslint/bin/eslint.js');
  const args = ['--format', 'json', '--max-warnings', '0', '--stdin', '--stdin-filename', file];
  const { status, stdout } = spawnSync(process.execPath, [program, ...args], {
    cwd: projectRoot,
    encoding: 'utf8',
    input: text,
  });
  const [report] = JSON.parse(stdout) as [{ messages: { ruleId: string | null }[] }];
  return { code: status, rules: report.messages.map(({ ruleId }) => ruleId ?? 'none') };
}

test.each([
  [
    'schema/sessions.graphql',
    'type ThingConnection { edges: [Int!]! } enum Thing { lower }',
    ['relay-connection-types', 'naming-convention', 'require-description', 'no-unreachable-types'],
  ],
  [
    'client/operations/sessions.graphql',
    'query A($id: ID!) { trafficMirrorSession(id: $id) { version } }',
    ['require-selections'],
  ],
  ['src/web/map/operations.graphql', '{ trafficMirrorScopes { region } }', ['no-anonymous-operations']],
])('%s may not have %s', (file, text, rules) => {
  const { code, rules: found } = lint(file, text);
  expect(code).toBe(1);
  expect(found).toEqual(expect.arrayContaining(rules.map((rule) => `@graphql-eslint/${rule}`)));
});

test('npm run check lints the schema', () => {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  expect(scripts.check).toContain(' && npm run schema:lint && ');
});
