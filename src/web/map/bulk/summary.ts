/** What a plan or a result says of many sessions at once. Pure. */
import { groupBy } from '../groupBy.ts';
import type { Session } from '../lists.ts';
import type { Column } from '../table.ts';
import { nameOfSession } from '../words.ts';
import type { Item, State } from './items.ts';

export type Kind = 'change' | 'delete';

/** The words of each kind of change. */
export const words = {
  change: { verb: 'Change', doing: 'Changing', done: 'changed', same: 'already so' },
  delete: { verb: 'Delete', doing: 'Deleting', done: 'deleted', same: 'already gone' },
} as const;

/** @param isMade whether the changes were made, or begun to be. */
export function stateText(state: State, kind: Kind, isMade: boolean): string {
  const { done, same } = words[kind];
  const texts: Readonly<Record<State, string>> = {
    waiting: 'not planned',
    ready: isMade ? 'not tried' : `would be ${done}`,
    same,
    refused: isMade ? 'refused' : 'would be refused',
    done,
    unknown: 'outcome unknown',
  };
  return texts[state];
}

export const inState = (items: readonly Item[], ...states: readonly State[]) =>
  items.filter(({ state }) => states.includes(state));

export interface Group {
  readonly text: string;
  readonly items: readonly Item[];
}

/** Sessions by a text of theirs, those that most have first. */
export function groupsOf(
  items: readonly Item[],
  textsOf: (item: Item) => readonly string[],
): readonly Group[] {
  const pairs = items.flatMap((item) => textsOf(item).map((text) => ({ text, item })));
  return [...groupBy(pairs, ({ text }) => text)]
    .map(([text, group]) => ({ text, items: group.map(({ item }) => item) }))
    .toSorted((left, right) => right.items.length - left.items.length);
}

/** One change that is the same in several sessions. */
export interface CommonChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly sessions: number;
}

const shownFields: readonly string[] = ['trafficMirrorTargetId', 'trafficMirrorFilterId', 'packetLength'];

export const commonChanges = (items: readonly Item[]): readonly CommonChange[] =>
  groupsOf(items, ({ changes }) =>
    changes
      .filter(({ field }) => shownFields.includes(field))
      .map(({ field, before, after }) => JSON.stringify([field, before, after])),
  )
    .map(({ text, items: all }) => {
      const [field, before, after] = JSON.parse(text) as [string, string | null, string | null];
      return { field, before, after, sessions: all.length };
    })
    .toSorted((left, right) => shownFields.indexOf(left.field) - shownFields.indexOf(right.field));

/** @param valueText the name of a target or filter. */
export const wordFor = (field: string, value: string | null, valueText: (value: string) => string) => {
  if (field === 'packetLength')
    return value === null ? 'whole packets' : `${Number(value).toLocaleString('en')} B`;
  return value === null ? 'none' : valueText(value);
};

/** The columns of the table, and of the file that it is saved as. Those in which nothing is said are left out. */
export function columnsOf(
  items: readonly Item[],
  kind: Kind,
  isMade: boolean,
  valueText: (value: string) => string,
): readonly Column<Item>[] {
  const words = (field: string, values: readonly (string | null)[]) =>
    values.map((value) => wordFor(field, value, valueText)).join(' → ');
  const columns: readonly Column<Item>[] = [
    { name: 'Session', cellOf: ({ session }) => nameOfSession(session) },
    { name: 'Result', cellOf: ({ state }) => stateText(state, kind, isMade) },
    { name: 'Why', wraps: true, cellOf: ({ reasons }) => reasons.join(' ') },
    { name: 'Session ID', cellOf: ({ session }) => session.trafficMirrorSessionId },
    { name: 'Interface', cellOf: ({ session }) => session.networkInterfaceId ?? '' },
    {
      name: kind === 'change' ? 'Change' : 'Had',
      wraps: true,
      cellOf: ({ changes }) =>
        changes
          .filter(({ field }) => shownFields.includes(field))
          .map(({ field, before, after }) => words(field, kind === 'change' ? [before, after] : [before]))
          .join('; '),
    },
    { name: 'Account', cellOf: ({ session }) => session.scope.accountId },
    { name: 'Region', cellOf: ({ session }) => session.scope.region },
    { name: 'AWS request ID', cellOf: ({ awsRequestId }) => awsRequestId ?? '' },
  ];
  return columns.filter(({ cellOf }) => items.some((item) => cellOf(item) !== ''));
}

/** Whether a plan is for these sessions. Those that are gone since do no harm: they are refused. */
export function isFor(
  items: readonly Item[],
  sessions: readonly Session[],
  exists: ReadonlySet<string>,
): boolean {
  const planned = new Set(items.map(({ session }) => session.id));
  const chosen = new Set(sessions.map(({ id }) => id));
  return (
    sessions.every(({ id }) => planned.has(id)) &&
    [...planned].every((id) => chosen.has(id) || !exists.has(id))
  );
}
