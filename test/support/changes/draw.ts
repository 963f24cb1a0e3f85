/** Draws random changes of an estate, and makes those that EC2 allows. */
import { type EC2Client, EC2ServiceException } from '@aws-sdk/client-ec2';
import type { EstateFacts } from '../../../src/ec2/estate/drafts.ts';
import type { Random } from '../../ledger/random.ts';
import type { Draw, RandomChange } from './change.ts';
import { createsRule, deletesRule, modifiesRule } from './filterRules.ts';
import { createsFilter, deletesFilter, modifiesServices } from './filters.ts';
import { createsSession, deletesSession, modifiesSession } from './sessions.ts';
import { createsTarget, deletesTarget } from './targets.ts';

/** How often each is drawn, compared with the others. */
const draws = {
  createsSession: { draw: createsSession, weight: 6 },
  modifiesSession: { draw: modifiesSession, weight: 5 },
  deletesSession: { draw: deletesSession, weight: 2 },
  createsRule: { draw: createsRule, weight: 2 },
  modifiesRule: { draw: modifiesRule, weight: 2 },
  deletesRule: { draw: deletesRule, weight: 1 },
  createsFilter: { draw: createsFilter, weight: 1 },
  deletesFilter: { draw: deletesFilter, weight: 1 },
  modifiesServices: { draw: modifiesServices, weight: 1 },
  createsTarget: { draw: createsTarget, weight: 1 },
  deletesTarget: { draw: deletesTarget, weight: 1 },
} as const satisfies Record<string, { readonly draw: Draw; readonly weight: number }>;

export type KindOfChange = keyof typeof draws;
export const kindsOfChanges = Object.keys(draws) as KindOfChange[];
const drawn = kindsOfChanges.flatMap((kind) => Array<KindOfChange>(draws[kind].weight).fill(kind));

export interface Made extends RandomChange {
  readonly kind: KindOfChange;
  /** The id of what it created. */
  readonly createdId: string | undefined;
}

/**
 * Makes a change. What EC2 refuses is drawn again.
 *
 * @param before runs before it is sent.
 */
export async function makeRandomChange<Seen>(
  ec2: EC2Client,
  facts: EstateFacts,
  random: Random,
  before: (change: RandomChange) => Promise<Seen>,
): Promise<Made & { readonly seen: Seen }> {
  for (;;) {
    const kind = random.pick(drawn);
    const change = draws[kind].draw(facts, random);
    if (change === undefined) continue;
    const seen = await before(change);
    try {
      return { ...change, kind, seen, createdId: await change.send(ec2) };
    } catch (error) {
      const isRefused = error instanceof EC2ServiceException && error.$fault === 'client';
      if (!isRefused) throw error;
    }
  }
}
