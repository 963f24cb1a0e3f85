/** The options of the command `npm run policies`. */
import { commonOptions, parseArguments, UsageError } from '../commandLine.ts';

export const formats = ['table', 'json'] as const;
export type Format = (typeof formats)[number];

export interface Options {
  /** Of the policy file. */
  readonly path: string;
  readonly format: Format;
  /** Undefined: all. The same holds for `accountIds` and `regions`. */
  readonly policyNames: readonly string[] | undefined;
  readonly accountIds: readonly string[] | undefined;
  readonly regions: readonly string[] | undefined;
}

export const usage = `Usage: npm run policies -- plan FILE [options]
Compares the policies in FILE with the accounts and Regions of the gateway's settings, and shows what would have to be changed. It changes nothing.

  --format FORMAT      ${formats.join(', ')}; default: table
  --policy NAME        only this policy; may be repeated
  --account ID         only this account; may be repeated
  --region REGION      only this Region; may be repeated
  --help               shows this
  --version            shows the version, the commit and the version of Node.js

Exit codes: 0 nothing is to be changed, 1 not everything could be planned, 2 something is to be changed, 64 wrong options, 78 wrong settings or FILE
`;

/** @param args what follows the name of the program. @throws UsageError. */
export function parseOptions(args: string[]): Options {
  const one = { type: 'string' } as const;
  const several = { type: 'string', multiple: true } as const;
  const options = { ...commonOptions, format: one, policy: several, account: several, region: several };
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  const [command, path, more] = positionals;
  if (command !== 'plan') throw new UsageError('the first argument must be plan');
  if (path === undefined) throw new UsageError('plan needs the path of a policy file');
  if (more !== undefined) throw new UsageError(`${more} is one argument too many`);
  const { format = 'table', policy: policyNames, account: accountIds, region: regions } = values;
  const known = formats.find((name) => name === format);
  if (known === undefined) throw new UsageError(`--format must be one of ${formats.join(', ')}`);
  return { path, format: known, policyNames, accountIds, regions };
}
