/** Which interfaces are mirrored, which could be, and which cannot, with counts. */
import { eligibilityOf } from './eligibility.ts';
import type { EligibilityReason, SourceFacts } from './sourceReasons.ts';

/** In the order in which interfaces are listed: what can be done first. */
export const coverageStates = ['MISSING', 'UNKNOWN', 'IMPOSSIBLE', 'MIRRORED'] as const;
export type CoverageState = (typeof coverageStates)[number];

export interface CoverageFacts extends SourceFacts {
  readonly networkInterfaceId: string;
}

export interface CoverageEntry<I extends CoverageFacts = CoverageFacts> {
  readonly networkInterface: I;
  readonly state: CoverageState;
  /** Why it is IMPOSSIBLE or UNKNOWN; empty otherwise. */
  readonly reasons: readonly EligibilityReason[];
}

export interface Coverage {
  readonly total: number;
  readonly mirrored: number;
  readonly missing: number;
  readonly unknown: number;
  readonly impossible: number;
}

/**
 * Where each interface stands, by state and then by ID. Those of another type than `interface` are left out: sessions have no
 * other sources (VPC Traffic Mirroring guide, Limitations).
 */
export function coverageOf<I extends CoverageFacts>(interfaces: readonly I[]): CoverageEntry<I>[] {
  return interfaces
    .filter(({ interfaceType = 'interface' }) => interfaceType === 'interface')
    .map(toEntry)
    .sort(
      (left, right) =>
        coverageStates.indexOf(left.state) - coverageStates.indexOf(right.state) ||
        compare(left.networkInterface.networkInterfaceId, right.networkInterface.networkInterfaceId),
    );
}

function toEntry<I extends CoverageFacts>(networkInterface: I): CoverageEntry<I> {
  if (networkInterface.sessionNumbers.length > 0) return { networkInterface, state: 'MIRRORED', reasons: [] };
  const { eligible, reasonDetails: reasons } = eligibilityOf(networkInterface);
  const state = eligible === null ? 'UNKNOWN' : eligible ? 'MISSING' : 'IMPOSSIBLE';
  return { networkInterface, state, reasons };
}

export function countsOf(entries: readonly Pick<CoverageEntry, 'state'>[]): Coverage {
  const count = (state: CoverageState) => entries.filter((entry) => entry.state === state).length;
  return {
    total: entries.length,
    mirrored: count('MIRRORED'),
    missing: count('MISSING'),
    unknown: count('UNKNOWN'),
    impossible: count('IMPOSSIBLE'),
  };
}

export type CoverageDimension = 'VPC' | 'SUBNET' | 'AVAILABILITY_ZONE' | 'TAG';

interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface Place {
  readonly vpcId: string | undefined;
  readonly subnetId: string | undefined;
  readonly availabilityZone: string | undefined;
  readonly tags: readonly Tag[];
  /** Of the instance that it is attached to. */
  readonly instanceTags: readonly Tag[];
}

export interface CoverageGroup {
  /** What the interfaces have in common; null: they have none. */
  readonly value: string | null;
  readonly coverage: Coverage;
}

/** @param tagKey for TAG: the tag of the interface or, where it has none with this key, of its instance. */
export function groupsOf(
  entries: readonly CoverageEntry<CoverageFacts & Place>[],
  dimension: CoverageDimension,
  tagKey?: string,
): CoverageGroup[] {
  const groups = new Map<string | null, Pick<CoverageEntry, 'state'>[]>();
  for (const entry of entries) {
    const value = valueIn(entry.networkInterface, dimension, tagKey);
    const members = groups.get(value);
    if (members) members.push(entry);
    else groups.set(value, [entry]);
  }
  return [...groups]
    .map(([value, members]) => ({ value, coverage: countsOf(members) }))
    .sort(
      (left, right) =>
        right.coverage.missing - left.coverage.missing || compare(left.value ?? '', right.value ?? ''),
    );
}

function valueIn(place: Place, dimension: CoverageDimension, tagKey: string | undefined): string | null {
  const withKey = ({ key }: Tag) => key === tagKey;
  const values: Record<CoverageDimension, () => string | undefined> = {
    VPC: () => place.vpcId,
    SUBNET: () => place.subnetId,
    AVAILABILITY_ZONE: () => place.availabilityZone,
    TAG: () => (place.tags.find(withKey) ?? place.instanceTags.find(withKey))?.value,
  };
  return values[dimension]() ?? null;
}

const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
