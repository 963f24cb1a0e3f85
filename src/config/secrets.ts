/** Settings whose values are in files: the secret of cursors, and what is needed to reach the store. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Settings, settings } from './settings.ts';

/** The secret of cursors from its setting or its file. */
export function readSecret({ cursorSecret, cursorSecretFile: path }: Settings): {
  readonly secret?: string | undefined;
  readonly problems: readonly string[];
} {
  if (path === undefined) return { secret: cursorSecret, problems: [] };
  if (cursorSecret !== undefined)
    return { problems: ['CURSOR_SECRET_FILE: is set although CURSOR_SECRET is; remove one of them'] };
  const text = read(path);
  if (typeof text !== 'string') return { problems: [`CURSOR_SECRET_FILE: ${text.problem}`] };
  const { success, error, data } = settings.shape.cursorSecret.safeParse(text);
  if (success) return { secret: data, problems: [] };
  return { problems: error.issues.map(({ message }) => `CURSOR_SECRET_FILE: ${path}: ${message}`) };
}

/** The certificates of the store's authority. Its password is only looked for: it is read at every connection. */
export function readStoreFiles({ redisCaFile, redisPasswordFile }: Settings): {
  readonly certificates?: string;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const contentOf = (variable: string, path: string | undefined) => {
    const text = path === undefined ? undefined : read(path);
    if (typeof text !== 'object') return text;
    problems.push(`${variable}: ${text.problem}`);
    return undefined;
  };
  if (contentOf('REDIS_PASSWORD_FILE', redisPasswordFile) === '')
    problems.push(`REDIS_PASSWORD_FILE: ${redisPasswordFile}: is empty; put the password into it`);
  const certificates = contentOf('REDIS_CA_FILE', redisCaFile);
  if (certificates !== undefined && !hasCertificates(certificates))
    problems.push(`REDIS_CA_FILE: ${redisCaFile}: must have certificates in PEM format`);
  return { ...(certificates !== undefined && { certificates }), problems };
}

/** TLS of Node.js leaves out what it cannot read, and would then trust nobody. */
function hasCertificates(text: string): boolean {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block)).length > 0;
  } catch {
    return false;
  }
}

/** Without the line break that editors and secret managers add. */
function read(path: string): string | { readonly problem: string } {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch (error) {
    return { problem: `cannot be read: ${(error as Error).message}` };
  }
}
