/** The packages that read the files of `deploy/`, and tests that are skipped without them. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from '@jest/globals';
import type { ParseOptions, SchemaOptions } from 'yaml';

export const packages = join(import.meta.dirname, 'node_modules');

// In a separate package, so that building and running the gateway does not need them.
const loaded = await Promise.all([import('yaml'), import('@cdktf/hcl2json')]).catch(() => undefined);

const isInstalled = loaded !== undefined || process.env.CI === 'true';
// Not with console: Jest drops the console output of suites whose tests are all skipped.
if (!isInstalled)
  process.stderr.write('The checks of deploy/ are SKIPPED: run `npm ci --prefix test/deploy`\n');

export const withCheckers = isInstalled ? describe : describe.skip;

function need() {
  if (loaded === undefined) throw new Error('run `npm ci --prefix test/deploy`');
  const [yaml, hcl] = loaded;
  return { yaml, hcl };
}

export const parseYaml = (text: string, options?: ParseOptions & SchemaOptions): unknown =>
  need().yaml.parse(text, options);
export const parseYamls = (text: string): unknown[] =>
  need()
    .yaml.parseAllDocuments(text)
    .map((document) => document.toJS());
export const parseTerraform = (file: string, text: string) => need().hcl.parse(file, text);

/** Whether there is a kubectl that knows components and `allowKindChange`. Debian's 1.20 does not. */
function hasKustomize(): boolean {
  try {
    const text = execFileSync('kubectl', ['version', '--client', '--output=json'], {
      stdio: 'pipe',
    }).toString();
    const { clientVersion } = JSON.parse(text) as { clientVersion: { major: string; minor: string } };
    return Number(clientVersion.major) > 1 || Number.parseInt(clientVersion.minor, 10) >= 27;
  } catch {
    return false;
  }
}

const canRender = isInstalled && hasKustomize();
// Not even CI can install it: it is in no package of Debian 12.
if (isInstalled && !canRender)
  process.stderr.write(
    'What the overlays make is not compared with kubectl: there is none of 1.27 or later\n',
  );
export const testWithKustomize = canRender ? test : test.skip;
