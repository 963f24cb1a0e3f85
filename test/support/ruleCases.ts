/** Tests one rule about mirroring: what it finds, what it does not, and what it cannot decide. */
import { describe, expect, test } from '@jest/globals';
import { evaluate, type Question } from '../../src/mirroring/findings/evaluate.ts';
import type { FindingCode } from '../../src/mirroring/findings/rules.ts';
import { question } from './findings.ts';
import { type SiteChange, siteFacts } from './siteFacts.ts';

interface RuleCases {
  /** What is changed in an estate in which nothing is wrong, and each finding as `subject: message`. */
  readonly found: readonly (readonly [sentence: string, change: SiteChange, findings: readonly string[]])[];
  readonly clean: readonly (readonly [sentence: string, change: SiteChange])[];
  /** The subjects that are not decidable. */
  readonly undecided?: readonly (readonly [
    sentence: string,
    change: SiteChange,
    subjectIds: readonly string[],
  ])[];
  /** The subjects that another account alone can judge. */
  readonly unseen?: readonly (readonly [
    sentence: string,
    change: SiteChange,
    subjectIds: readonly string[],
  ])[];
  /** For rules about what the gateway knows. */
  readonly gateway?: Question['gateway'];
}

export function testRule(
  code: FindingCode,
  { found, clean, undecided = [], unseen = [], gateway = question.gateway }: RuleCases,
) {
  const judge = (change: SiteChange) =>
    evaluate(siteFacts(change), { ...question, gateway, codes: new Set([code]) });
  describe(code, () => {
    test.each(found)('is found %s', async (_, change, findings) => {
      const result = await judge(change);
      expect(result.findings.map((one) => `${one.subjectId}: ${one.message}`).sort()).toEqual(
        [...findings].sort(),
      );
      for (const { evidence, affectedSessionIds } of result.findings) {
        expect(evidence.length).toBeGreaterThan(0);
        expect(affectedSessionIds.length).toBeGreaterThan(0);
      }
    });

    test.each([['where nothing is wrong', {}] as const, ...clean])('is not found %s', async (_, change) => {
      expect(await judge(change)).toEqual({ findings: [], unchecked: [] });
    });

    const notChecked = [
      ...undecided.map((one) => [...one, 'NOT_DECIDABLE'] as const),
      ...unseen.map((one) => [...one, 'OTHER_ACCOUNT'] as const),
    ];
    if (notChecked.length > 0)
      test.each(notChecked)('is not decided %s', async (_, change, subjectIds, reason) => {
        const { findings, unchecked } = await judge(change);
        expect(findings).toEqual([]);
        expect(unchecked.map((row) => [row.reason, row.subjectIds])).toEqual([[reason, subjectIds]]);
      });
  });
}
