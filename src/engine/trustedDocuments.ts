/** Trusted documents: operations that are registered when a frontend is built. The manifests are read again whenever they change. */
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Logger } from '../log.ts';
import {
  ManifestError,
  parseManifests,
  type Reading,
  readManifests,
  type TrustedDocument,
} from './manifests.ts';

export interface TrustedDocuments {
  /** @param id without `sha256:`. */
  textOf(id: string): string | undefined;
  /** How many documents there are, and whether the manifests as they are now could not be used. */
  status(): { readonly valid: number; readonly invalid: number; readonly isStale: boolean };
  stop(): void;
}

interface Options {
  /** Of a manifest, or of a folder with several. */
  readonly path: string;
  /** Why a document cannot run; undefined if it can. */
  readonly problemOf: (text: string) => string | undefined;
  readonly log: Logger;
  /** How often the manifests are looked at. A change is used when it has been seen twice. */
  readonly everyMs?: number;
}

interface Loaded {
  readonly documents: ReadonlyMap<string, TrustedDocument>;
  readonly invalid: number;
}

/**
 * Reads the manifests, and again every two seconds: notifications of the file system miss changes of ConfigMaps, whose files are symbolic
 * links into a folder that is replaced, and those that other machines make on network file systems. Contents are compared instead of
 * times and sizes, which may stay the same: measured, 3 ms for a megabyte. A change must be seen twice, so that nothing is read
 * that is still being written or replaced. While the manifests cannot be used, the documents of before stay.
 *
 * @throws ManifestError when a file cannot be used.
 */
export async function startTrustedDocuments({
  path,
  problemOf,
  log,
  everyMs = 2_000,
}: Options): Promise<TrustedDocuments> {
  const first = await readManifests(path);
  let loaded = await load(first, problemOf, log);
  let seen = first.fingerprint;
  let tried = seen;
  let isStale = false;
  let isStopped = false;
  let timer = setTimeout(look, everyMs).unref();

  async function look(): Promise<void> {
    const reading = await readManifests(path).catch((error: ManifestError) => error);
    const now = reading instanceof ManifestError ? reading.message : reading.fingerprint;
    if (now === seen && now !== tried) await replace(reading);
    seen = now;
    if (!isStopped) timer = setTimeout(look, everyMs).unref();
  }

  async function replace(reading: Reading | ManifestError): Promise<void> {
    tried = seen;
    try {
      if (reading instanceof ManifestError) throw reading;
      loaded = await load(reading, problemOf, log);
      isStale = false;
    } catch (error) {
      isStale = true;
      const { problems } = error as ManifestError;
      log.warn({ problems }, 'the manifests of trusted documents cannot be used; those of before stay');
    }
  }

  return {
    textOf: (id) => loaded.documents.get(id)?.text,
    status: () => ({ valid: loaded.documents.size - loaded.invalid, invalid: loaded.invalid, isStale }),
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** How many documents that cannot run are named in the log. */
const maxNamed = 10;

/** A document that cannot run does not take the others away: whoever asks for it gets its error. */
async function load(reading: Reading, problemOf: Options['problemOf'], log: Logger): Promise<Loaded> {
  const documents = parseManifests(reading);
  const invalid: { file: string; name: string; reason: string }[] = [];
  for (const { file, name, text } of documents.values()) {
    const reason = problemOf(text);
    if (reason !== undefined) invalid.push({ file, name, reason });
    await otherWork();
  }
  const counts = { files: reading.files.size, documents: documents.size };
  if (invalid.length === 0) log.info(counts, 'trusted documents read');
  else
    log.warn(
      { ...counts, invalid: invalid.length, first: invalid.slice(0, maxNamed) },
      'trusted documents read; some cannot run: build them again with the present schema',
    );
  return { documents, invalid: invalid.length };
}
