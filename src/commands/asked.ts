/** What the command line of the gateway may ask for. */
import { commonOptions, parseArguments, UsageError } from '../commandLine.ts';

export const probes = ['live', 'ready'] as const;
export type Probe = (typeof probes)[number];

export type Asked =
  | { readonly command: 'serve' }
  | { readonly command: 'check'; readonly isOnline: boolean }
  | { readonly command: 'probe'; readonly probe: Probe };

export const usage = `Usage: node dist/main.js [option]
Without an option, starts the gateway. Its settings are environment variables.

  --check-config            says what is wrong with the settings and the files that they name, or shows
                            the settings as JSON; starts nothing, and asks nobody
  --check-config --online   also asks the token issuers, AWS and the store whether they answer
  --probe live|ready        asks the gateway that runs on this machine, as a health check does
  --help                    shows this, and all settings with their defaults
  --version                 shows the version, the commit and the version of Node.js

Exit codes: 0 all is well, 1 something else than the settings is wrong, 64 wrong options, 78 wrong settings
`;

/** @throws UsageError. */
export function parseAsked(args: string[]): Asked {
  // Node.js takes it as the end of the options, and it would start a server.
  if (args.includes('--')) throw new UsageError("Unexpected argument '--'");
  const { values } = parseArguments({
    args,
    options: {
      ...commonOptions,
      'check-config': { type: 'boolean' },
      online: { type: 'boolean' },
      probe: { type: 'string' },
    },
  });
  const { 'check-config': checks = false, online: isOnline = false, probe } = values;
  if (isOnline && !checks) throw new UsageError('--online is for --check-config');
  if (checks && probe !== undefined)
    throw new UsageError('--check-config and --probe are different commands; ask for one of them');
  if (checks) return { command: 'check', isOnline };
  if (probe === undefined) return { command: 'serve' };
  const found = probes.find((one) => one === probe);
  if (found === undefined) throw new UsageError(`--probe must be one of ${probes.join(', ')}`);
  return { command: 'probe', probe: found };
}
