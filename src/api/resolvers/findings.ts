/** Resolvers of findings. */
import type { Resolvers } from '../../generated/resolvers.ts';
import { rules } from '../../mirroring/findings/rules.ts';
import { listFindings } from '../findings/lists.ts';
import { affectedSessions, subjectOf } from '../findings/subjects.ts';
import { connectionFields } from './resource.ts';

export const findings = {
  Query: {
    trafficMirrorFindings: (_, list, context) => listFindings(context, list),
  },
  TrafficMirrorFinding: {
    subject: (finding, _, context) => subjectOf(context, finding),
    affectedSessionCount: ({ affectedSessionIds }) => affectedSessionIds.length,
    affectedSessions: (finding, page, context) => affectedSessions(context, finding, page),
  },
  TrafficMirrorUncheckedRule: {
    iamAction: ({ iamAction = null }) => iamAction,
    requiredPermission: ({ permission = null }) => permission,
    subjectCount: ({ subjectIds }) => subjectIds.length,
  },
  TrafficMirrorFindingConnection: {
    ...connectionFields,
    counts: ({ found }) =>
      rules
        .map(({ code, severity }) => ({
          code,
          severity,
          count: found.filter((finding) => finding.code === code).length,
        }))
        .filter(({ count }) => count > 0),
  },
} satisfies Resolvers;
