/** `npm run policies`: what it prints of the demo estate, and its exit codes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { startProgram } from '../support/process.ts';

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const program = startProgram(env, [process.execPath, '--no-warnings', 'dist/policies.js', ...args]);
  const exitCode = await program.ended();
  return { exitCode, ...program.output() };
}

const example = 'examples/policies/demo.yaml';

test('prints what would have to be changed, for people and for programs', async () => {
  const [table, json] = await Promise.all([
    run(['plan', example]),
    run(['plan', example, '--policy', 'staging', '--format', 'json']),
  ]);
  expect(table).toMatchObject({ exitCode: 2, stderr: '' });
  expect(table.stdout).toMatch(
    /^prod-to-fleet: 7 wanted, 0 mirrored, 0 wrong, 7 missing, 0 impossible, 2 excluded\n {2}\+ 123456789012 us-east-1 eni-\w+ → tmt-/,
  );
  expect(table.stdout).toMatch(
    /\n {2}! 123456789012 us-east-1 eni-\w+ ADOPTABLE: Session tms-\w+ already mirrors it/,
  );
  const { owner, policies } = JSON.parse(json.stdout) as {
    owner: string;
    policies: Record<string, unknown>[];
  };
  expect([json.exitCode, owner, policies.length]).toEqual([2, 'demo', 1]);
  expect(policies[0]).toMatchObject({
    name: 'staging',
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    coverage: { wanted: 3, missing: 3 },
    steps: expect.arrayContaining([expect.objectContaining({ kind: 'CREATE', reason: 'NOT_YET' })]),
  });
});

test('answers 0 when nothing is to be changed, 1 when not everything could be planned, 64 and 78 to what is wrong', async () => {
  const folder = newFolder();
  const fileOf = (name: string, filter: string, tags: string) => {
    const path = join(folder, name);
    const mirror = `{filter: ${filter}, targets: [{id: tmt-0b2c3d4e5f6a70002}], number: 9}`;
    writeFileSync(
      path,
      `owner: o\npolicies: [{name: p, mode: observe, select: {tags: {env: ${tags}}}, mirror: ${mirror}}]\n`,
    );
    return path;
  };
  const runs = await Promise.all([
    run(['plan', fileOf('none.yaml', 'tmf-0c3d4e5f6a7b80002', 'nothing')]),
    run(['plan', fileOf('filter.yaml', 'tmf-0ffffffffffffffff', 'prod')]),
    run(['plan']),
    run(['plan', example, '--policy', 'pci']),
    run(['plan', fileOf('wrong.yaml', 'x', 'prod')]),
  ]);
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 1, 64, 64, 78]);
  expect(runs[1]?.stdout).toContain(
    '! 123456789012 us-east-1 Filter tmf-0ffffffffffffffff of the policy is not there.',
  );
  expect(runs[3]?.stderr).toContain('--policy pci: there is no such policy');
  expect(runs[4]?.stderr).toMatch(/wrong\.yaml: line 2: policies\.0\.mirror\.filter: must be tmf-…/);
});
