/** The counts of a coverage by what its interfaces have in common. */
import { maxResults } from '../ec2/reads/pages.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import { valueOfTag } from '../ec2/tags.ts';
import type {
  TrafficMirrorCoverageConnectionGroupsArgs,
  TrafficMirrorCoverageDimension,
} from '../generated/types.ts';
import { type CoverageCounts, countStates, groupStandings } from '../mirroring/coverage.ts';
import type { CoverageEntry } from './coverageEntry.ts';
import { badRequest } from './errors.ts';

/** Counts, and what was counted. */
export interface Counted extends CoverageCounts {
  readonly counted: readonly CoverageEntry[];
  /** Whether a policy says where they stand. */
  readonly isOfPolicy: boolean;
}

type Listed = Omit<Counted, keyof CoverageCounts>;

/** Counts interfaces. */
export const countListed = ({ counted, isOfPolicy }: Listed): Counted => ({
  ...countStates(counted),
  counted,
  isOfPolicy,
});

interface Group {
  readonly value: string | null;
  readonly scope: Ec2Scope;
  readonly coverage: Counted;
}

type ValueOf = (entry: CoverageEntry, tagKey: string) => string | undefined;

const valueIn: Readonly<Record<TrafficMirrorCoverageDimension, ValueOf>> = {
  VPC: ({ networkInterface }) => networkInterface.vpcId,
  SUBNET: ({ networkInterface }) => networkInterface.subnetId,
  AVAILABILITY_ZONE: ({ networkInterface }) => networkInterface.availabilityZone,
  TAG: ({ networkInterface, instance }, tagKey) => {
    const ofInstance = instance === null || instance instanceof Error ? [] : instance.tags;
    return valueOfTag([...networkInterface.tags, ...ofInstance], tagKey);
  },
};

/** Groups of interfaces in one account and Region, most missing first. @throws GraphQLError for an invalid argument. */
export function groupCoverage(
  { counted, isOfPolicy }: Listed,
  { by, tagKey, first }: TrafficMirrorCoverageConnectionGroupsArgs & { first: number },
): Group[] {
  if (first < 1 || first > maxResults)
    throw badRequest(`\`first\` must be from 1 to ${maxResults}.`, 'first');
  if (by === 'TAG' && !tagKey) throw badRequest('`tagKey` must name the tag to group by.', 'tagKey');
  if (by !== 'TAG' && tagKey) throw badRequest('`tagKey` is only for `by: TAG`.', 'tagKey');
  const groupValue = (entry: CoverageEntry) => valueIn[by](entry, tagKey ?? '') ?? null;
  const groups = groupStandings(counted, (entry) => {
    const { accountId, region } = entry.networkInterface.scope;
    return JSON.stringify([accountId, region, groupValue(entry)]);
  });
  return groups.slice(0, first).flatMap(({ items: counted, coverage }) =>
    counted.slice(0, 1).map((entry) => ({
      value: groupValue(entry),
      scope: entry.networkInterface.scope,
      coverage: { ...coverage, counted, isOfPolicy },
    })),
  );
}
