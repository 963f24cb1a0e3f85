/** The Regions of the commercial, China and GovCloud partitions, and whether an account must opt in to use them. */
import { describe } from '../describe.ts';
import { invalidParameter } from '../errors.ts';
import type { Row } from '../state/records.ts';
import { string } from '../wire/parameters.ts';

interface Region extends Row {
  readonly optInStatus: 'opt-in-not-required' | 'not-opted-in';
  readonly endpoint: string;
}

interface Partition {
  /** As ARNs begin: `arn:aws-cn:`. */
  readonly name: string;
  readonly dnsSuffix: string;
  readonly enabledByDefault: readonly string[];
  readonly optIn: readonly string[];
}

const words = (text: string) => text.split(/\s+/);

/** An account belongs to one partition and sees only the Regions of that. */
const partitions: readonly Partition[] = [
  {
    name: 'aws',
    dnsSuffix: 'amazonaws.com',
    enabledByDefault: words(
      `ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1
      eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2`,
    ),
    // Regions since 2019 (AWS account management guide, "Enable or disable AWS Regions").
    optIn: words(
      `af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6
      ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 me-west-1
      mx-central-1 sa-west-1`,
    ),
  },
  {
    name: 'aws-cn',
    dnsSuffix: 'amazonaws.com.cn',
    enabledByDefault: words('cn-north-1 cn-northwest-1'),
    optIn: [],
  },
  {
    name: 'aws-us-gov',
    dnsSuffix: 'amazonaws.com',
    enabledByDefault: words('us-gov-east-1 us-gov-west-1'),
    optIn: [],
  },
];

const toRows = ({ dnsSuffix, enabledByDefault, optIn }: Partition): Region[] =>
  [...enabledByDefault, ...optIn].map((id, index) => ({
    id,
    // The order of creation begins at 1: a list starts after 0.
    seq: index + 1,
    tags: [],
    optInStatus: index < enabledByDefault.length ? 'opt-in-not-required' : 'not-opted-in',
    endpoint: `ec2.${id}.${dnsSuffix}`,
  }));

/** By each Region, all Regions of its partition. */
const regions = new Map(partitions.map(toRows).flatMap((rows) => rows.map(({ id }) => [id, rows] as const)));

/** Whether requests can be for this Region. Without the check, every made-up name would get an estate of its own. */
export const isRegion = (name: string): boolean => regions.has(name);

/** A map, because ARNs are written for every row of an answer. */
const partitionByRegion = new Map(
  partitions.flatMap((one) =>
    [...one.enabledByDefault, ...one.optIn].map((region) => [region, one] as const),
  ),
);

/** The partition that the Region belongs to; of a Region that does not exist, the commercial one. */
const partitionWith = (region: string): Partition | undefined =>
  partitionByRegion.get(region) ?? partitions[0];

/** The partition of a Region, as ARNs name it. */
export const partitionOf = (region: string): string => partitionWith(region)?.name ?? '';

/** The ARN of a resource such as `subnet/subnet-0123456789abcdef0`, in the partition of its Region. */
export const arnOf = (
  service: string,
  { region, accountId }: { readonly region: string; readonly accountId: string },
  resource: string,
): string => `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${resource}`;

/** The domain of AWS in the partition of this Region. */
export const dnsSuffixOf = (region: string): string => partitionWith(region)?.dnsSuffix ?? '';

/** The number of a Region, from 0, for ids that must differ by Region. */
export const regionNumber = (name: string): number => [...regions.keys()].indexOf(name);

/** Lists the Regions that the account can use; with AllRegions, all of its partition. */
export const DescribeRegions = describe<Region>({
  set: 'regionInfo',
  rows: ({ region }, flags) =>
    (regions.get(region) ?? []).filter(
      ({ optInStatus }) => flags.has('AllRegions') || optInStatus === 'opt-in-not-required',
    ),
  ids: {
    parameter: 'RegionName',
    parse: string,
    missing: (names) => invalidParameter(`Invalid region names: [${names.join(', ')}]`),
  },
  flags: ['AllRegions'],
  maxResults: null,
  tagged: false,
  filters: {
    endpoint: (row) => row.endpoint,
    'opt-in-status': (row) => row.optInStatus,
    'region-name': (row) => row.id,
  },
  toWire: ({ optInStatus, id, endpoint }) => ({ optInStatus, regionName: id, regionEndpoint: endpoint }),
});
