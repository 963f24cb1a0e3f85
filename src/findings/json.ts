/** The findings as JSON, with the names of the GraphQL API: fields of `TrafficMirrorFindingConnection`, and what a program needs beside them. */
import { toScopeError } from '../api/errors.ts';
import { countsOf } from '../api/findings/counts.ts';
import type { ScopedFinding, ScopedUnchecked } from '../api/findings/judge.ts';
import type { Place } from '../ec2/scope.ts';
import type { About } from '../mirroring/findings/rule.ts';
import type { Report } from './report.ts';

export function toJson(report: Report): string {
  const { readAt, scopes, findings, unchecked, failures, leftOutAccountIds, isComplete } = report;
  const document = {
    readAt,
    isComplete,
    scopes: scopes.map(toPlace),
    totalCount: findings.length,
    counts: countsOf(findings).filter(({ count }) => count > 0),
    nodes: findings.map(toNode),
    unchecked: unchecked.map(toUnchecked),
    scopeErrors: failures.map((failure) => ({ ...toScopeError(failure), scope: toPlace(failure.scope) })),
    leftOutAccountIds,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const toPlace = ({ accountId, region }: Place): Place => ({ accountId, region });

const toNode = ({ about, subjectId, scope, affectedSessionIds, ...finding }: ScopedFinding) => ({
  ...finding,
  scope: toPlace(scope),
  subject: { __typename: subjects[about].type, [subjects[about].property]: subjectId },
  affectedSessionCount: affectedSessionIds.length,
  affectedSessionIds,
});

/** The types of subjects in the schema, and their properties with the AWS ID. */
export const subjects: Readonly<Record<About, { readonly type: string; readonly property: string }>> = {
  session: { type: 'TrafficMirrorSession', property: 'trafficMirrorSessionId' },
  target: { type: 'TrafficMirrorTarget', property: 'trafficMirrorTargetId' },
  filter: { type: 'TrafficMirrorFilter', property: 'trafficMirrorFilterId' },
  filterRule: { type: 'TrafficMirrorFilterRule', property: 'trafficMirrorFilterRuleId' },
  source: { type: 'NetworkInterface', property: 'networkInterfaceId' },
};

const toUnchecked = ({
  code,
  scope,
  reason,
  message,
  iamAction,
  permission,
  ...subjects
}: ScopedUnchecked) => ({
  code,
  scope: toPlace(scope),
  reason,
  message,
  iamAction: iamAction ?? null,
  requiredPermission: permission ?? null,
  subjectCount: subjects.subjectIds.length,
  isCutShort: subjects.isCutShort,
});
