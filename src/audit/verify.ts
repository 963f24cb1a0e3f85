/** `npm run audit:verify FILE`: checks the hash chain of an audit file, and lists the changes without an outcome. */
import { parseArgs } from 'node:util';
import { BrokenChain, readChain } from './chain.ts';

const usage = `Usage: npm run audit:verify FILE
Exit code: 0 the chain is unbroken, 1 it is broken or an outcome has no intent, 2 the file cannot be read`;

/** How many characters of a bad line are shown. */
const maxShown = 2_000;

function readPath(): string | undefined {
  try {
    const { positionals } = parseArgs({ allowPositionals: true });
    return positionals.length === 1 ? positionals[0] : undefined;
  } catch {
    return undefined;
  }
}

/** @returns the exit code. */
async function verify(path: string): Promise<number> {
  const { seq, hash, tornBytes, openIntents, strayOutcomes } = await readChain(path);
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

const path = readPath();
if (path === undefined) console.error(usage);
process.exitCode =
  path === undefined ? 2 : await verify(path).catch((error: unknown) => explain(error, path));
