/** Reads of whole estates and of parts of them, within one request: what is asked for at the same time is one reading. */
import DataLoader from 'dataloader';
import { type Remaining, readWithin } from '../ec2/estate/allowance.ts';
import type { EstateFacts } from '../ec2/estate/drafts.ts';
import type { EstateRecords } from '../ec2/estate/kinds.ts';
import { readAround, type Subjects } from '../ec2/estate/readAround.ts';
import { readEstate } from '../ec2/estate/readEstate.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { Scopes } from '../ec2/scopes.ts';
import type { Ec2Usage } from '../ec2/usage.ts';
import { type EstateKind, NotRead, type Table } from '../mirroring/facts.ts';

interface Around {
  readonly kinds: ReadonlySet<EstateKind>;
  readonly subjects: Subjects;
}

/** The readings of one request in one account and Region. Each rejects with an Ec2Failure when there is nothing to judge. */
export interface Estates {
  /** Everything that there is of some kinds. */
  readonly whole: Pick<DataLoader<ReadonlySet<EstateKind>, EstateFacts>, 'load'>;
  /** What surrounds some sessions, targets, filters or interfaces. */
  readonly around: Pick<DataLoader<Around, EstateFacts>, 'load'>;
  /** Runs another reading that takes many calls, at the cost of the same allowance. @throws what it throws. Ec2Failure. */
  within<Result>(read: (usage: Ec2Usage) => Promise<Result>): Promise<Result>;
  /** What a reading has found with this id; undefined when none has. */
  find<Kind extends FoundKind>(kind: Kind, id: string): EstateRecords[Kind] | undefined;
}

type FoundKind = 'sessions' | 'targets' | 'filters';

interface EstatesOptions {
  readonly scope: Ec2Scope;
  /** What the caller may use. */
  readonly scopes: Pick<Scopes, 'find'>;
  readonly allowance: Remaining;
  readonly usage: Ec2Usage;
}

export function createEstates(request: EstatesOptions): Estates {
  const readings: EstateFacts[] = [];
  const noted = (facts: EstateFacts) => {
    readings.push(facts);
    return facts;
  };
  return {
    whole: new DataLoader<ReadonlySet<EstateKind>, EstateFacts, string>(
      async (wanted) => {
        const facts = noted(await readEstate({ ...request, kinds: together(wanted) }));
        return wanted.map(() => facts);
      },
      { cacheKeyFn: (kinds) => [...kinds].sort().join() },
    ),
    around: new DataLoader(
      async (wanted) => {
        const kinds = together(wanted.map((one) => one.kinds));
        const subjects = allOf(wanted.map((one) => one.subjects));
        const facts = noted(await readAround({ ...request, kinds }, subjects));
        return wanted.map(() => facts);
      },
      { cache: false },
    ),
    within: (read) => readWithin(request.allowance, request.usage, read),
    find<Kind extends FoundKind>(kind: Kind, id: string) {
      for (const facts of readings) {
        const found = knownIn<EstateRecords[Kind]>(
          facts[kind] as unknown as Pick<Table<EstateRecords[Kind]>, 'of'>,
          id,
        );
        if (found !== null) return found;
      }
      return undefined;
    },
  };
}

function knownIn<Item>(table: Pick<Table<Item>, 'of'>, id: string): Item | null {
  try {
    return table.of(id);
  } catch (error) {
    if (error instanceof NotRead) return null;
    throw error;
  }
}

const together = (wanted: readonly ReadonlySet<EstateKind>[]): ReadonlySet<EstateKind> =>
  new Set(wanted.flatMap((kinds) => [...kinds]));

const allOf = (wanted: readonly Subjects[]): Required<Subjects> => ({
  sessionIds: wanted.flatMap(({ sessionIds = [] }) => sessionIds),
  targetIds: wanted.flatMap(({ targetIds = [] }) => targetIds),
  filterIds: wanted.flatMap(({ filterIds = [] }) => filterIds),
  networkInterfaceIds: wanted.flatMap(({ networkInterfaceIds = [] }) => networkInterfaceIds),
});
