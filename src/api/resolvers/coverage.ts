/** Resolvers of the coverage of interfaces. */
import type { Resolvers } from '../../generated/resolvers.ts';
import { countStates } from '../../mirroring/coverage.ts';
import { listCoverage } from '../coverage.ts';
import { groupCoverage } from '../coverageGroups.ts';
import { countInVain } from '../coverageInVain.ts';
import { connectionFields } from './resource.ts';

export const coverage = {
  Query: {
    trafficMirrorCoverage: (_, list, context) => listCoverage(context, list),
  },
  TrafficMirrorCoverageConnection: {
    ...connectionFields,
    coverage: ({ counted }) => ({ ...countStates(counted), counted }),
    groups: ({ counted }, wanted) => groupCoverage(counted, wanted),
  },
  TrafficMirrorCoverage: {
    mirroredInVain: ({ counted }, _, context) => countInVain(context, counted),
  },
} satisfies Resolvers;
