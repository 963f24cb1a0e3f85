/** The metrics of findings, as the last evaluation in the background counted them. */
import type { Instruments } from './instruments.ts';

interface FindingsReading {
  /** All codes. */
  readonly counts: readonly { readonly code: string; readonly severity: string; readonly count: number }[];
  /** By code: how many subjects could not be checked. */
  readonly unchecked: readonly { readonly code: string; readonly reason: string; readonly count: number }[];
  readonly scopesFailed: number;
  /** When the reading began, in seconds since 1970. */
  readonly beganAt: number;
}

export function findingMetrics({ show, showEach }: Instruments) {
  return {
    /** Shows the last evaluation of findings. Called when there is a first one: no number stands for what was never read. */
    watchFindings(read: () => FindingsReading): void {
      showEach(
        'traffic_mirror_findings',
        'Findings by code and severity, in the last evaluation. Those in accounts and Regions that could not be read, and of subjects that could not be checked, are not in it.',
        ['code', 'severity'],
        () => read().counts.map(({ count, ...labels }) => [labels, count]),
      );
      showEach(
        'traffic_mirror_findings_unchecked',
        'Subjects that could not be checked in the last evaluation, by code and reason, where there are any. A list that was cut short counts as one more.',
        ['code', 'reason'],
        () => read().unchecked.map(({ count, ...labels }) => [labels, count]),
      );
      show(
        'traffic_mirror_findings_scopes_failed',
        'Accounts and Regions that could not be read in the last evaluation. Their findings are in no other number.',
        () => read().scopesFailed,
      );
      show(
        'traffic_mirror_findings_timestamp_seconds',
        'When the last evaluation of findings began to read, in seconds since 1970.',
        () => read().beganAt,
      );
    },
  };
}
