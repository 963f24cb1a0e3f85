/** The options of the command `npm run findings`. */
import { commonOptions, parseArguments, UsageError } from '../commandLine.ts';
import { type Severity, severities } from '../mirroring/findings/rule.ts';
import { allCodes, type FindingCode, rules } from '../mirroring/findings/rules.ts';

export const formats = ['table', 'json', 'sarif'] as const;
export type Format = (typeof formats)[number];

export interface Options {
  /** Undefined: findings do not make the command fail. */
  readonly failOn: Severity | undefined;
  readonly format: Format;
  /** Undefined: all. The same holds for `regions`. */
  readonly accountIds: readonly string[] | undefined;
  readonly regions: readonly string[] | undefined;
  readonly codes: ReadonlySet<FindingCode>;
}

export const usage = `Usage: npm run findings -- [options]
Reads the accounts and Regions of the gateway's settings, and lists what is wrong with their mirroring.

  --fail-on SEVERITY   exit with 1 when there is a finding of this severity or a more severe one
  --format FORMAT      ${formats.join(', ')}; default: table
  --account ID         only this account; may be repeated
  --region REGION      only this Region; may be repeated
  --code CODE          only findings with this code; may be repeated
  --severity SEVERITY  only findings of this severity; may be repeated
  --help               shows this
  --version            shows the version, the commit and the version of Node.js

Severities, most severe first: ${severities.join(', ')}
Exit codes: 0 read, 1 findings of --fail-on, 2 not everything was read, 64 wrong options, 78 wrong settings
`;

/** @param args what follows the name of the program. @throws UsageError. */
export function parseOptions(args: string[]): Options {
  const { 'fail-on': failOn, format = 'table', account, region, code, severity } = parse(args);
  const named = code?.map((one) => oneOf('--code', [...allCodes], one));
  const ofSeverity = severity?.map((one) => oneOf('--severity', severities, one));
  const chosen = rules.filter(
    (rule) => (named?.includes(rule.code) ?? true) && (ofSeverity?.includes(rule.severity) ?? true),
  );
  if (chosen.length === 0) throw new UsageError('no --code is of a --severity: nothing could be found');
  const failing = failOn === undefined ? undefined : oneOf('--fail-on', severities, failOn);
  if (failing !== undefined && !chosen.some((rule) => isAtLeast(rule.severity, failing)))
    throw new UsageError(`--code and --severity leave out all that --fail-on ${failing} looks for`);
  return {
    failOn: failing,
    format: oneOf('--format', formats, format),
    accountIds: account,
    regions: region,
    codes: new Set(chosen.map((rule) => rule.code)),
  };
}

/** Whether a severity is as severe as another, or more. */
export const isAtLeast = (severity: Severity, other: Severity): boolean =>
  severities.indexOf(severity) <= severities.indexOf(other);

/** @throws UsageError for an unknown option, or one without its value. */
function parse(args: string[]) {
  const one = { type: 'string' } as const;
  const several = { type: 'string', multiple: true } as const;
  const options = {
    ...commonOptions,
    'fail-on': one,
    format: one,
    account: several,
    region: several,
    code: several,
    severity: several,
  };
  return parseArguments({ args, options }).values;
}

/** @throws UsageError. */
function oneOf<Word extends string>(option: string, words: readonly Word[], given: string): Word {
  const found = words.find((word) => word === given);
  if (found === undefined) throw new UsageError(`${option} must be one of ${words.join(', ')}`);
  return found;
}
