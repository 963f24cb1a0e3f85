/** `npm run audit:verify FILE`: checks the hash chain of an audit file, and lists the changes without an outcome. */
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { BrokenChain, type Chain, readChain, readChains } from './chain.ts';

const usage = `Usage: npm run audit:verify FILE
       npm run audit:verify -- --stream FILE   what standard output was written to, with AUDIT_FILE=-; FILE may be -
Exit code: 0 the chain is unbroken, 1 it is broken or an outcome has no intent, 2 the file cannot be read`;

/** How many characters of a bad line are shown. */
const maxShown = 2_000;

function readArguments(): { path: string; isStream: boolean } | undefined {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { stream: { type: 'boolean', default: false } },
    });
    const [path] = positionals;
    if (path === undefined || positionals.length > 1) return undefined;
    return { path, isStream: values.stream || path === '-' };
  } catch {
    return undefined;
  }
}

/** @returns the exit code. */
async function verify(path: string, isStream: boolean): Promise<number> {
  if (!isStream) return show(path, await readChain(path));
  const chains = await readChains(path === '-' ? process.stdin : createReadStream(path));
  if (chains.size === 0) console.log(`${path}: there are no audit lines`);
  return Math.max(0, ...[...chains].map(([chain, read]) => show(`${path}: chain ${chain}`, read)));
}

/** @returns the exit code. */
function show(path: string, { seq, hash, tornBytes, openIntents, strayOutcomes }: Chain): number {
  console.log(`${path}: ${seq} lines, the chain is unbroken; the last line's SHA-256 is ${hash}`);
  console.log(`intents without an outcome: ${openIntents.length}`);
  for (const { seq, ts, requestId, action, resources } of openIntents)
    console.log(`  ${JSON.stringify({ seq, ts, requestId, action, resources })}`);
  for (const line of strayOutcomes)
    console.error(
      `${path}: line ${line.seq} has an outcome without an intent, or a second one\n  ${JSON.stringify(line).slice(0, maxShown)}`,
    );
  if (tornBytes > 0) console.error(`${path}: line ${seq + 1} is cut off after ${tornBytes} bytes`);
  return tornBytes === 0 && strayOutcomes.length === 0 ? 0 : 1;
}

function explain(error: unknown, path: string): number {
  if (error instanceof BrokenChain) {
    // JSON escapes control characters, which could otherwise manipulate the reader's terminal.
    console.error(`${path}: ${error.message}\n  ${JSON.stringify(error.line.slice(0, maxShown))}`);
    return 1;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(`${path}: ${code === 'ENOENT' ? 'there is no such file' : message}`);
  return 2;
}

const asked = readArguments();
if (asked === undefined) console.error(usage);
process.exitCode =
  asked === undefined
    ? 2
    : await verify(asked.path, asked.isStream).catch((error: unknown) => explain(error, asked.path));
