/** The programs of the benchmark: those that are measured, and those that help. Each is bundled into a file of `test/bench/dist/`. */
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const here = import.meta.dirname;
const folder = join(here, 'dist');

interface Program {
  readonly file: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** By their names in the tables. */
export const programs = {
  gateway: { file: 'gateway' },
  'Apollo Server': { file: 'apolloPeer' },
  Yoga: { file: 'yogaPeer' },
  'Mercurius, jit': { file: 'mercuriusPeer' },
  'bare SDK': { file: 'bareSdk' },
  'empty server': { file: 'emptyServer' },
  "gateway with the SDK's reader": { file: 'gateway', env: { READER: 'sdk' } },
  'gateway without graphql-jit': { file: 'gatewayWithoutJit' },
  'gateway, a tenth traced': { file: 'gateway', env: { TRACED: '0.1' } },
} as const satisfies Readonly<Record<string, Program>>;
export type ProgramName = keyof typeof programs;

export const program = (name: ProgramName): Program => programs[name];

const ours = ['gateway', 'bareSdk', 'ec2', 'judge', 'reader', 'collector', 'loadProcess'] as const;
/** Their packages are those of `test/bench/package.json`. */
const peers = ['apolloPeer', 'yogaPeer', 'mercuriusPeer', 'emptyServer'] as const;

/** The path of a bundled file. */
export const built = (file: string): string => join(folder, `${file}.js`);

/** Bundles as the build does. */
export async function bundle(options: BuildOptions): Promise<void> {
  const { options: ofBuild } = await import(join(here, '../../build.js'));
  await build({ ...ofBuild, ...options, alias: { ...ofBuild.alias, ...options.alias } });
}

export async function buildPrograms(): Promise<void> {
  await bundle({ entryPoints: ours.map((name) => join(here, `${name}.ts`)), outdir: folder });
  await bundle({
    entryPoints: { gatewayWithoutJit: join(here, 'gateway.ts') },
    outdir: folder,
    alias: { 'graphql-jit': join(here, 'withoutJit.js') },
  });
  await bundle({
    entryPoints: peers.map((name) => join(here, `${name}.js`)),
    outdir: folder,
    packages: 'external',
  });
}
