/** Ids of Availability Zones, which are the same for all accounts, unlike their names. */

const areas: readonly [name: string, short: string][] = [
  ['northeast', 'ne'],
  ['northwest', 'nw'],
  ['southeast', 'se'],
  ['southwest', 'sw'],
  ['central', 'c'],
  ['north', 'n'],
  ['south', 's'],
  ['east', 'e'],
  ['west', 'w'],
];

const known = new Map<string, string>();

/**
 * The id of a zone: `use1-az1` for us-east-1a, `usge1-az1` for us-gov-east-1a. EC2 maps names to ids differently for
 * each account; here `a` is always az1 (our decision).
 */
export function zoneId(zone: string): string {
  const id = known.get(zone) ?? toZoneId(zone);
  // Filters compare it for every row.
  known.set(zone, id);
  return id;
}

function toZoneId(zone: string): string {
  const [, region = '', letter = 'a'] = /^(.*\d)([a-z])$/.exec(zone) ?? [];
  const [first = '', ...rest] = region.replace('us-gov', 'usg').split('-');
  const [place = '', number = ''] = rest;
  const short = areas.find(([name]) => name === place)?.[1] ?? place;
  return `${first}${short}${number}-az${letter.charCodeAt(0) - 96}`;
}
