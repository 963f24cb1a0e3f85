/** The metrics of the audit file. */
import { type Instruments, labelled } from './instruments.ts';

interface AuditReading {
  readonly isAvailable: boolean;
  /** By event. */
  readonly lines: Readonly<Record<string, number>>;
  readonly oldestOpenIntentSeconds: number;
  readonly leftUnknown: number;
}

export function auditMetrics({ show, showCounts }: Instruments) {
  return {
    watchAudit(read: () => AuditReading): void {
      show(
        'audit_available',
        'Whether the audit file can be written: 1, or 0 while changes are refused.',
        () => Number(read().isAvailable),
      );
      show(
        'audit_oldest_open_intent_seconds',
        'How long the oldest change is running that has no outcome yet; 0 when there is none.',
        () => read().oldestOpenIntentSeconds,
      );
      show(
        'audit_left_unknown',
        'Changes that were running when the process before this one ended, so that their outcomes are unknown.',
        () => read().leftUnknown,
      );
      showCounts('audit_lines_total', 'Lines written to the audit file, by event.', ['event'], () =>
        labelled('event', Object.entries(read().lines)),
      );
    },
  };
}
