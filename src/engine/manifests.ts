/** Reads manifests: JSON files of trusted documents and their ids, as the build tools of frontends write them. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { toBareId } from './documentIds.ts';

export interface TrustedDocument {
  readonly text: string;
  /** For people: the name of its operation if the manifest has it, or the id. */
  readonly name: string;
  /** The manifest that it is from. */
  readonly file: string;
}

/** Manifests that cannot be used. */
export class ManifestError extends Error {
  /** @param problems one line each, with the file. */
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** What the files contained. */
export interface Reading {
  /** By path. */
  readonly files: ReadonlyMap<string, string>;
  /** Equal only if the files were. */
  readonly fingerprint: string;
}

/**
 * Reads a manifest, or all files `*.json` of a folder but hidden ones: Kubernetes has its own behind the names of a ConfigMap's files.
 *
 * @throws ManifestError when there is none, or one cannot be read.
 */
export async function readManifests(path: string): Promise<Reading> {
  const file = await stat(path).catch(unreadable(path));
  const paths = file.isDirectory() ? await manifestsIn(path) : [path];
  if (paths.length === 0) throw new ManifestError([`${path}: has no *.json; put a manifest there`]);
  const files = new Map<string, string>();
  const hash = createHash('sha256');
  // One after the other: on a file system that hangs, this occupies one of the four threads of Node.js that read files.
  for (const each of paths) {
    const text = await readFile(each, 'utf8').catch(unreadable(each));
    files.set(each, text);
    hash.update(JSON.stringify([each, text.length])).update(text);
  }
  return { files, fingerprint: hash.digest('hex') };
}

async function manifestsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(unreadable(folder));
  return names
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name));
}

const unreadable = (path: string) => (error: Error) => {
  throw new ManifestError([`${path}: ${error.message}`]);
};

/**
 * The documents of all manifests, by id without `sha256:`.
 *
 * @throws ManifestError when a file is not a manifest, or contradicts another one.
 */
export function parseManifests({ files }: Reading): ReadonlyMap<string, TrustedDocument> {
  const documents = new Map<string, TrustedDocument>();
  const problems: string[] = [];
  for (const [file, json] of files) {
    try {
      for (const [id, name, text] of parseManifest(json)) {
        const other = documents.get(toBareId(id));
        if (other !== undefined && other.text !== text) throw new Error(contradiction(id, file, other.file));
        documents.set(toBareId(id), { text, name, file });
      }
    } catch (error) {
      problems.push(`${file}: ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) throw new ManifestError(problems);
  return documents;
}

const contradiction = (id: string, file: string, other: string) =>
  file === other
    ? `${JSON.stringify(id)} is two different documents; build the manifest again`
    : `${JSON.stringify(id)} is another document in ${other}; build both again, and remove the one that is out of date`;

/** As `@apollo/generate-persisted-query-manifest` writes it. */
const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest', 'must be "apollo-persisted-query-manifest"'),
  version: z.literal(1, 'must be 1, the only version that is known here'),
  operations: z.array(
    z.object({
      id: z.string('must be a text'),
      name: z.string('must be a text').optional(),
      body: z.string('must be the text of a document'),
    }),
    'must be a list',
  ),
});

/** As Relay's compiler (`persistConfig.file`) and the client preset of GraphQL Code Generator write it. */
const idsAndTexts = z.record(z.string(), z.string());

/** @throws Error that says which entry is wrong. */
function parseManifest(json: string): (readonly [id: string, name: string, text: string])[] {
  const value = parseJson(json);
  if (Array.isArray(Object(value).operations) || Object(value).format !== undefined) {
    const { data, error } = apolloManifest.safeParse(value);
    if (data !== undefined) return data.operations.map(({ id, name = id, body }) => [id, name, body]);
    const [issue] = error.issues;
    throw new Error(`\`${issue?.path.join('.')}\` ${issue?.message}`);
  }
  const { data, error } = idsAndTexts.safeParse(value);
  if (data !== undefined) return Object.entries(data).map(([id, text]) => [id, id, text]);
  const id = error.issues[0]?.path[0];
  const which = id === undefined ? '' : `, and does not for ${JSON.stringify(id)}`;
  throw new Error(
    `must map each id to the text of a document${which}; or be a manifest of Apollo, with \`format\``,
  );
}

function parseJson(json: string): unknown {
  try {
    // Some editors write a byte order mark, which nobody sees.
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The message quotes the file, line breaks included.
    throw new Error(`is not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  }
}
