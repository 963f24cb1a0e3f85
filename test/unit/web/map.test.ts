import { describe, expect, test } from '@jest/globals';
import { carryOver, isInput, toForm, toInput } from '../../../src/web/map/change.ts';
import { areNarrow, narrow, noCriteria, sourcesOf } from '../../../src/web/map/criteria.ts';
import { isComplete, toEstate } from '../../../src/web/map/estate.ts';
import type { Marks } from '../../../src/web/map/findings.ts';
import {
  type Filter,
  type Interface,
  type List,
  type Part,
  type Session,
  type Target,
  updated,
  withChange,
} from '../../../src/web/map/lists.ts';
import { drawPicture } from '../../../src/web/map/picture.ts';
import { currentIn, sayGone, toFormErrors } from '../../../src/web/map/userErrors.ts';
import { ago, shownOf } from '../../../src/web/map/words.ts';

const scope = { accountId: '123456789012', region: 'us-east-1' };

const session = (n: number, more: Partial<Session> = {}): Session => ({
  id: `global-${n}`,
  trafficMirrorSessionId: `tms-${n}`,
  scope,
  networkInterfaceId: `eni-${n}`,
  trafficMirrorTargetId: 'tmt-1',
  trafficMirrorFilterId: 'tmf-1',
  packetLength: 100,
  sessionNumber: n,
  virtualNetworkId: n,
  description: 'words',
  tags: [],
  version: 'v1',
  ...more,
});

const networkInterface = (n: number, more: Partial<Interface> = {}): Interface => ({
  scope,
  networkInterfaceId: `eni-${n}`,
  vpcId: 'vpc-1',
  subnetId: `subnet-${n % 3}`,
  availabilityZone: 'us-east-1a',
  interfaceType: 'interface',
  instanceId: `i-${n}`,
  privateIpAddress: `10.0.0.${n}`,
  description: null,
  tags: [],
  ...more,
});

const target = {
  trafficMirrorTargetId: 'tmt-1',
  scope,
  type: 'NETWORK_LOAD_BALANCER',
  tags: [],
} as unknown as Target;
const rule = {} as Filter['ingressRules'][number];
const filter = (more: Partial<Filter> = {}) =>
  ({
    trafficMirrorFilterId: 'tmf-1',
    networkServices: [],
    ingressRules: [rule],
    egressRules: [],
    tags: [],
    ...more,
  }) as unknown as Filter;

const read = <Item>(items: readonly Item[]): List<Item> => ({ items, readAt: 1 });
const unread = { items: [], failure: 'no answer' };

const part = (more: Partial<Part> = {}): Part => ({
  scope,
  interfaces: read([networkInterface(1), networkInterface(2)]),
  sessions: read([session(1)]),
  targets: read([target]),
  filters: read([filter()]),
  ...more,
});
const estate = (more: Partial<Part> = {}) => toEstate([part(more)]);

describe('an estate', () => {
  test('keeps the last items of a list that could not be read again, with the reason', () => {
    const fresh = part({ sessions: unread, filters: { items: [], readAt: 2 } });
    expect(updated(part(), fresh)).toMatchObject({
      sessions: { items: [{ id: 'global-1' }], readAt: 1, failure: 'no answer' },
      filters: { items: [], readAt: 2 },
    });
    expect(updated(undefined, fresh).sessions).toEqual(unread);
    const again = updated(updated(part(), fresh), part({ sessions: { items: [], readAt: 3 } }));
    expect(again.sessions).toEqual({ items: [], readAt: 3 });
  });

  test('knows what does not exist only from lists that are as new as what refers to it', () => {
    const knows = (more: Partial<Part>) => isComplete(estate(more), scope, 'targets', 'sessions');
    expect(knows({})).toBe(true);
    expect(knows({ targets: unread })).toBe(false);
    expect(knows({ sessions: { items: [], readAt: 2 } })).toBe(false);
    expect(isComplete(estate(), { ...scope, region: 'eu-west-1' }, 'targets', 'sessions')).toBe(false);
  });

  test('shows a changed session, and removes a deleted one', () => {
    const sessionsAfter = (changed: Session | undefined) =>
      toEstate(withChange([part()], { kind: 'sessions', id: 'global-1', item: changed })).sessions;
    expect(sessionsAfter(session(1, { packetLength: 7 }))).toMatchObject([{ packetLength: 7 }]);
    expect(sessionsAfter(undefined)).toEqual([]);
  });
});

describe('the change that a form describes', () => {
  const change = (more: Partial<ReturnType<typeof toForm>>) =>
    toInput({ base: session(1), form: { ...toForm(session(1)), ...more } });

  test('has only the fields that differ, and the version of the session shown', () => {
    expect(change({ packetLength: ' 64 ', trafficMirrorTargetId: 'tmt-2' })).toEqual({
      trafficMirrorSessionId: 'tms-1',
      scope,
      ifVersion: 'v1',
      packetLength: 64,
      trafficMirrorTargetId: 'tmt-2',
    });
  });

  test('resets empty fields that can be reset', () => {
    expect(change({ packetLength: '', description: ' ', virtualNetworkId: '' })).toMatchObject({
      removeFields: ['PACKET_LENGTH', 'VIRTUAL_NETWORK_ID', 'DESCRIPTION'],
    });
    expect(change({ sessionNumber: '' })).toEqual({ sessionNumber: ['Must not be empty.'] });
  });

  test.each(['ten', '1.5', '1e3', '-1', '99999999999'])('is invalid with %s as a number', (text) => {
    const result = change({ packetLength: text });
    expect(isInput(result)).toBe(false);
    expect(result).toHaveProperty('packetLength');
  });

  test('is invalid if nothing differs', () => {
    expect(change({})).toEqual({ '': ['There is no change to preview.'] });
  });

  test('carries edits over to a session that was changed meanwhile, and keeps its other values', () => {
    const before = toForm(session(1));
    const edited = { ...before, packetLength: '64' };
    const after = toForm(session(1, { packetLength: 200, sessionNumber: 9 }));
    expect(carryOver(edited, before, after)).toEqual({ ...after, packetLength: '64' });
  });

  test('has user errors by form field, with the others under the empty name', () => {
    const about = (message: string, ...field: string[]) =>
      ({ code: 'INVALID_INPUT', field: field.length > 0 ? ['input', ...field] : null, message }) as const;
    const errors = [about('a', 'packetLength'), about('b', 'ifVersion'), about('c')];
    expect(toFormErrors(errors, toForm(session(1)))).toEqual({ packetLength: ['a'], '': ['b', 'c'] });
  });

  test('has user errors that say what became of the session', () => {
    const conflict = { code: 'VERSION_CONFLICT', field: null, message: '', current: session(1) } as const;
    const gone = (name: string) => ({ code: 'NOT_FOUND' as const, field: ['input', name], message: '' });
    expect(currentIn([gone('trafficMirrorTargetId'), conflict])).toEqual(session(1));
    expect(currentIn([{ ...conflict, current: null }])).toBeUndefined();
    expect(sayGone([gone('trafficMirrorTargetId'), conflict])).toBe(false);
    expect(sayGone([gone('trafficMirrorSessionId')])).toBe(true);
  });
});

describe('sourcesOf and narrow', () => {
  const nothingElse = { targets: new Map(), filters: new Map() };
  const none: Marks = new Map();

  test('include the interface of a session even if it cannot be read', () => {
    const sources = sourcesOf(estate({ interfaces: read([]) }));
    expect(sources.map(({ source }) => [source.networkInterfaceId, source.vpcId])).toEqual([['eni-1', null]]);
  });

  test('keep all sessions of an interface that matches, else the sessions that match', () => {
    const tags = [{ key: 'env', value: 'prod' }];
    const sessions = [session(1), session(1, { id: 'other', tags })];
    const byTag = (interfaces: Interface[]) =>
      narrow(
        sourcesOf(estate({ interfaces: read(interfaces), sessions: read(sessions) })),
        { ...noCriteria, tag: 'env=prod' },
        none,
        nothingElse,
      ).map((one) => one.sessions.length);
    expect(byTag([networkInterface(1, { tags })])).toEqual([2]);
    expect(byTag([networkInterface(1)])).toEqual([1]);
  });

  test('leave out interfaces without sessions when searching for sessions', () => {
    const all = sourcesOf(estate());
    const idsFor = (criteria: Partial<typeof noCriteria>) =>
      narrow(all, { ...noCriteria, ...criteria }, none, nothingElse).map(
        ({ source }) => source.networkInterfaceId,
      );
    expect(idsFor({})).toEqual(['eni-1', 'eni-2']);
    expect(idsFor({ vni: '1' })).toEqual(['eni-1']);
    expect(idsFor({ show: 'mirrored' })).toEqual(['eni-1']);
    expect(idsFor({ show: 'unmirrored' })).toEqual(['eni-2']);
    expect(idsFor({ show: 'findings' })).toEqual([]);
  });

  test('find a tag by its key, or by its key and all of its value', () => {
    const sources = sourcesOf(
      estate({ sessions: read([session(1, { tags: [{ key: 'q', value: 'a=1=2' }] })]) }),
    );
    const found = (tag: string) => narrow(sources, { ...noCriteria, tag }, none, nothingElse).length;
    expect(['q', 'q=a=1=2', ' q=a=1=2 ', 'q=a=1', 'q=a', 'q='].map(found)).toEqual([1, 1, 1, 0, 0, 0]);
  });

  test('know how many sessions are hidden, and that an empty search hides nothing', () => {
    const sources = sourcesOf(
      estate({ sessions: read([session(1), session(1, { id: 'b', virtualNetworkId: 7 })]) }),
    );
    expect(narrow(sources, { ...noCriteria, vni: '7' }, none, nothingElse)).toMatchObject([
      { total: 2, sessions: [{ id: 'b' }] },
    ]);
    expect([noCriteria, { ...noCriteria }, { ...noCriteria, text: ' ' }].map(areNarrow)).toEqual([
      false,
      false,
      false,
    ]);
    expect(areNarrow({ ...noCriteria, show: 'findings' })).toBe(true);
  });

  test('call no interface unmirrored whose sessions were not read', () => {
    const sources = sourcesOf(estate({ sessions: unread }));
    expect(sources.every(({ isUncertain }) => isUncertain)).toBe(true);
    expect(narrow(sources, { ...noCriteria, show: 'unmirrored' }, none, nothingElse)).toEqual([]);
  });
});

describe('words', () => {
  test('say how many are shown, and how long ago something was', () => {
    expect([shownOf(3, 3, 'session'), shownOf(1, 3, 'session')]).toEqual([
      '3 sessions',
      '1 of 3 sessions shown',
    ]);
    expect([59_999, 60_000, 7_200_000].map((age) => ago(0, age))).toEqual([
      'less than a minute ago',
      '1 minute ago',
      '2 hours ago',
    ]);
  });
});

describe('the picture', () => {
  const many = Array.from({ length: 600 }, (_, i) => i + 1);
  const crowd = estate({
    interfaces: read(many.map((n) => networkInterface(n))),
    sessions: read(many.map((n) => session(n))),
  });
  const draw = (open: [string, number][] = []) =>
    drawPicture(crowd, sourcesOf(crowd), new Map(open), undefined);

  test('draws each interface if there are few, and an edge for each session', () => {
    const { nodes, edges } = drawPicture(estate(), sourcesOf(estate()), new Map(), undefined);
    expect(nodes.map(({ type }) => type).toSorted()).toEqual([
      'frame',
      'heading',
      'heading',
      'source',
      'source',
      'target',
    ]);
    expect(edges.map(({ sourceHandle }) => sourceHandle)).toEqual(['global-1']);
  });

  test('draws subnets if there are many interfaces, with each session in one of their edges', () => {
    const { nodes, edges } = draw();
    expect(nodes.filter(({ type }) => type === 'bundle')).toHaveLength(3);
    expect(edges.flatMap(({ data }) => data?.sessionIds).toSorted()).toEqual(
      many.map((n) => `tms-${n}`).toSorted(),
    );
  });

  test('draws as many interfaces of a subnet as the user asked for, and loses no session', () => {
    const { nodes, edges } = draw([['subnet-1', 40]]);
    expect(nodes.filter(({ type }) => type === 'source')).toHaveLength(40);
    expect(edges.flatMap(({ data }) => data?.sessionIds)).toHaveLength(600);
  });

  test('lets no boxes overlap', () => {
    const boxes = draw([['subnet-1', 40]]).nodes.filter(({ type }) => type !== 'frame');
    for (const one of boxes) {
      for (const other of boxes) {
        if (one.id >= other.id) continue;
        const overlaps = (start: 'x' | 'y', size: 'width' | 'height') =>
          one.position[start] < other.position[start] + (other[size] ?? 0) &&
          other.position[start] < one.position[start] + (one[size] ?? 0);
        expect([one.id, other.id, overlaps('x', 'width') && overlaps('y', 'height')]).toEqual([
          one.id,
          other.id,
          false,
        ]);
      }
    }
  });
});
