/** What the tables of coverage show. Pure. */
import type { CoverageQuery, TrafficMirrorCoverageDimension } from '../../generated/web/graphql.ts';
import { type Interface, toInterface } from './lists.ts';
import { toSentence } from './request.ts';
import type { Column } from './table.ts';
import { nameOfInterface } from './words.ts';

export type CoverageRead = NonNullable<CoverageQuery['page']> & {
  /** By what its groups were made. */
  readonly grouping: Grouping;
};

/** By what interfaces are grouped. */
export interface Grouping {
  readonly by: TrafficMirrorCoverageDimension;
  /** With TAG, and only then. */
  readonly tagKey?: string;
}

export const dimensionNames: Readonly<Record<TrafficMirrorCoverageDimension, string>> = {
  VPC: 'VPC',
  SUBNET: 'Subnet',
  AVAILABILITY_ZONE: 'Availability Zone',
  TAG: 'Tag',
};

const tagStart = 'TAG:';

/** A grouping as a text, for the URL. */
export const toText = ({ by, tagKey }: Grouping) => (by === 'TAG' ? `${tagStart}${tagKey}` : by);

/** @returns by VPC if the text is no grouping. */
export function toGrouping(text: string): Grouping {
  if (text.startsWith(tagStart) && text.length > tagStart.length)
    return { by: 'TAG', tagKey: text.slice(tagStart.length) };
  return text === 'SUBNET' || text === 'AVAILABILITY_ZONE' ? { by: text } : { by: 'VPC' };
}

export type Group = CoverageRead['groups'][number];

export const groupColumns = ({ by, tagKey }: Grouping): readonly Column<Group>[] => [
  { name: tagKey ?? dimensionNames[by], cellOf: ({ value }) => value ?? '(none)' },
  { name: 'Account', cellOf: ({ scope }) => scope.accountId },
  { name: 'Region', cellOf: ({ scope }) => scope.region },
  { name: 'Interfaces', cellOf: ({ coverage }) => coverage.total },
  { name: 'Mirrored', cellOf: ({ coverage }) => coverage.mirrored },
  { name: 'Missing', cellOf: ({ coverage }) => coverage.missing },
  { name: 'Unknown', cellOf: ({ coverage }) => coverage.unknown },
  { name: 'Not possible', cellOf: ({ coverage }) => coverage.impossible },
];

/** The coverage counts only interfaces of this type; those of load balancers, endpoints and the like cannot be mirrored. */
export const uncountedIn = (interfaces: readonly Interface[]) =>
  interfaces.filter(({ interfaceType }) => interfaceType !== null && interfaceType !== 'interface');

/** An interface that is not mirrored. */
export interface Unmirrored {
  readonly source: Interface;
  readonly state: string;
  readonly reasons: readonly string[];
}

const stateNames: Readonly<Record<string, string>> = {
  MISSING: 'missing',
  UNKNOWN: 'unknown',
  IMPOSSIBLE: 'not possible',
};

/** @param interfaces those of the picture, which has their names. Of others only the id is known. */
export function unmirroredIn(
  read: Pick<CoverageRead, 'nodes'>,
  interfaces: readonly Interface[],
): Unmirrored[] {
  const known = new Map(interfaces.map((one) => [one.networkInterfaceId, one]));
  return read.nodes.map(({ networkInterface: { networkInterfaceId, region }, state, reasons }) => ({
    source: known.get(networkInterfaceId) ?? toInterface({ accountId: '', region }, { networkInterfaceId }),
    state: stateNames[state] ?? state,
    reasons: reasons.map(({ message }) => toSentence(message)),
  }));
}

export const unmirroredColumns: readonly Column<Unmirrored>[] = [
  { name: 'State', cellOf: ({ state }) => state },
  { name: 'Name', cellOf: ({ source }) => nameOfInterface(source) },
  { name: 'Why', wraps: true, cellOf: ({ reasons }) => reasons.join(' ') || 'It can be mirrored.' },
  { name: 'Interface', cellOf: ({ source }) => source.networkInterfaceId },
  { name: 'Address', cellOf: ({ source }) => source.privateIpAddress ?? '' },
  { name: 'VPC', cellOf: ({ source }) => source.vpcId ?? '' },
  { name: 'Subnet', cellOf: ({ source }) => source.subnetId ?? '' },
];
