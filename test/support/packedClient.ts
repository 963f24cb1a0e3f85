/** The client package as its users get it: packed, and unpacked where `npm install` would put it. */
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newFolder } from './cleanUp.ts';
import { projectRoot } from './process.ts';

const run = promisify(execFile);

/** @returns the path of the tarball. */
export async function packClient(): Promise<string> {
  const folder = newFolder();
  const args = ['pack', './client', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: projectRoot });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return join(folder, filename);
}

/** @returns where it was installed. */
export async function installClient(tarball: string, frontend: string): Promise<string> {
  const installed = join(frontend, 'node_modules/traffic-mirror-client');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  return installed;
}

/** What a checker says on standard output when it finds something, or why it could not run; empty when there is nothing. */
export function complaintsOf(checker: string, args: readonly string[], folder: string): Promise<string> {
  return run(checker, args, { cwd: folder }).then(
    () => '',
    ({ stdout, message }: Error & { stdout: string }) => stdout || message,
  );
}

/** What the compiler finds in a TypeScript project. */
export const compile = (folder: string) =>
  complaintsOf(join(projectRoot, 'node_modules/.bin/tsc'), ['-p', folder], folder);
