/** What the rules find in the seeds of the embedded EC2, as the readers of the gateway read them. */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { iamActionOf } from '../../src/ec2/actions.ts';
import type { EstateFacts } from '../../src/ec2/estate/drafts.ts';
import { kinds } from '../../src/ec2/estate/kinds.ts';
import { deltaOf, type Evaluation, evaluate } from '../../src/mirroring/findings/evaluate.ts';
import { rules } from '../../src/mirroring/findings/rules.ts';
import { type EstateSubject, ofRules, startEstate } from '../support/estateReads.ts';
import { askedKinds, question, shown, withoutKind } from '../support/findings.ts';

interface Tagged {
  readonly tags?: readonly { readonly key: string; readonly value: string }[] | undefined;
}
const isTagged = ({ tags = [] }: Tagged, fault: string) =>
  tags.some(({ key, value }) => key === 'fault' && value === fault);
const faultOf = ({ tags = [] }: Tagged) => tags.find(({ key }) => key === 'fault')?.value;

/** What the tags of the seed say, as `CODE subject`. EC2 does not show the tags of the foreign target. */
function tagged(facts: EstateFacts): string[] {
  const filters = facts.filters.all();
  const rows: [string, Tagged][] = [
    ...facts.sessions.all().map((one): [string, Tagged] => [one.trafficMirrorSessionId, one]),
    ...facts.targets.all().map((one): [string, Tagged] => [one.trafficMirrorTargetId, one]),
    ...filters.map((one): [string, Tagged] => [one.trafficMirrorFilterId, one]),
    ...filters
      .flatMap((one) => [...one.ingressRules, ...one.egressRules])
      .map((one): [string, Tagged] => [one.trafficMirrorFilterRuleId, one]),
    ...facts.networkInterfaces.all().map((one): [string, Tagged] => [one.networkInterfaceId, one]),
  ];
  const subjects = new Map(rules.map(({ code, about }) => [code as string, about]));
  const prefixes = { session: 'tms-', target: 'tmt-', filter: 'tmf-', filterRule: 'tmfr-', source: 'eni-' };
  return rows
    .flatMap(([id, one]) => {
      const fault = faultOf(one);
      const about = fault === undefined ? undefined : subjects.get(fault);
      return about !== undefined && id.startsWith(prefixes[about]) ? [`${fault} ${id}`] : [];
    })
    .concat(
      facts.targets
        .all()
        .filter(isForeign)
        .map((one) => `FOREIGN_TARGET ${one.trafficMirrorTargetId}`),
    )
    .sort();
}

const isForeign = ({ ownerId }: { readonly ownerId: string | undefined }) => ownerId !== question.accountId;

describe('broken', () => {
  let broken: EstateSubject;
  let facts: EstateFacts;
  let found: Evaluation;
  const approving = {
    ...question,
    gateway: {
      ...question.gateway,
      approves: ({ trafficMirrorTargetId: id }: { readonly trafficMirrorTargetId: string }) => {
        const target = facts.targets.of(id);
        return target === null || !isTagged(target, 'UNAPPROVED_TARGET');
      },
    },
  };
  beforeAll(async () => {
    broken = await startEstate({ seed: 'broken' });
    facts = await broken.read();
    found = await evaluate(facts, approving);
  });
  beforeEach(() => broken.emulator.reset());

  test('has exactly the findings that its tags name, one for each rule', () => {
    expect(shown(found)).toEqual(tagged(facts));
    expect(found.findings.map(({ code }) => code)).toEqual(rules.map(({ code }) => code));
    expect(new Set(found.findings.map(({ id }) => id)).size).toBe(rules.length);
  });

  test('is checked wholly, except for what belongs to the other account', () => {
    const foreign = facts.targets.all().filter(isForeign);
    const ids = foreign.map((target) => target.trafficMirrorTargetId);
    expect(ids).toHaveLength(1);
    expect(found.unchecked.map(({ reason, subjectIds }) => [reason, subjectIds])).toEqual(
      found.unchecked.map(() => ['OTHER_ACCOUNT', ids]),
    );
    expect(found.unchecked.map(({ code }) => code)).toEqual([
      'TARGET_GONE',
      'COLLECTOR_STOPPED',
      'SG_BLOCKS',
      'NACL_BLOCKS',
      'NO_ROUTE',
      'VNI_AMBIGUOUS',
      'TARGET_NEARLY_FULL',
    ]);
  });

  test('has findings that say what they rest on', () => {
    for (const { code, evidence, affectedSessionIds, certainty, assumptions } of found.findings) {
      expect([code, evidence.length]).not.toEqual([code, 0]);
      expect([code, affectedSessionIds.length]).not.toEqual([code, 0]);
      expect([code, certainty]).toEqual([code, assumptions.length > 0 ? 'LIKELY' : 'CERTAIN']);
    }
  });

  test('is judged by rules that look only at what they say they read', async () => {
    const asked = await askedKinds(facts, approving);
    for (const { code, reads } of rules) {
      const undeclared = [...(asked.get(code) ?? [])].filter(
        (kind) => !(reads as readonly string[]).includes(kind),
      );
      // What is judged is listed from these, whatever the rule reads.
      const listing = ['sessions', 'targets', 'filters'];
      expect([code, undeclared.filter((kind) => !listing.includes(kind))]).toEqual([code, []]);
    }
  });

  test.each(ofRules.filter((kind) => !['sessions', 'targets', 'filters'].includes(kind)))(
    'without the action that reads %s, nothing more is found, and exactly the rules that need it are unchecked',
    async (kind) => {
      const asked = await askedKinds(facts, approving);
      broken.emulator.deny(kinds[kind].action);
      const fewer = await evaluate(await broken.read(), approving);
      const { added } = deltaOf(found, fewer);
      expect(added).toEqual([]);
      const iamAction = iamActionOf(kinds[kind].action);
      const unchecked = fewer.unchecked.filter((row) => row.reason !== 'OTHER_ACCOUNT');
      expect(unchecked.map((row) => [row.reason, row.iamAction])).toEqual(
        unchecked.map(() => ['UNAUTHORIZED', iamAction]),
      );
      expect(new Set(unchecked.map(({ code }) => code))).toEqual(
        new Set(rules.map(({ code }) => code).filter((code) => asked.get(code)?.has(kind))),
      );
      const others = found.findings.filter(({ code }) => !asked.get(code)?.has(kind));
      expect(fewer.findings.filter(({ code }) => !asked.get(code)?.has(kind))).toEqual(others);
    },
  );

  test.each(['sessions', 'targets', 'filters'] as const)(
    'without %s, nothing more is found, and what needs them is unchecked',
    async (kind) => {
      const gap = { reason: 'OUT_OF_TIME' } as const;
      const fewer = await evaluate(withoutKind(facts, kind, gap), approving);
      expect(deltaOf(found, fewer).added).toEqual([]);
      const unchecked = new Set(
        fewer.unchecked.filter(({ reason }) => reason === 'OUT_OF_TIME').map((row) => row.code),
      );
      const needed = rules.filter(({ reads }) => (reads as readonly string[]).includes(kind));
      expect(needed.length).toBeGreaterThan(0);
      for (const { code } of needed) expect([code, unchecked.has(code)]).toEqual([code, true]);
    },
  );

  test('with the permission to read alone, the rules that need more name the permission that is missing', async () => {
    const fewer = await evaluate(await broken.read({ held: ['traffic-mirror:read'] }), approving);
    expect(deltaOf(found, fewer).added).toEqual([]);
    const permission = 'traffic-mirror:insight';
    const unchecked = fewer.unchecked.filter((row) => row.permission === permission);
    expect(unchecked.map(({ code }) => code)).toContain('SG_BLOCKS');
    expect(
      unchecked.map(({ message }) => message).filter((message) => !message.includes(permission)),
    ).toEqual([]);
    for (const code of ['FILTER_EMPTY', 'SESSION_SHADOWED', 'COLLECTOR_STOPPED', 'VNI_AMBIGUOUS'])
      expect(fewer.findings.map((finding) => finding.code)).toContain(code);
  });
});

describe('demo', () => {
  test('has nothing broken, and the two sessions of prod-api-1 that never get a packet', async () => {
    const estate = await startEstate({ seed: 'demo' });
    const facts = await estate.read();
    const { findings, unchecked } = await evaluate(facts, question);
    expect(findings.filter(({ severity }) => severity === 'BROKEN')).toEqual([]);
    expect(unchecked).toEqual([]);
    const shadowed = findings.filter(({ code }) => code === 'SESSION_SHADOWED');
    const names = shadowed
      .map(({ subjectId }) => facts.sessions.of(subjectId)?.tags.find(({ key }) => key === 'Name')?.value)
      .sort();
    expect(names).toEqual(['api-1-db', 'api-1-web']);
  });
});
