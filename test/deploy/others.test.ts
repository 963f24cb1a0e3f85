/** The files for systemd, ECS, CloudFormation and Terraform. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '../support/process.ts';
import { testWith } from '../support/testWith.ts';
import { withCheckers } from './checkers.ts';
import { cloudFormationProblems } from './cloudFormation.ts';
import { ecsProblems } from './ecs.ts';
import { systemdProblems } from './systemd.ts';
import { evaluatedProblems, terraformProblems } from './terraform.ts';

const deploy = join(projectRoot, 'deploy');

const hasTerraform = spawnSync('terraform', ['version']).status === 0;
// Not even CI can install it: it is in no package of Debian 12.
if (!hasTerraform)
  process.stderr.write('What Terraform makes of deploy/terraform/ is not checked: there is no terraform\n');
const testWithTerraform = hasTerraform ? test : test.skip;

testWith('/usr/bin/systemd-analyze', 'systemd')('the unit for systemd has no problem', () => {
  expect(systemdProblems(deploy)).toEqual([]);
});

test('the task definition for ECS has no problem', () => {
  expect(ecsProblems(deploy)).toEqual([]);
});

withCheckers('CloudFormation and Terraform', () => {
  test('the templates for CloudFormation have no problem', () => {
    expect(cloudFormationProblems(deploy)).toEqual([]);
  });

  test('the roles for Terraform take their policies from deploy/iam, in at most 100 lines', async () => {
    expect(await terraformProblems(deploy)).toEqual([]);
    const lines = readFileSync(join(deploy, 'terraform/main.tf'), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(100);
  });

  testWithTerraform('Terraform makes the policies of deploy/iam, and finds nothing to format', () => {
    expect(evaluatedProblems(deploy)).toEqual([]);
    execFileSync('terraform', ['fmt', '-check', join(deploy, 'terraform')], { stdio: 'pipe' });
  });
});
