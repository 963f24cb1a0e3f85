import { describe, expect, test } from '@jest/globals';
import { chunksOf } from '../../../src/web/map/bulk/chunks.ts';
import { nothingYet, together } from '../../../src/web/map/bulk/deltas.ts';
import {
  type Item,
  type MadeItem,
  newsIn,
  outcomeOf,
  planOf,
  toItem,
  withVerdicts,
} from '../../../src/web/map/bulk/items.ts';
import {
  allPicked,
  chosenOf,
  nonePicked,
  pick,
  pickAll,
  toPicked,
  toText,
} from '../../../src/web/map/bulk/picked.ts';
import { columnsOf, commonChanges, groupsOf, isFor } from '../../../src/web/map/bulk/summary.ts';
import { nothingWanted, toChange } from '../../../src/web/map/bulk/wanted.ts';
import type { Session } from '../../../src/web/map/lists.ts';

const session = (n: number, more: Partial<Session> = {}) =>
  ({
    id: `global-${n}`,
    trafficMirrorSessionId: `tms-${n}`,
    networkInterfaceId: `eni-${n}`,
    scope: { accountId: '123456789012', region: 'us-east-1' },
    description: null,
    tags: [],
    version: 'v1',
    ...more,
  }) as unknown as Session;
const sessions = [1, 2, 3].map((n) => session(n));
const [one, two, three] = sessions as [Session, Session, Session];
const item = (n: number, more: Partial<Item> = {}): Item => ({ ...toItem(session(n)), ...more });

describe('chosen sessions', () => {
  test('are those that the search shows, or single ones, also where the search hides them', () => {
    const shown = [one, two];
    expect(chosenOf(allPicked, shown, sessions)).toEqual([one, two]);
    expect(chosenOf(pick(allPicked, [two], false), shown, sessions)).toEqual([one]);
    expect(chosenOf(pick(nonePicked, [three], true), shown, sessions)).toEqual([three]);
    expect(chosenOf(pick(pick(nonePicked, [three], true), [three], false), shown, sessions)).toEqual([]);
  });

  test('can be all or none of those that are shown, and what is hidden stays as it is', () => {
    const hidden = pick(nonePicked, [three], true);
    expect(pickAll(nonePicked, [one, two], true)).toEqual(allPicked);
    expect(pickAll(pick(allPicked, [one], false), [one, two], false)).toEqual(nonePicked);
    expect(chosenOf(pickAll(hidden, [one, two], true), [one, two], sessions)).toEqual(sessions);
    expect(chosenOf(pickAll(hidden, [one, two], false), [one, two], sessions)).toEqual([three]);
  });

  test('are in the URL, which never chooses more than they are', () => {
    for (const picked of [
      nonePicked,
      allPicked,
      pick(allPicked, [one], false),
      pick(nonePicked, sessions, true),
    ])
      expect(toPicked(toText(picked))).toEqual(picked);
    const many = Array.from({ length: 201 }, (_, n) => session(n));
    expect(toPicked(toText(pick(allPicked, many, false)))).toEqual(nonePicked);
  });
});

describe('requests', () => {
  const sizes = (items: readonly Item[], size: number) => chunksOf(items, size).map(({ length }) => length);

  test('have one account and Region each, and at most so many sessions', () => {
    const elsewhere = { accountId: '123456789012', region: 'eu-west-1' };
    const items = [1, 2, 3, 4, 5].map((n) => item(n));
    expect(sizes([...items, toItem(session(6, { scope: elsewhere }))], 2)).toEqual([2, 2, 1, 1]);
    expect(chunksOf([], 2)).toEqual([]);
  });

  test('do not part the sessions of an interface unless there are too many', () => {
    const on = (n: number, interfaceNumber: number) =>
      toItem(session(n, { networkInterfaceId: `eni-${interfaceNumber}` }));
    const chunks = chunksOf([on(1, 1), on(2, 2), on(3, 3), on(4, 2), on(5, 2)], 3);
    expect(chunks.map((chunk) => chunk.map((each) => each.session.trafficMirrorSessionId))).toEqual([
      ['tms-1'],
      ['tms-2', 'tms-4', 'tms-5'],
      ['tms-3'],
    ]);
    expect(
      sizes(
        [1, 2, 3, 4, 5].map((n) => on(n, 1)),
        2,
      ),
    ).toEqual([2, 2, 1]);
  });
});

type Planned = Parameters<typeof planOf>[1];
const error = (code: string, message: string, ...field: string[]) =>
  ({ code, message, field }) as unknown as Planned['userErrors'][number];
const plan = (more: Partial<Planned> = {}): Planned => ({
  trafficMirrorSession: one,
  changes: [{ field: 'packetLength', before: '8500', after: '200' }],
  warnings: [],
  warningDetails: [],
  dryRun: { verdict: 'PERMITTED', message: null },
  userErrors: [],
  ...more,
});

describe('the plan of a session', () => {
  const planned = (more: Partial<Planned>, deletes = false) => planOf(toItem(one), plan(more), deletes);

  test('would change it, would leave it as it is, or would be refused', () => {
    expect(planned({})).toMatchObject({ state: 'ready', isPermitted: true, isChanged: false });
    expect(planned({ dryRun: null })).toMatchObject({ state: 'ready', isPermitted: false });
    expect(planned({ changes: [] })).toMatchObject({ state: 'same' });
    expect(planned({ userErrors: [error('UNAUTHORIZED', 'the change needs a permission')] })).toMatchObject({
      state: 'refused',
      reasons: ['The change needs a permission.'],
    });
    expect(planned({ dryRun: { verdict: 'UNAUTHORIZED', message: null } })).toMatchObject({
      state: 'refused',
      reasons: ['EC2 does not permit this change.'],
    });
  });

  test('is for the session as it is now', () => {
    const now = session(1, { version: 'v2' });
    expect(planned({ trafficMirrorSession: now })).toMatchObject({ session: now, isChanged: true });
  });

  test('of one that is gone is refused, but well where it was to be deleted', () => {
    const missing = {
      trafficMirrorSession: null,
      changes: [],
      userErrors: [
        error('NOT_FOUND', 'tms-1 does not exist', 'input', 'deletions', '0', 'trafficMirrorSessionId'),
      ],
    };
    expect(planned(missing)).toMatchObject({ state: 'refused', isGone: true, session: one });
    expect(planned(missing, true)).toMatchObject({ state: 'same', isGone: true });
  });

  test('says the same of all sessions to which the same happens', () => {
    const warned = (n: number) =>
      planOf(
        toItem(session(n)),
        plan({
          trafficMirrorSession: session(n),
          warningDetails: [
            {
              code: 'SOURCE_UNMIRRORED',
              message: `eni-${n} will no longer be mirrored: this is its last session.`,
            },
          ],
        }),
        true,
      );
    expect(groupsOf([warned(1), warned(2)], ({ warnings }) => warnings)).toMatchObject([
      {
        text: 'Its network interface will no longer be mirrored: this is its last session.',
        items: [{}, {}],
      },
    ]);
  });

  test('promises nothing if EC2 refused all that it was asked about', () => {
    const denied = plan({ dryRun: { verdict: 'UNAUTHORIZED', message: null } });
    const unasked = plan({ dryRun: null });
    const states = (plans: readonly Planned[]) =>
      withVerdicts(
        plans.map((each) => planOf(toItem(one), each, false)),
        plans,
      ).map(({ state }) => state);
    expect(states([denied, unasked])).toEqual(['refused', 'refused']);
    expect(states([denied, plan(), unasked])).toEqual(['refused', 'ready', 'ready']);
    expect(states([unasked])).toEqual(['ready']);
  });
});

describe('the outcome for a session', () => {
  const made = (more: object, deletes = false) =>
    outcomeOf(
      item(1, { state: 'ready' }),
      { userErrors: [], awsRequestId: 'r', ...more } as unknown as MadeItem,
      deletes,
    );

  test('is done, refused or unknown', () => {
    const after = session(1, { version: 'v2' });
    expect(made({ trafficMirrorSession: after })).toMatchObject({
      state: 'done',
      session: after,
      awsRequestId: 'r',
    });
    expect(made({ deletedId: 'global-1' }, true)).toMatchObject({ state: 'done', isGone: true });
    expect(made({ userErrors: [error('OUTCOME_UNKNOWN', 'lost')] })).toMatchObject({ state: 'unknown' });
    const conflict = { ...error('VERSION_CONFLICT', 'tms-1 has changed'), current: after };
    expect(made({ userErrors: [conflict] })).toMatchObject({
      state: 'refused',
      session: after,
      reasons: ['Somebody else changed it after it was planned.'],
    });
  });

  test('is news for the picture if the session changed or is gone', () => {
    const before = [item(1), item(2), item(3)];
    const changed = session(2, { version: 'v2' });
    const after = [item(1), { ...item(2), session: changed }, item(3, { isGone: true })];
    expect(newsIn(before, after)).toEqual([
      { kind: 'sessions', id: 'global-2', item: changed },
      { kind: 'sessions', id: 'global-3', item: undefined },
    ]);
  });
});

test('equal changes are counted, and a column in which nothing is said is left out', () => {
  const to = (n: number, before: string) =>
    item(n, { state: 'ready', changes: [{ field: 'packetLength', before, after: '1200' }] });
  const items = [to(1, '8500'), to(2, '64'), to(3, '8500')];
  expect(commonChanges(items)).toEqual([
    { field: 'packetLength', before: '8500', after: '1200', sessions: 2 },
    { field: 'packetLength', before: '64', after: '1200', sessions: 1 },
  ]);
  const columns = columnsOf(items, 'change', false, (value) => value);
  expect(columns.map(({ name, cellOf }) => [name, cellOf(items[0] as Item)])).toEqual([
    ['Session', 'tms-1'],
    ['Result', 'would be changed'],
    ['Session ID', 'tms-1'],
    ['Interface', 'eni-1'],
    ['Change', '8,500 B → 1,200 B'],
    ['Account', '123456789012'],
    ['Region', 'us-east-1'],
  ]);
});

test('a plan is for the chosen sessions, and those that are gone since do not matter', () => {
  const exists = new Set(['global-1', 'global-2']);
  const items = [item(1), item(3)];
  expect(isFor(items, [one], exists)).toBe(true);
  expect(isFor(items, [one, two], exists)).toBe(false);
  expect(isFor(items, [], exists)).toBe(false);
});

test('what one change adds to the findings and a later one resolves is not there in the end', () => {
  const delta = (added: string[], resolved: string[]) =>
    ({
      added: added.map((id) => ({ id })),
      resolved: resolved.map((id) => ({ id })),
      unchecked: [],
    }) as never;
  const { added, resolved } = together(together(nothingYet, [delta(['a', 'b'], ['c'])]), [
    delta(['c'], ['a', 'd']),
  ]);
  expect([[...added.keys()], [...resolved.keys()]]).toEqual([['b'], ['d']]);
});

test('the change of many has only what is filled in', () => {
  const change = (more: object) => toChange({ ...nothingWanted, ...more });
  expect(change({ trafficMirrorTargetId: 'tmt-1' })).toEqual({ change: { trafficMirrorTargetId: 'tmt-1' } });
  expect(change({ length: 'whole', bytes: '7' })).toEqual({ change: { removeFields: ['PACKET_LENGTH'] } });
  expect(change({ length: 'bytes', bytes: ' 64 ' })).toEqual({ change: { packetLength: 64 } });
  expect(change({ length: 'bytes' })).toEqual({ errors: { packetLength: ['Must not be empty.'] } });
  expect(change({ length: 'bytes', bytes: '1e9' })).toHaveProperty('errors.packetLength');
  expect(change({})).toEqual({ errors: { '': ['There is no change to preview.'] } });
});
