/** As much of Kustomize as the overlays use, for machines without kubectl. Where there is one, a test compares the two. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml, parseYamls } from './checkers.ts';

type Json = { [field: string]: unknown };
export interface Document extends Json {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}
interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}
interface Kustomization {
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly images?: readonly { readonly name: string; readonly newTag: string }[];
  readonly patches?: readonly {
    readonly target: { readonly kind: string; readonly name: string };
    readonly patch: string;
  }[];
}

const readYaml = (file: string) => parseYaml(readFileSync(file, 'utf8'));

/** @returns the documents that a folder makes of those that it is given. @throws for a patch that changes nothing. */
export function kustomize(folder: string, given: readonly Document[] = []): Document[] {
  const {
    resources = [],
    components = [],
    patches = [],
    images = [],
  } = readYaml(join(folder, 'kustomization.yaml')) as Kustomization;
  let documents: Document[] = [...given];
  for (const resource of resources) {
    const path = join(folder, resource);
    documents.push(
      ...(resource.endsWith('.yaml')
        ? (parseYamls(readFileSync(path, 'utf8')) as Document[])
        : kustomize(path)),
    );
  }
  for (const component of components) documents = kustomize(join(folder, component), documents);
  for (const { target, patch } of patches) {
    const kind = new RegExp(`^(${target.kind})$`);
    const isMeant = (one: Document) => kind.test(one.kind) && one.metadata.name === target.name;
    if (!documents.some(isMeant)) throw new Error(`${folder}: there is no ${target.kind} ${target.name}`);
    const changes = parseYaml(patch) as Operation[] | Json;
    documents = documents.map((one) => (isMeant(one) ? (patched(one, changes) as Document) : one));
  }
  const named = images.map(({ name, newTag }) => [new RegExp(`^${name}:.*$`), `${name}:${newTag}`] as const);
  const withTag = (_: string, value: unknown) =>
    typeof value === 'string' ? named.reduce((text, [old, image]) => text.replace(old, image), value) : value;
  return JSON.parse(JSON.stringify(documents, withTag)) as Document[];
}

const patched = (document: Json, changes: readonly Operation[] | Json): Json =>
  Array.isArray(changes)
    ? (changes as Operation[]).reduce(operate, structuredClone(document))
    : merged(document, changes as Json);

/** JSON Patch (RFC 6902), as far as it is used. */
function operate(document: Json, { op, path, value }: Operation): Json {
  const steps = path.slice(1).split('/');
  const last = steps.pop() ?? '';
  const parent = steps.reduce((at: Json | undefined, step) => at?.[step] as Json | undefined, document);
  if (parent === undefined || (op !== 'add' && !(last in parent))) throw new Error(`there is no ${path}`);
  if (Array.isArray(parent) && op === 'add' && last === '-') parent.push(value);
  else if (op === 'remove') delete parent[last];
  else parent[last] = value;
  return document;
}

/** Of maps only: how lists are merged depends on their types. */
function merged(document: Json, changes: Json): Json {
  const result: Json = { ...document };
  for (const [field, value] of Object.entries(changes)) {
    const isMap = value !== null && typeof value === 'object' && !Array.isArray(value);
    if (Array.isArray(value)) throw new Error(`${field} is a list: use operations`);
    result[field] = isMap ? merged((document[field] ?? {}) as Json, value as Json) : value;
  }
  return result;
}
