/** The findings as a table for people. */
import { toScopeError } from '../api/errors.ts';
import type { ScopedFinding } from '../api/findings/judge.ts';
import type { Report } from './report.ts';

type Row = readonly string[];

export function toTable({ findings, unchecked, failures, leftOutAccountIds, scopes }: Report): string {
  const parts = [
    summaryOf(findings, scopes.length),
    listed('', findingRows(findings)),
    listed('What to do:', remedyRows(findings)),
    listed(
      'Not checked, so there may be more:',
      unchecked.map(({ code, scope, reason, subjectIds, isCutShort, message }) => [
        code,
        scope.accountId,
        scope.region,
        reason,
        `${subjectIds.length}${isCutShort ? ' or more' : ''}`,
        message,
      ]),
    ),
    listed(
      'Not read:',
      failures
        .map(toScopeError)
        .map(({ scope, code, message }) => [scope.accountId, scope.region, code, message]),
    ),
    listed(
      'Left out, because their access does not name traffic-mirror-findings:',
      leftOutAccountIds.map((id) => [id]),
    ),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function summaryOf(findings: readonly ScopedFinding[], places: number): string {
  const found = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  return `${found} in ${places === 1 ? '1 account and Region' : `${places} accounts and Regions`}\n`;
}

const findingRows = (findings: readonly ScopedFinding[]): Row[] =>
  findings.map(({ severity, code, scope, subjectId, affectedSessionIds, message }) => [
    severity,
    code,
    scope.accountId,
    scope.region,
    subjectId,
    `${affectedSessionIds.length} ${affectedSessionIds.length === 1 ? 'session' : 'sessions'}`,
    message,
  ]);

/** Each code once. */
const remedyRows = (findings: readonly ScopedFinding[]): Row[] => [
  ...new Map(findings.map(({ code, remedy }) => [code, [code, remedy]])).values(),
];

/** @returns an empty text when there are no rows. */
function listed(title: string, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => printable(cell).padEnd(widths?.[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${title === '' ? '' : `${title}\n`}${lines.join('\n')}\n`;
}

/** Text from AWS must not control the reader's terminal. */
const printable = (text: string) => text.replace(/\p{Cc}/gu, '�');
