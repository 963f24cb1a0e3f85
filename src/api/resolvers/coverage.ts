/** Resolvers of the coverage of interfaces. */
import type { Resolvers } from '../../generated/resolvers.ts';
import { listCoverage } from '../coverage.ts';
import { countListed, groupCoverage } from '../coverageGroups.ts';
import { countInVain } from '../coverageInVain.ts';
import { connectionFields } from './resource.ts';

export const coverage = {
  Query: {
    trafficMirrorCoverage: (_, list, context) => listCoverage(context, list),
  },
  TrafficMirrorCoverageConnection: {
    ...connectionFields,
    coverage: (listed) => countListed(listed),
    groups: (listed, wanted) => groupCoverage(listed, wanted),
  },
  TrafficMirrorCoverage: {
    mirroredInVain: ({ counted }, _, context) => countInVain(context, counted),
    wanted: ({ isOfPolicy, total, excluded }) => (isOfPolicy ? total - excluded : null),
    wrong: ({ isOfPolicy, wrong }) => (isOfPolicy ? wrong : null),
    excluded: ({ isOfPolicy, excluded }) => (isOfPolicy ? excluded : null),
  },
  TrafficMirrorCoverageEntry: {
    policyName: ({ policy }) => policy?.name ?? null,
    policyReason: ({ policy }) => policy?.because?.reason ?? null,
    policyMessage: ({ policy }) => policy?.because?.message ?? null,
    ownedSession: ({ policy }) => policy?.own ?? null,
  },
} satisfies Resolvers;
