/** What the command `npm run findings` has found out, and its exit code. */
import type { ScopedUnchecked } from '../api/findings/judge.ts';
import type { Findings } from '../api/findings/read.ts';
import type { Place } from '../ec2/scope.ts';
import type { Severity } from '../mirroring/findings/rule.ts';
import { type FindingCode, rules } from '../mirroring/findings/rules.ts';
import { couldBeChecked } from '../mirroring/findings/unchecked.ts';
import { isAtLeast } from './options.ts';

export interface Report extends Findings {
  /** What was to be read. */
  readonly scopes: readonly Place[];
  /** Accounts that were not read because their `callers` do not name the subject. */
  readonly leftOutAccountIds: readonly string[];
  readonly exitCode: ExitCode;
  /** Whether everything was read that could be. */
  readonly isComplete: boolean;
  /** ISO 8601 in UTC. */
  readonly endedAt: string;
}

/** 0: read. 1: there is a finding that makes the command fail. 2: not everything was read that decides about that. */
export type ExitCode = 0 | 1 | 2;

interface Wanted {
  readonly failOn: Severity | undefined;
  /** Accounts that were asked for by name and may not be read. */
  readonly refusedAccountIds: readonly string[];
}

/**
 * A finding comes first: it stays wrong, whatever else was not read. Without `failOn`, rules that could not be checked are only listed: the
 * caller asks for no verdict.
 */
export function exitCodeOf(
  { findings, unchecked, failures }: Findings,
  { failOn, refusedAccountIds }: Wanted,
): ExitCode {
  const matters = (severity: Severity) => failOn !== undefined && isAtLeast(severity, failOn);
  if (findings.some(({ severity }) => matters(severity))) return 1;
  if (failures.length > 0 || refusedAccountIds.length > 0) return 2;
  const isOpen = (row: ScopedUnchecked) => couldBeChecked(row) && matters(severityOf(row.code));
  return unchecked.some(isOpen) ? 2 : 0;
}

export const isCompleteOf = ({ unchecked, failures }: Findings, { refusedAccountIds }: Wanted): boolean =>
  failures.length === 0 && refusedAccountIds.length === 0 && !unchecked.some(couldBeChecked);

const severityByCode = new Map<FindingCode, Severity>(rules.map(({ code, severity }) => [code, severity]));

/** The severity of all findings with a code. */
const severityOf = (code: FindingCode): Severity => severityByCode.get(code) ?? 'NOTICE';
