/** A copy of the repository, for commands that change files. */
import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { newFolder } from './cleanUp.ts';
import { projectRoot } from './process.ts';

export interface Checkout {
  readonly folder: string;
  /** A `PATH` with replacements of `npm` and `aws`, and any free port for programs that listen. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The packages are a link to those of this repository. `npm ci` must not empty them, so there is no lock file, without
 * which it fails should the replacement of npm not be found.
 */
const isLeftOut = (path: string) =>
  /(^|\/)(node_modules|\.git|test-screenshots)$|^package-lock\.json$/.test(relative(projectRoot, path));

/**
 * Copies the repository with everything that is built.
 *
 * Installing and building do nothing in the copy, because the `npm test` that runs this has already done both; all other npm commands
 * are real. The AWS CLI is `aws.js`.
 */
export async function createCheckout(): Promise<Checkout> {
  const folder = newFolder();
  await cp(projectRoot, folder, { recursive: true, filter: (path) => !isLeftOut(path) });
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));

  const programs = join(folder, 'bin');
  await mkdir(programs);
  const addProgram = async (name: string, script: string) => {
    await writeFile(join(programs, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(programs, name), 0o755);
  };
  const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
  await addProgram(
    'npm',
    `case "$*" in ci|"ci "*|install|"run build"|"run codegen") ;; *) exec "${npm}" "$@" ;; esac`,
  );
  await addProgram('aws', `exec "${process.execPath}" "${folder}/test/support/aws.js" "$@"`);
  return {
    folder,
    env: {
      PATH: [programs, dirname(process.execPath), process.env.PATH].join(':'),
      HOME: process.env.HOME ?? folder,
      PORT: '0',
      COMPUTE_PORT: '0',
      PLATFORM_PORT: '0',
      npm_config_update_notifier: 'false',
    },
  };
}
