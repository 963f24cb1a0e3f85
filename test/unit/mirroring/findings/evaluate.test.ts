/** The table of rules, the identity of findings, and what an evaluation and a comparison of two say. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { brokenNetwork } from '../../../../src/emulator/seeds/networks/broken.ts';
import { deltaOf, evaluate } from '../../../../src/mirroring/findings/evaluate.ts';
import { severities } from '../../../../src/mirroring/findings/rule.ts';
import { type FindingCode, kindsFor, rules } from '../../../../src/mirroring/findings/rules.ts';
import { question, shown, withoutKind } from '../../../support/findings.ts';
import { filter, networkInterface, rule, session, siteFacts, target } from '../../../support/siteFacts.ts';

const codes = rules.map(({ code }) => code);
const inCamelCase = (code: string) =>
  code.toLowerCase().replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const folder = join(import.meta.dirname, '../../../../src/mirroring/findings');

describe('the table of rules', () => {
  test('has the faults of the seed `broken`', () => {
    const text = JSON.stringify(brokenNetwork({ accountId: '123456789012', region: 'us-east-1' }));
    const faults = new Set([...text.matchAll(/"fault":"(\w+)"/g)].map(([, fault]) => fault));
    expect([...faults].sort()).toEqual([...codes].sort());
  });

  test('has a file and a test for each rule', () => {
    const sources = readdirSync(folder);
    const tests = readdirSync(import.meta.dirname);
    for (const code of codes) {
      expect(sources).toContain(`${inCamelCase(code)}.ts`);
      expect(tests).toContain(`${inCamelCase(code)}.test.ts`);
    }
  });

  test('is ordered by severity, and each rule has its texts', () => {
    const places = rules.map(({ severity }) => severities.indexOf(severity));
    expect(places).toEqual([...places].sort((left, right) => left - right));
    for (const { means, condition, source, remedy } of rules)
      for (const text of [means, condition, source, remedy]) expect(text).toMatch(/^[A-Z].*\.$/);
  });

  test('names the kinds that some rules read', () => {
    expect([...kindsFor(new Set(['NLB_NO_LISTENER']))].sort()).toEqual([
      'filters',
      'listeners',
      'loadBalancers',
      'sessions',
      'targets',
    ]);
  });
});

/** One finding about a target, one about a filter and one about a session. */
const change = {
  filters: { put: [filter('tmf-empty', [])] },
  sessions: {
    put: [
      session(2, { trafficMirrorTargetId: 'tmt-balancer', trafficMirrorFilterId: 'tmf-empty' }),
      session(4, { networkInterfaceId: 'eni-1', sessionNumber: 2 }),
    ],
  },
  networkInterfaces: { drop: ['eni-collector'] },
};
const expected = ['FILTER_EMPTY tmf-empty', 'SESSION_SHADOWED tms-4', 'TARGET_GONE tmt-interface'];

describe('an evaluation', () => {
  test('finds nothing where nothing is wrong', async () => {
    expect(await evaluate(siteFacts(), question)).toEqual({ findings: [], unchecked: [] });
  });

  test('lists the most severe first', async () => {
    const { findings } = await evaluate(siteFacts(change), question);
    expect(findings.map(({ code }) => code)).toEqual(['TARGET_GONE', 'FILTER_EMPTY', 'SESSION_SHADOWED']);
    expect(findings.map(({ affectedSessionIds }) => affectedSessionIds)).toEqual([
      ['tms-1', 'tms-4'],
      ['tms-2'],
      ['tms-4'],
    ]);
  });

  test('is the same in whichever order the facts arrive', async () => {
    const once = await evaluate(siteFacts(change), question);
    expect(
      await evaluate(
        siteFacts(change, (items) => items.toReversed()),
        question,
      ),
    ).toEqual(once);
  });

  test('checks only the rules that are asked for', async () => {
    const some = { ...question, codes: new Set<FindingCode>(['FILTER_EMPTY']) };
    expect(shown(await evaluate(siteFacts(change), some))).toEqual(['FILTER_EMPTY tmf-empty']);
  });

  test('of some sessions judges them and what they use, with all that use it', async () => {
    const facts = siteFacts(change);
    const selected = facts.sessions.known.filter((one) => one.trafficMirrorSessionId === 'tms-1');
    const { findings } = await evaluate(facts, { ...question, selection: { sessions: selected } });
    expect(findings.map(({ code, affectedSessionIds }) => [code, affectedSessionIds])).toEqual([
      ['TARGET_GONE', ['tms-1', 'tms-4']],
    ]);
  });

  test('of a filter that nobody uses judges its rules', async () => {
    const unused = filter('tmf-draft', [rule('tmfr-1', 1), rule('tmfr-2', 2)]);
    const selection = { sessions: [], filterIds: ['tmf-draft'] };
    const result = await evaluate(siteFacts({ filters: { put: [unused] } }), { ...question, selection });
    expect(shown(result)).toEqual(['RULE_SHADOWED tmfr-2']);
  });

  test('waits whenever it is told to', async () => {
    let waits = 0;
    const pause = async () => {
      await Promise.resolve();
      waits += 1;
    };
    const result = await evaluate(siteFacts(change), { ...question, pause });
    expect(shown(result)).toEqual(expected);
    expect(waits).toBeGreaterThan(rules.length);
  });

  test('says which rules were not checked, why, and for whom', async () => {
    const gap = { reason: 'UNAUTHORIZED', iamAction: 'ec2:DescribeSecurityGroups' } as const;
    const { unchecked } = await evaluate(withoutKind(siteFacts(), 'securityGroups', gap), question);
    expect(unchecked).toEqual([
      {
        code: 'SG_BLOCKS',
        ...gap,
        message:
          'The security groups were not read. IAM does not allow the gateway to call ec2:DescribeSecurityGroups. Allow it.',
        subjectIds: ['tmt-interface'],
        isCutShort: false,
      },
      expect.objectContaining({ code: 'NLB_BACKEND_BLOCKS', subjectIds: ['tmt-balancer'] }),
    ]);
  });

  test('names all that was not read, and says when a reason is that of some subjects', async () => {
    const codes = new Set<FindingCode>(['SG_BLOCKS']);
    const gap = { reason: 'UNAVAILABLE' } as const;
    const facts = withoutKind(withoutKind(siteFacts(), 'securityGroups', gap), 'loadBalancers', gap);
    const [row] = (await evaluate(facts, { ...question, codes })).unchecked;
    expect(row?.message).toBe(
      'The load balancers and security groups were not read. The read failed or was throttled. Try again.',
    );
    const unshown = siteFacts({ targets: { drop: ['tmt-interface', 'tmt-balancer'] } });
    const [other] = (await evaluate(unshown, { ...question, codes })).unchecked;
    expect(other?.message).toBe(
      'This cannot be decided from what AWS tells, for example: EC2 does not tell of tmt-balancer.',
    );
  });

  test('says that nothing is known of a target that EC2 does not show', async () => {
    const { findings, unchecked } = await evaluate(
      siteFacts({ targets: { drop: ['tmt-interface'] } }),
      question,
    );
    expect(findings).toEqual([]);
    const about = rules.filter((rule) => rule.about === 'target').map(({ code }) => code);
    expect(unchecked.map(({ code }) => code)).toEqual(
      expect.arrayContaining([...about, 'COLLECTOR_MIRRORED']),
    );
    expect(new Set(unchecked.map(({ reason }) => reason))).toEqual(new Set(['NOT_DECIDABLE']));
  });

  test('says that a list was cut short, of which nobody knows what is missing', async () => {
    const codes = new Set<FindingCode>(['FOREIGN_TARGET']);
    const cut = withoutKind(siteFacts(), 'sessions', { reason: 'OUT_OF_TIME' });
    const { unchecked } = await evaluate(cut, { ...question, codes });
    expect(unchecked).toMatchObject([{ reason: 'OUT_OF_TIME', subjectIds: [], isCutShort: true }]);
    const foreign = siteFacts({ targets: { put: [target('tmt-interface', { ownerId: '210987654321' })] } });
    const before = await evaluate(foreign, { ...question, codes });
    expect(shown(before)).toEqual(['FOREIGN_TARGET tmt-interface']);
    expect(deltaOf(before, { findings: [], unchecked }).resolved).toEqual([]);
  });

  test('keeps what it found without a read that is missing for another subject', async () => {
    const facts = siteFacts({
      filters: { put: [filter('tmf-odd', [rule('tmfr-odd', 1, { ruleNumber: undefined })])] },
    });
    const odd = facts.with({
      sessions: {
        put: [
          session(2, { networkInterfaceId: 'eni-1', sessionNumber: 2, trafficMirrorFilterId: 'tmf-odd' }),
          session(4, { networkInterfaceId: 'eni-1', sessionNumber: 3 }),
        ],
      },
    });
    const codes = new Set<FindingCode>(['SESSION_SHADOWED']);
    const { findings, unchecked } = await evaluate(odd, { ...question, codes });
    expect(findings.map(({ subjectId }) => subjectId)).toEqual(['tms-4']);
    expect(unchecked.map(({ reason, subjectIds }) => [reason, subjectIds])).toEqual([
      ['NOT_DECIDABLE', ['tms-2']],
    ]);
  });
});

describe('the id of a finding', () => {
  const idsOf = async (...[facts, asking = question]: [Parameters<typeof siteFacts>[0], typeof question?]) =>
    (await evaluate(siteFacts(facts), asking)).findings.map(({ id }) => id);

  test('has 22 characters, and depends on the account, the Region, the rule and the subject', async () => {
    const ids = [
      ...(await idsOf(change)),
      ...(await idsOf(change, { ...question, region: 'eu-west-1' })),
      ...(await idsOf(change, { ...question, accountId: '210987654321' })),
    ];
    expect(ids.filter((id) => !/^[\w-]{22}$/.test(id))).toEqual([]);
    // In the other account, the three targets are foreign too.
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('stays when more sessions are affected', async () => {
    const gone = { networkInterfaces: change.networkInterfaces };
    const more = { ...gone, sessions: { put: [session(4, { networkInterfaceId: 'eni-2' })] } };
    expect(await idsOf(more)).toEqual(await idsOf(gone));
  });

  test('does not change from release to release', async () => {
    const [id] = await idsOf({ networkInterfaces: change.networkInterfaces });
    expect(id).toBe('v7iT8QK-iZAK4hJ9QuGpZr');
  });
});

describe('the difference of two evaluations', () => {
  test('is what a change adds and what it ends', async () => {
    const facts = siteFacts(change);
    const before = await evaluate(facts, question);
    const after = await evaluate(
      facts.with({
        sessions: { drop: ['tms-2'] },
        networkInterfaces: { put: [networkInterface('eni-3', '10.0.0.3', { instanceId: undefined })] },
      }),
      question,
    );
    const { added, resolved } = deltaOf(before, after);
    expect(added.map(({ code, subjectId }) => `${code} ${subjectId}`)).toEqual(['SOURCE_BILLED_IDLE eni-3']);
    expect(resolved.map(({ code, subjectId }) => `${code} ${subjectId}`)).toEqual(['FILTER_EMPTY tmf-empty']);
  });

  test('does not call ended what could not be checked afterwards', async () => {
    const facts = siteFacts(change);
    const before = await evaluate(facts, question);
    const blind = withoutKind(facts, 'networkInterfaces', { reason: 'UNAVAILABLE' });
    const { added, resolved } = deltaOf(before, await evaluate(blind, question));
    expect([added, resolved]).toEqual([[], []]);
  });
});
