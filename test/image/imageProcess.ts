/** Runs the program of an unpacked image as a container engine would: in its root file system, as its user, without capabilities. */
import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../support/cleanUp.ts';
import { type Program, startProgram } from '../support/process.ts';

/** What `buildah inspect` says about an image, as far as it is needed here. */
export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Healthcheck: { readonly Test: readonly string[] };
  readonly Labels: Readonly<Record<string, string>>;
}

export const readImageConfig = (file: string): ImageConfig =>
  (JSON.parse(readFileSync(file, 'utf8')) as { Docker: { config: ImageConfig } }).Docker.config;

export interface Image {
  /** The folder with its root file system. */
  readonly root: string;
  readonly config: ImageConfig;
}

interface Options {
  readonly isReadOnly: boolean;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts its entry point. @returns the program, and the folder that it sees as `/audit`. Only root can do this. */
export function startImage(image: Image, { isReadOnly, env }: Options): { program: Program; audit: string } {
  const audit = newFolder();
  const [uid = '', gid = ''] = image.config.User.split(':');
  chownSync(audit, Number(uid), Number(gid));
  // An engine makes the folders that it mounts something on.
  mkdirSync(join(image.root, 'audit'), { recursive: true });
  const script = [
    'mount --bind "$ROOT" "$ROOT" && mount --rbind /dev "$ROOT/dev" && mount -t proc proc "$ROOT/proc"',
    'mount --bind "$AUDIT" "$ROOT/audit"',
    ...(isReadOnly ? ['mount -o remount,bind,ro "$ROOT"'] : []),
    'root=$ROOT; unset ROOT AUDIT',
    // An engine gives a program what the image says, and nothing of this machine.
    ...('HOME' in environmentOf(image) ? [] : ['unset HOME']),
    `exec chroot "$root" setpriv ${withoutRights(uid, gid)} ${image.config.Entrypoint.join(' ')}`,
  ].join(' && ');
  const command = ['unshare', '--mount', 'bash', '--norc', '-ec', script];
  const given = { ...environmentOf(image), ...env, ROOT: image.root, AUDIT: audit };
  return { program: startProgram(given, command), audit };
}

/** Runs its health check beside a running program, as an engine does. @returns the exit code. */
export function checkHealth(image: Image, program: Program, env: Readonly<Record<string, string>>) {
  const [kind, ...command] = image.config.Healthcheck.Test;
  if (kind !== 'CMD') throw new Error(`the health check is no list of arguments: ${kind}`);
  return runBeside(image, program, command, env).status;
}

/** Runs a command in the file systems of a running program. */
export function runBeside(
  image: Image,
  { child }: Program,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const inside = ['--target', String(child.pid), '--mount', '--root', '--wd=/', '--', ...command];
  const options = { env: { ...environmentOf(image), ...env }, timeout: 10_000, encoding: 'utf8' } as const;
  return spawnSync('nsenter', inside, options);
}

const withoutRights = (uid: string, gid: string) =>
  `--reuid=${uid} --regid=${gid} --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all`;

const environmentOf = ({ config }: Image): Record<string, string> =>
  Object.fromEntries(config.Env.map((line) => [line.split('=')[0] ?? '', line.replace(/^[^=]*=/, '')]));
