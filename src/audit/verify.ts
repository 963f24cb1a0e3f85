/** `npm run audit:verify FILE`: checks the hash chain of an audit file, and lists the changes without an outcome. */
import { createReadStream } from 'node:fs';
import { commonOptions, parseArguments, runCommand, UsageError } from '../commandLine.ts';
import { BrokenChain, type Chain, readChain, readChains } from './chain.ts';

const usage = `Usage: npm run audit:verify FILE
       npm run audit:verify -- --stream FILE   what standard output was written to, with AUDIT_FILE=-; FILE may be -
       npm run audit:verify -- --version       the version, the commit and the version of Node.js
Exit codes: 0 the chain is unbroken, 1 it is broken or an outcome has no intent, 2 the file cannot be read,
64 wrong arguments
`;

/** How many characters of a bad line are shown. */
const maxShown = 2_000;

interface Asked {
  readonly path: string;
  readonly isStream: boolean;
}

/** @throws UsageError. */
function parse(args: string[]): Asked {
  const options = { ...commonOptions, stream: { type: 'boolean', default: false } } as const;
  const { positionals, values } = parseArguments({ args, allowPositionals: true, options });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new UsageError('name one file');
  return { path, isStream: values.stream || path === '-' };
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

process.exitCode = await runCommand({
  usage,
  parse,
  run: ({ path, isStream }) => verify(path, isStream).catch((error: unknown) => explain(error, path)),
});
