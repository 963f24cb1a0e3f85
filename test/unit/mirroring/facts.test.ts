import { describe, expect, test } from '@jest/globals';
import {
  createFacts,
  type EstateKind,
  estateKinds,
  type Gap,
  keyOf,
  NotRead,
  notAsked,
  type Reading,
  type Readings,
} from '../../../src/mirroring/facts.ts';

interface Thing {
  readonly id: string;
  readonly vpcId?: string | undefined;
  readonly loadBalancerArns?: readonly string[];
}

type Things = Readonly<Record<EstateKind, Thing>>;

const unread: Reading<Thing> = {
  records: [],
  idOf: ({ id }) => id,
  asked: new Set(),
  gaps: new Map(),
  rest: notAsked,
};

const factsOf = (given: Partial<Record<EstateKind, Partial<Reading<Thing>>>>) => {
  const readings = estateKinds.map((kind) => [kind, { ...unread, ...given[kind] }]);
  return createFacts<Things>(Object.fromEntries(readings) as Readings<Things>);
};

/** Why a question is not answered. */
function refusal(ask: () => unknown): [EstateKind, Gap] | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (error instanceof NotRead) return [error.kind, error.gap];
    throw error;
  }
}

const denied: Gap = { reason: 'UNAUTHORIZED', iamAction: 'ec2:DescribeNetworkAcls' };
const other: Gap = { reason: 'OTHER_ACCOUNT' };

describe('a table', () => {
  test('answers in the order of ids, however the records arrived and whatever a change puts in place of them', () => {
    const all = ['c', 'a', 'd', 'b'].map((id) => ({ id, vpcId: 'one' }));
    const facts = factsOf({ networkAcls: { records: all, rest: 'absent' } });
    const changed = facts.with({ networkAcls: { put: [{ id: 'b', vpcId: 'one' }], drop: ['d'] } });
    const idsOf = ({ networkAcls }: typeof facts) => [
      networkAcls.all().map(({ id }) => id),
      networkAcls.where('vpcId', 'one').map(({ id }) => id),
      networkAcls.known.map(({ id }) => id),
    ];
    expect(idsOf(facts)).toEqual(Array(3).fill(['a', 'b', 'c', 'd']));
    expect(idsOf(changed)).toEqual(Array(3).fill(['a', 'b', 'c']));
  });

  test('of a complete list says what is not there', () => {
    const { networkAcls } = factsOf({
      networkAcls: {
        records: [
          { id: 'a', vpcId: 'one' },
          { id: 'b', vpcId: 'one' },
        ],
        rest: 'absent',
      },
    });
    expect(networkAcls.of('a')).toEqual({ id: 'a', vpcId: 'one' });
    expect(networkAcls.of('x')).toBeNull();
    expect(networkAcls.where('vpcId', 'one').map(({ id }) => id)).toEqual(['a', 'b']);
    expect(networkAcls.where('vpcId', 'two')).toEqual([]);
    expect(networkAcls.all()).toHaveLength(2);
  });

  test('of a complete list does not say that what belongs to another account is not there', () => {
    const gaps = new Map([[keyOf('id', 'x'), other]]);
    const { networkInterfaces } = factsOf({ networkInterfaces: { gaps, rest: 'absent' } });
    expect(refusal(() => networkInterfaces.of('x'))).toEqual(['networkInterfaces', other]);
    expect(networkInterfaces.of('y')).toBeNull();
  });

  test('that was refused answers nothing, and says why', () => {
    const { networkAcls } = factsOf({ networkAcls: { rest: denied } });
    for (const ask of [
      () => networkAcls.of('a'),
      () => networkAcls.where('vpcId', 'one'),
      () => networkAcls.all(),
    ])
      expect(refusal(ask)).toEqual(['networkAcls', denied]);
  });

  test('of which a part was read has that part, and does not take it for all', () => {
    const records = [{ id: 'a', vpcId: 'one' }];
    const { networkAcls } = factsOf({ networkAcls: { records, rest: { reason: 'OUT_OF_TIME' } } });
    expect(networkAcls.known).toEqual(records);
    expect(networkAcls.of('a')).toEqual(records[0]);
    for (const ask of [() => networkAcls.of('b'), () => networkAcls.where('vpcId', 'one')])
      expect(refusal(ask)).toEqual(['networkAcls', { reason: 'OUT_OF_TIME' }]);
  });

  test('of look-ups answers those, and no others', () => {
    const asked = new Set([keyOf('vpcId', 'one'), keyOf('id', 'gone')]);
    const { networkAcls } = factsOf({ networkAcls: { records: [{ id: 'a', vpcId: 'one' }], asked } });
    expect(networkAcls.where('vpcId', 'one')).toHaveLength(1);
    expect(networkAcls.of('gone')).toBeNull();
    for (const ask of [() => networkAcls.where('vpcId', 'two'), () => networkAcls.of('b')])
      expect(refusal(ask)).toEqual(['networkAcls', notAsked]);
  });

  test('finds a record by each of its values', () => {
    const records = [{ id: 'g', loadBalancerArns: ['one', 'two'] }, { id: 'h' }];
    const { targetGroups } = factsOf({ targetGroups: { records, rest: 'absent' } });
    for (const arn of ['one', 'two'])
      expect(targetGroups.where('loadBalancerArns', arn).map(({ id }) => id)).toEqual(['g']);
  });
});

describe('the facts after a change', () => {
  const before = factsOf({
    networkAcls: {
      records: [
        { id: 'a', vpcId: 'one' },
        { id: 'b', vpcId: 'one' },
      ],
      rest: 'absent',
    },
    routeTables: { rest: denied },
  });

  test('have what is put, lack what is dropped, and leave the facts before as they were', () => {
    const after = before.with({
      networkAcls: { put: [{ id: 'b', vpcId: 'two' }, { id: 'c' }], drop: ['a'] },
    });
    expect(after.networkAcls.all().map(({ id }) => id)).toEqual(['b', 'c']);
    expect(after.networkAcls.of('a')).toBeNull();
    expect(after.networkAcls.where('vpcId', 'one')).toEqual([]);
    expect(after.networkAcls.where('vpcId', 'two').map(({ id }) => id)).toEqual(['b']);
    expect(before.networkAcls.where('vpcId', 'one')).toHaveLength(2);
  });

  test('know what was changed even where nothing was read, and nothing else', () => {
    const after = before.with({ routeTables: { put: [{ id: 'r', vpcId: 'one' }], drop: ['s'] } });
    expect(after.routeTables.of('r')).toEqual({ id: 'r', vpcId: 'one' });
    expect(after.routeTables.of('s')).toBeNull();
    expect(refusal(() => after.routeTables.where('vpcId', 'one'))).toEqual(['routeTables', denied]);
  });

  test('do not let an earlier gap hide what is dropped', () => {
    const gaps = new Map([[keyOf('id', 'x'), other]]);
    const after = factsOf({ targets: { gaps, rest: 'absent' } }).with({ targets: { drop: ['x'] } });
    expect(after.targets.of('x')).toBeNull();
  });
});
