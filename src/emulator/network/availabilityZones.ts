/** DescribeAvailabilityZones: the zones of the Region. Nobody has opted in to Local Zones and Wavelength Zones, and none are listed. */
import { describe } from '../describe.ts';
import { elementFilters } from '../elementFilters.ts';
import { unknownZones } from '../errors.ts';
import type { Row } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { string } from '../wire/parameters.ts';
import type { WireObject } from '../wire/xml.ts';
import { zoneId } from './zones.ts';

/** The Regions that have not three zones (aws.amazon.com, "Global Infrastructure", 2026); which letters they have depends on the account. */
const zoneCounts: Readonly<Record<string, number>> = {
  'ap-northeast-1': 4,
  'ap-northeast-2': 4,
  'us-east-1': 6,
  'us-west-2': 4,
};

/** The id of a row is the name of the zone. Where a subnet is, there is a zone. */
function rows({ region, subnets }: Estate): Row[] {
  const usual = [...'abcdef'].slice(0, zoneCounts[region] ?? 3).map((letter) => `${region}${letter}`);
  const used = subnets.list().map(({ availabilityZone }) => availabilityZone);
  return [...new Set([...usual, ...used])].sort().map((id, i) => ({ id, seq: i + 1, tags: [] }));
}

const toWire = ({ id }: Row, { region }: Estate): WireObject => {
  const number = zoneId(id).split('-az')[1];
  return {
    optInStatus: 'opt-in-not-required',
    messageSet: [],
    regionName: region,
    zoneName: id,
    zoneId: zoneId(id),
    groupName: `${region}-zg-${number}`,
    networkBorderGroup: region,
    zoneType: 'availability-zone',
    zoneState: 'available',
  };
};

export const DescribeAvailabilityZones = describe<Row>({
  set: 'availabilityZoneInfo',
  rows,
  ids: { parameter: 'ZoneName', parse: string, missing: (names) => unknownZones('zone', names) },
  named: { parameter: 'ZoneId', filter: 'zone-id', missing: (ids) => unknownZones('zone-id', ids) },
  flags: ['AllAvailabilityZones'],
  maxResults: null,
  tagged: false,
  filters: {
    ...elementFilters(
      toWire,
      'group-name group-long-name opt-in-status parent-zone-id parent-zone-name region-name zone-name zone-type',
      { message: 'messageSet.message', state: 'zoneState' },
    ),
    'zone-id': ({ id }) => zoneId(id),
  },
  toWire,
});
