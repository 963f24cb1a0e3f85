/** Whether documents have the types of Kubernetes: its schemas check values, and the compiler finds fields that do not exist. */
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../support/cleanUp.ts';
import { compile } from '../support/packedClient.ts';
import { packages } from './checkers.ts';
import type { Manifest } from './manifests.ts';

type Model = new (data: Manifest) => { validate(): void };

const nameOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata?.name}`;

/** @returns one line for each problem. */
export async function typeProblems(manifests: readonly Manifest[]): Promise<readonly string[]> {
  const invalid: string[] = [];
  // One after the other: Jest loses modules that are imported twice at the same time.
  for (const manifest of manifests) invalid.push(...(await invalidIn(manifest)));
  return [...invalid, ...(await unknownFields(manifests))];
}

/** Checks required fields, the types of values and their formats. Fields that it does not know pass. */
async function invalidIn(manifest: Manifest): Promise<string[]> {
  const { apiVersion, kind } = manifest;
  const module = await import(`kubernetes-models/${apiVersion}/${kind}`).catch(() => undefined);
  if (module === undefined) return [`${nameOf(manifest)}: there is no ${kind} of ${apiVersion}`];
  try {
    new (module[kind] as Model)(manifest).validate();
    return [];
  } catch (error) {
    return [`${nameOf(manifest)}: ${(error as Error).message}`];
  }
}

/** Writes each document as a literal of its type. */
async function unknownFields(manifests: readonly Manifest[]): Promise<string[]> {
  const folder = newFolder();
  const sources = manifests.map((manifest, index) => {
    const { apiVersion, kind } = manifest;
    const type = `import('kubernetes-models/${apiVersion}/${kind}').I${kind}`;
    return `export const document${index}: ${type} = ${JSON.stringify(manifest, undefined, 1)};\n`;
  });
  writeFileSync(join(folder, 'documents.ts'), sources.join(''));
  const compilerOptions = {
    target: 'es2023',
    module: 'preserve',
    moduleResolution: 'bundler',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['documents.ts'] }));
  symlinkSync(packages, join(folder, 'node_modules'));
  return (await compile(folder)).split('\n').filter((line) => line !== '');
}
