/** The Regions of the commercial partition, and whether an account must opt in to use them. */
import { describe } from '../describe.ts';
import { invalidParameter } from '../errors.ts';
import type { Row } from '../state/records.ts';
import { string } from '../wire/parameters.ts';

interface Region extends Row {
  readonly optInStatus: 'opt-in-not-required' | 'not-opted-in';
}

const enabledByDefault = [
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
  ...['ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1'],
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
];
const optIn = [
  ...[
    'af-south-1',
    'ap-east-1',
    'ap-south-2',
    'ap-southeast-3',
    'ap-southeast-4',
    'ca-west-1',
    'eu-central-2',
  ],
  ...['eu-south-1', 'eu-south-2', 'il-central-1', 'me-central-1', 'me-south-1'],
];

const otherPartitions = ['cn-north-1', 'cn-northwest-1', 'us-gov-east-1', 'us-gov-west-1'];
const names = new Set([...enabledByDefault, ...optIn, ...otherPartitions]);

/** Whether requests can be for this Region. Without the check, every made-up name would get an estate of its own. */
export const isRegion = (name: string): boolean => names.has(name);

const toRow =
  (optInStatus: Region['optInStatus']) =>
  (id: string, seq: number): Region => ({ id, seq, tags: [], optInStatus });
const enabled = enabledByDefault.map(toRow('opt-in-not-required'));
const all = [...enabled, ...optIn.map(toRow('not-opted-in'))];

const endpoint = ({ id }: Region) => `ec2.${id}.amazonaws.com`;

/** Lists the Regions that the account can use; with AllRegions, all of them. */
export const DescribeRegions = describe<Region>({
  set: 'regionInfo',
  rows: (_estate, flags) => (flags.has('AllRegions') ? all : enabled),
  ids: {
    parameter: 'RegionName',
    parse: string,
    missing: (names) => invalidParameter(`Invalid region names: [${names.join(', ')}]`),
  },
  flags: ['AllRegions'],
  maxResults: null,
  tagged: false,
  filters: {
    endpoint,
    'opt-in-status': (row) => row.optInStatus,
    'region-name': (row) => row.id,
  },
  toWire: (row) => ({ optInStatus: row.optInStatus, regionName: row.id, regionEndpoint: endpoint(row) }),
});
