/** How many findings of each code there are. */
import type { Finding } from '../../mirroring/findings/evaluate.ts';
import type { Severity } from '../../mirroring/findings/rule.ts';
import { type FindingCode, rules } from '../../mirroring/findings/rules.ts';

export interface FindingCount {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly count: number;
}

/** One for each code, most severe first, also for those without findings. */
export const countsOf = (findings: readonly Pick<Finding, 'code'>[]): FindingCount[] =>
  rules.map(({ code, severity }) => ({
    code,
    severity,
    count: findings.filter((finding) => finding.code === code).length,
  }));
