/** The findings as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), which tools for reviews and code scanning read. */
import { toScopeError } from '../api/errors.ts';
import type { ScopedFinding } from '../api/findings/judge.ts';
import type { Severity } from '../mirroring/findings/rule.ts';
import { type AnyRule, placeOf, rules } from '../mirroring/findings/rules.ts';
import { counted } from '../mirroring/findings/words.ts';
import { subjects } from './json.ts';
import type { Report } from './report.ts';

export function toSarif(report: Report): string {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'traffic-mirror-findings', rules: rules.map(toRule) } },
        invocations: [toInvocation(report)],
        results: report.findings.map(toResult),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  BROKEN: 'error',
  WASTE: 'warning',
  RISK: 'warning',
  NOTICE: 'note',
};

const toRule = ({ code, severity, means, remedy, condition, source }: AnyRule) => ({
  id: code,
  shortDescription: { text: means },
  fullDescription: { text: condition },
  help: { text: `${means}\n\nWhat to do: ${remedy}\n\nHow it is decided: ${condition}\n\nSource: ${source}` },
  defaultConfiguration: { level: levels[severity] },
  properties: { severity },
});

const toResult = (finding: ScopedFinding) => ({
  ruleId: finding.code,
  ruleIndex: placeOf(finding.code),
  level: levels[finding.severity],
  message: { text: `${finding.message}. ${finding.remedy}` },
  locations: [{ logicalLocations: [toLocation(finding)] }],
  partialFingerprints: { 'trafficMirrorFinding/v1': finding.id },
  properties: {
    severity: finding.severity,
    certainty: finding.certainty,
    affectedSessionIds: finding.affectedSessionIds,
    evidence: finding.evidence,
    assumptions: finding.assumptions,
  },
});

/** There is no file to point at: an account and Region, and in it what the finding is about. */
const toLocation = ({ about, subjectId, scope: { accountId, region } }: ScopedFinding) => ({
  name: subjectId,
  fullyQualifiedName: `${accountId}/${region}/${subjectId}`,
  kind: subjects[about].type,
});

function toInvocation({ readAt, endedAt, exitCode, isComplete, ...missing }: Report) {
  const { unchecked, failures, leftOutAccountIds } = missing;
  return {
    executionSuccessful: isComplete,
    exitCode,
    startTimeUtc: readAt,
    endTimeUtc: endedAt,
    toolExecutionNotifications: [
      ...failures.map(toScopeError).map(({ scope, code, message }) => ({
        level: 'error',
        message: { text: `${scope.accountId} ${scope.region} was not read: ${code}. ${message}` },
      })),
      ...leftOutAccountIds.map((id) => ({
        level: 'warning',
        message: { text: `${id} was left out: its access does not name traffic-mirror-findings.` },
      })),
      ...unchecked.map(({ code, scope, reason, message, subjectIds }) => ({
        level: 'warning',
        associatedRule: { id: code, index: placeOf(code) },
        message: {
          text: `${scope.accountId} ${scope.region}: ${code} was not checked for ${counted(subjectIds.length, 'subject')} (${reason}). ${message}`,
        },
      })),
    ],
  };
}
