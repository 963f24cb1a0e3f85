import { describe, expect, test } from '@jest/globals';
import { isInput, toForm, toFormErrors, toInput } from '../../../src/web/map/change.ts';
import { narrow, noCriteria, sourcesOf } from '../../../src/web/map/criteria.ts';
import type { Estate, Filter, Interface, Session, Target } from '../../../src/web/map/estate.ts';
import { drawPicture } from '../../../src/web/map/picture.ts';
import { findProblems } from '../../../src/web/map/problems.ts';

const session = (n: number, more: Partial<Session> = {}): Session => ({
  id: `global-${n}`,
  trafficMirrorSessionId: `tms-${n}`,
  scope: { accountId: '123456789012', region: 'us-east-1' },
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
  region: 'us-east-1',
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

const estate = (more: Partial<Estate> = {}): Estate => ({
  interfaces: [networkInterface(1), networkInterface(2)],
  sessions: [session(1)],
  targets: new Map([['tmt-1', target]]),
  filters: new Map([['tmf-1', filter()]]),
  ...more,
});

describe('findProblems', () => {
  const problemsOf = (more: Partial<Estate>) =>
    [...findProblems(estate(more))].map(([id, found]) => [id, found.join(' ')]);

  test('finds none if nothing is wrong', () => {
    expect(problemsOf({ sessions: [session(1), session(2)] })).toEqual([]);
  });

  test('finds a missing target, a missing filter and an empty filter', () => {
    expect(problemsOf({ targets: new Map() })).toEqual([
      ['global-1', expect.stringContaining('target was not found')],
    ]);
    expect(problemsOf({ filters: new Map() })).toEqual([
      ['global-1', expect.stringContaining('filter was not found')],
    ]);
    const empty = new Map([['tmf-1', filter({ ingressRules: [] })]]);
    expect(problemsOf({ filters: empty })).toEqual([['global-1', expect.stringContaining('no rules')]]);
  });

  test('accepts a filter without rules that mirrors DNS', () => {
    const dns = new Map([['tmf-1', filter({ ingressRules: [], networkServices: ['AMAZON_DNS'] })]]);
    expect(problemsOf({ filters: dns })).toEqual([]);
  });

  test('finds a VNI used twice for the same target, but not for two targets', () => {
    const two = (targetId: string) => [
      session(1),
      session(2, { virtualNetworkId: 1, trafficMirrorTargetId: targetId }),
    ];
    expect(problemsOf({ sessions: two('tmt-1') }).map(([id]) => id)).toEqual(['global-1', 'global-2']);
    const targets = new Map([
      ['tmt-1', target],
      ['tmt-2', target],
    ]);
    expect(problemsOf({ sessions: two('tmt-2'), targets })).toEqual([]);
  });
});

describe('the change that a form describes', () => {
  const change = (more: Partial<ReturnType<typeof toForm>>) =>
    toInput(session(1), { ...toForm(session(1)), ...more });

  test('has only the fields that differ, and the version of the session shown', () => {
    expect(change({ packetLength: ' 64 ', trafficMirrorTargetId: 'tmt-2' })).toEqual({
      trafficMirrorSessionId: 'global-1',
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

  test('has user errors by form field, with the others under the empty name', () => {
    const errors = [
      { field: ['input', 'packetLength'], message: 'a' },
      { field: ['input', 'ifVersion'], message: 'b' },
      { field: null, message: 'c' },
    ];
    expect(toFormErrors(errors, toForm(session(1)))).toEqual({ packetLength: ['a'], '': ['b', 'c'] });
  });
});

describe('sourcesOf and narrow', () => {
  const none = new Map<string, string[]>();

  test('include the interface of a session even if it cannot be read', () => {
    const sources = sourcesOf(estate({ interfaces: [] }));
    expect(sources.map(({ source }) => [source.networkInterfaceId, source.vpcId])).toEqual([['eni-1', null]]);
  });

  test('keep all sessions of an interface that matches, else the sessions that match', () => {
    const tags = [{ key: 'env', value: 'prod' }];
    const sessions = [session(1), session(1, { id: 'other', tags })];
    const byTag = (interfaces: Interface[]) =>
      narrow(sourcesOf(estate({ interfaces, sessions })), { ...noCriteria, tag: 'env=prod' }, none).map(
        (one) => one.sessions.length,
      );
    expect(byTag([networkInterface(1, { tags })])).toEqual([2]);
    expect(byTag([networkInterface(1)])).toEqual([1]);
  });

  test('leave out interfaces without sessions when searching for sessions', () => {
    const all = sourcesOf(estate());
    const idsFor = (criteria: Partial<typeof noCriteria>) =>
      narrow(all, { ...noCriteria, ...criteria }, none).map(({ source }) => source.networkInterfaceId);
    expect(idsFor({})).toEqual(['eni-1', 'eni-2']);
    expect(idsFor({ vni: '1' })).toEqual(['eni-1']);
    expect(idsFor({ show: 'mirrored' })).toEqual(['eni-1']);
    expect(idsFor({ show: 'unmirrored' })).toEqual(['eni-2']);
    expect(idsFor({ show: 'problems' })).toEqual([]);
  });
});

describe('the picture', () => {
  const many = Array.from({ length: 600 }, (_, i) => i + 1);
  const crowd = estate({
    interfaces: many.map((n) => networkInterface(n)),
    sessions: many.map((n) => session(n)),
  });
  const draw = (subnets: [string, number][] = []) =>
    drawPicture(crowd, sourcesOf(crowd), { subnets: new Map(subnets), targets: false }, true);

  test('draws each interface if there are few, and an edge for each session', () => {
    const { nodes, edges } = drawPicture(
      estate(),
      sourcesOf(estate()),
      { subnets: new Map(), targets: false },
      true,
    );
    expect(nodes.map(({ type }) => type).toSorted()).toEqual([
      'heading',
      'heading',
      'source',
      'source',
      'target',
      'vpc',
    ]);
    expect(edges.map(({ sourceHandle }) => sourceHandle)).toEqual(['global-1']);
  });

  test('draws subnets if there are many interfaces, with each session in one of their edges', () => {
    const { nodes, edges } = draw();
    expect(nodes.filter(({ type }) => type === 'subnet')).toHaveLength(3);
    expect(edges.flatMap(({ data }) => data?.sessionIds).toSorted()).toEqual(
      many.map((n) => `global-${n}`).toSorted(),
    );
  });

  test('draws as many interfaces of a subnet as the user asked for, and loses no session', () => {
    const { nodes, edges } = draw([['subnet-1', 40]]);
    expect(nodes.filter(({ type }) => type === 'source')).toHaveLength(40);
    expect(edges.flatMap(({ data }) => data?.sessionIds)).toHaveLength(600);
  });

  test('lets no boxes overlap', () => {
    const boxes = draw([['subnet-1', 40]]).nodes.filter(({ type }) => type !== 'vpc');
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
