import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../src/web/map/estate.ts';
import { type Finding, marksOf, toFinding, type Unchecked } from '../../../src/web/map/findings.ts';
import { countsOf, uncheckedCount, uncheckedReasons } from '../../../src/web/map/findingWords.ts';

const finding = (id: string, more: Partial<Finding> = {}): Finding => ({
  id,
  severity: 'BROKEN',
  message: 'words',
  remedy: 'more words',
  affectedSessionCount: 0,
  evidence: [],
  assumptions: [],
  subjectId: undefined,
  sessionIds: [],
  ...more,
});

const session = (id: string, trafficMirrorTargetId: string, trafficMirrorFilterId: string) => ({
  id,
  trafficMirrorTargetId,
  trafficMirrorFilterId,
  networkInterfaceId: `eni-${id}`,
});

const estate = {
  sessions: [session('a', 'tmt-1', 'tmf-1'), session('b', 'tmt-1', 'tmf-2'), session('c', 'tmt-2', 'tmf-2')],
  filters: new Map([
    ['tmf-1', { ingressRules: [], egressRules: [{ trafficMirrorFilterRuleId: 'tmfr-1' }] }],
    ['tmf-2', { ingressRules: [], egressRules: [] }],
  ]),
} as unknown as Estate;

const marked = (...found: Finding[]) =>
  Object.fromEntries(
    [...marksOf(found, estate)].map(([id, findings]) => [id, findings.map((one) => one.id).join()]),
  );

describe('what findings mark', () => {
  test('is what they are about and the sessions that they affect, most severe first', () => {
    const target = finding('f', { subjectId: 'tmt-1', sessionIds: ['b'], affectedSessionCount: 1 });
    expect(marked(target, finding('g', { subjectId: 'b' }))).toEqual({ 'tmt-1': 'f', b: 'f,g' });
  });

  test('is the filter, if they are about one of its rules', () => {
    expect(marked(finding('f', { subjectId: 'tmfr-1' }))).toEqual({ 'tmf-1': 'f' });
  });

  test('is every session of what they are about, if more are affected than were listed', () => {
    const more = (subjectId: string) =>
      marked(finding('f', { subjectId, sessionIds: ['x'], affectedSessionCount: 2 }));
    expect(more('tmt-1')).toEqual({ 'tmt-1': 'f', x: 'f', a: 'f', b: 'f' });
    expect(more('tmf-2')).toEqual({ 'tmf-2': 'f', x: 'f', b: 'f', c: 'f' });
    expect(more('tmfr-1')).toEqual({ 'tmf-1': 'f', x: 'f', a: 'f' });
    expect(more('eni-c')).toEqual({ 'eni-c': 'f', x: 'f', c: 'f' });
  });

  test('is nothing, if what they are about does not exist any more', () => {
    const { subjectId: _, sessionIds: __, ...shown } = finding('f');
    const gone = toFinding({ ...shown, subject: null, affectedSessions: null });
    expect(marked(gone)).toEqual({});
    const about = (subject: Parameters<typeof toFinding>[0]['subject']) =>
      toFinding({ ...shown, subject, affectedSessions: { nodes: [{ id: 'a' }] } });
    expect(about({ trafficMirrorFilterId: 'tmf-1' })).toMatchObject({
      subjectId: 'tmf-1',
      sessionIds: ['a'],
    });
  });
});

describe('findings in words', () => {
  test('are counted by severity, most severe first', () => {
    const severities = ['NOTICE', 'BROKEN', 'NOTICE', 'RISK'] as const;
    expect(countsOf(severities.map((severity) => finding('f', { severity })))).toBe(
      '1 broken, 1 risk, 2 notice',
    );
    expect(countsOf([])).toBe('');
  });

  test('say once why several rules were not checked, and what is missing', () => {
    const row = (code: Unchecked['code'], more: Partial<Unchecked> = {}): Unchecked => ({
      code,
      message: 'The routes were not read.',
      iamAction: null,
      requiredPermission: null,
      subjectCount: 3,
      isCutShort: false,
      ...more,
    });
    const unchecked = [
      row('SG_BLOCKS'),
      row('NO_ROUTE', { isCutShort: true }),
      row('NO_ROUTE', { message: 'IAM does not allow it.', iamAction: 'ec2:DescribeRouteTables' }),
    ];
    expect(uncheckedCount(unchecked)).toBe('2 rules could not be checked');
    expect(uncheckedReasons(unchecked)).toEqual([
      { reason: 'The routes were not read.', rules: 'SG_BLOCKS (3) and NO_ROUTE (at least 3)' },
      { reason: 'IAM does not allow it. Missing: ec2:DescribeRouteTables.', rules: 'NO_ROUTE (3)' },
    ]);
  });
});
