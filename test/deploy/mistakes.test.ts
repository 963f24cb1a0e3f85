/** Mistakes that somebody could make in `deploy/`, each planted in a copy: the checks must find every one. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { projectRoot } from '../support/process.ts';
import { testWith } from '../support/testWith.ts';
import { withCheckers } from './checkers.ts';
import { cloudFormationProblems } from './cloudFormation.ts';
import { ecsProblems } from './ecs.ts';
import { kubernetesMistakes, type Mistake } from './kubernetesMistakes.ts';
import { kubernetesProblems } from './kubernetesRules.ts';
import { overlayNames, render } from './manifests.ts';
import { otherMistakes } from './otherMistakes.ts';
import { systemdProblems } from './systemd.ts';
import { terraformProblems } from './terraform.ts';

/** @param file where the mistake is. */
type Check = (deploy: string, file: string) => readonly string[] | Promise<readonly string[]>;

const kubernetes: Check = (deploy, file) => {
  const overlay = overlayNames.filter((name) => file.includes(`/overlays/${name}/`));
  return kubernetesProblems(render(deploy, overlay));
};

const checks: Readonly<Record<string, Check>> = {
  kubernetes,
  ecs: ecsProblems,
  cloudformation: cloudFormationProblems,
  terraform: terraformProblems,
  systemd: systemdProblems,
};

const testWithSystemd = testWith('/usr/bin/systemd-analyze', 'systemd');
const ofSystemd = ([, { file }]: [string, Mistake]) => file.startsWith('systemd/');
const all = Object.entries({ ...kubernetesMistakes, ...otherMistakes });

async function isFound({ file, from, to, found }: Mistake): Promise<void> {
  const copy = join(newFolder(), 'deploy');
  cpSync(join(projectRoot, 'deploy'), copy, { recursive: true });
  const text = readFileSync(join(copy, file), 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(join(copy, file), changed);
  const [kind = ''] = file.split('/');
  const problems = await checks[kind]?.(copy, file);
  expect(problems?.filter((problem) => found.test(problem))).not.toEqual([]);
}

withCheckers('planted mistakes', () => {
  test.each(all.filter((one) => !ofSystemd(one)))('%s is found', (_, mistake) => isFound(mistake));
  testWithSystemd.each(all.filter(ofSystemd))('%s is found', (_, mistake) => isFound(mistake));
});
