/** What has been read so far, kind by kind: it grows while reads arrive, and becomes facts at the end. */
import {
  createFacts,
  type EstateKind,
  estateKinds,
  type Facts,
  type Gap,
  keyOf,
  notAsked,
  type Readings,
} from '../../mirroring/facts.ts';
import { type EstateRecords, kinds } from './kinds.ts';

export type EstateFacts = Facts<EstateRecords>;

interface Draft<Item> {
  readonly records: Map<string, Item>;
  readonly asked: Set<string>;
  readonly gaps: Map<string, Gap>;
  rest: 'absent' | Gap;
}

export type Drafts = { readonly [Kind in EstateKind]: Draft<EstateRecords[Kind]> };

export function createDrafts(): Drafts {
  const draft = () => ({ records: new Map(), asked: new Set(), gaps: new Map(), rest: notAsked });
  return Object.fromEntries(estateKinds.map((kind) => [kind, draft()])) as unknown as Drafts;
}

/** Keeps records. One that was read twice stays as it was read last. */
export function keep<Kind extends EstateKind>(
  drafts: Drafts,
  kind: Kind,
  records: readonly (EstateRecords[Kind] | null)[],
): void {
  const { idOf } = kinds[kind];
  for (const record of records) if (record !== null) drafts[kind].records.set(idOf(record), record);
}

/** Notes that these values of a property were looked up, or why they were not. */
export function note(
  drafts: Drafts,
  kind: EstateKind,
  property: string,
  values: readonly string[],
  gap?: Gap,
): void {
  const { asked, gaps } = drafts[kind];
  for (const key of values.map((value) => keyOf(property, value)))
    if (gap === undefined) asked.add(key);
    else gaps.set(key, gap);
}

/** The records of a kind that were read until now. */
export const known = <Kind extends EstateKind>(drafts: Drafts, kind: Kind): EstateRecords[Kind][] => [
  ...drafts[kind].records.values(),
];

/** Whether it is known which records have this value. */
export function isKnown(drafts: Drafts, kind: EstateKind, property: string, value: string): boolean {
  const { asked, gaps, rest } = drafts[kind];
  const key = keyOf(property, value);
  return asked.has(key) || (rest === 'absent' && !gaps.has(key));
}

export function toFacts(drafts: Drafts): EstateFacts {
  const readings = estateKinds.map((kind) => {
    const { records, asked, gaps, rest } = drafts[kind];
    return [kind, { records: [...records.values()], idOf: kinds[kind].idOf, asked, gaps, rest }];
  });
  return createFacts<EstateRecords>(Object.fromEntries(readings) as Readings<EstateRecords>);
}
