/** What the command lines of all programs have in common: `--help`, `--version`, and arguments that make no sense. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { build } from './build.ts';

/** `EX_USAGE` of sysexits.h. */
const badUsage = 64;

/** The arguments make no sense. The message says what is wrong with them. */
export class UsageError extends Error {}

/** Options of every program. */
export const commonOptions = { help: { type: 'boolean' }, version: { type: 'boolean' } } as const;

/** `parseArgs` of Node.js. @throws UsageError for an unknown option, one without its value, and an argument that is none. */
export function parseArguments<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

export interface CommandLine<Asked> {
  /** Shown for arguments that make no sense. */
  readonly usage: string;
  /** Shown for --help. Default: the usage. */
  readonly help?: () => Promise<string>;
  /** @param args what follows the name of the program. @throws UsageError. */
  readonly parse: (args: string[]) => Asked;
  /** @returns the exit code; undefined while the program runs on. @throws UsageError. */
  readonly run: (asked: Asked) => Promise<number | undefined>;
}

/** Does what the command line asks for. @returns the exit code; undefined while the program runs on. */
export async function runCommand<Asked>({
  usage,
  help = async () => usage,
  parse,
  run,
}: CommandLine<Asked>): Promise<number | undefined> {
  const args = process.argv.slice(2);
  // Both are answered whatever else is there.
  if (args.includes('--help')) return print(await help());
  if (args.includes('--version')) return print(version);
  try {
    return await run(parse(args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}`);
    return badUsage;
  }
}

const version = `traffic-mirror-gateway ${build.version} (${build.commit}, Node ${process.version})\n`;

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
