/** What a random change of an estate is: what is sent to EC2, and what should be there then. */
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Touched } from '../../../src/api/findings/delta.ts';
import type { EstateFacts } from '../../../src/ec2/estate/drafts.ts';
import type { EstateRecords } from '../../../src/ec2/estate/kinds.ts';
import type { Change } from '../../../src/mirroring/facts.ts';
import type { Random } from '../../ledger/random.ts';

export type EstateChange = Change<EstateRecords>;

export interface RandomChange {
  /** For the message of a test that fails. */
  readonly what: string;
  /** What it is about and what that uses, before and after it. */
  readonly touched: Touched;
  /**
   * What will be there.
   *
   * @param id of what the change creates.
   */
  readonly after: (id: string) => EstateChange;
  /** Sends it. Resolves to the id of what was created, if anything was. */
  readonly send: (ec2: EC2Client) => Promise<string | undefined>;
}

/** @returns undefined when there is nothing that could be changed so. */
export type Draw = (facts: EstateFacts, random: Random) => RandomChange | undefined;

/** One of a list, mostly one of those for which there is a reason: most of an estate has nothing wrong with it. */
export function prefer<Item>(
  random: Random,
  list: readonly Item[],
  isPreferred: (item: Item) => boolean,
): Item {
  const preferred = list.filter(isPreferred);
  return random.pick(preferred.length > 0 && random.chance(0.7) ? preferred : list);
}

interface Tagged {
  readonly tags: readonly object[] | undefined;
}
/** Whether it shows a fault, or was made by a change and may be wrong. */
export const isSpecial = ({ tags = [] }: Tagged) => tags.length > 0;

/** The value in some cases, and otherwise nothing. */
export const maybe = <Value>(random: Random, probability: number, value: () => Value): Value | undefined =>
  random.chance(probability) ? value() : undefined;

/** What is set, in place of what was there. */
export const overlaid = <Item extends object>(item: Item, set: Partial<Item>): Item => ({
  ...item,
  ...Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)),
});

/** What a change of a filter touches: what its sessions take decides what the others of their sources get. */
export const touchedByFilter = ({ sessions }: EstateFacts, id: string): Touched => ({
  filterIds: [id],
  networkInterfaceIds: sessions
    .where('trafficMirrorFilterId', id)
    .flatMap((one) => one.networkInterfaceId ?? []),
});
