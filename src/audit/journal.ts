/** The changes and denials that are recorded: an outcome for every intent, also when the audit file cannot be written for a time. */
import type { Logger } from '../log.ts';
import { type AuditFile, createAuditFile, type OpenAudit } from './auditFile.ts';
import { createBacklog } from './backlog.ts';
import type { OpenIntent } from './stretch.ts';

/** A change whose intent is written and whose outcome is not known yet. */
export interface Running {
  /** Resolves to whether the intent is on the disk. If it is not, EC2 must not be asked. */
  isOnDisk(): Promise<boolean>;
  /** Records the outcome, now or when the file can be written again. Only the first call counts. */
  end(outcome: object): void;
}

export interface Journal extends Pick<AuditFile, 'isAvailable' | 'lookAgain' | 'lines'> {
  /** Writes an intent. @returns undefined when that is not possible now. */
  begin(intent: object): Running | undefined;
  /** Records a denial, now or when the file can be written again. */
  deny(denial: object): void;
  /** Records the beginning or the end of an operation likewise. */
  note(operation: object): void;
  /** How many changes were running when the process before this one ended. */
  leftUnknown(): number;
  /** 0 when no change is running. */
  oldestRunningSeconds(): number;
  /** Closes the file. Synchronous. */
  close(): void;
}

/** An outcome, a denial or a note about an operation that could not be written in its time. */
interface Late {
  readonly event: 'outcome' | 'denied' | 'operation';
  readonly ts: Date;
  /** Of an outcome: the `seq` of its intent. */
  readonly intent?: number | undefined;
}

const whatIs: Readonly<Record<Late['event'], string>> = {
  outcome: 'an outcome',
  denied: 'a denial',
  operation: 'the beginning or end of an operation',
};

/**
 * Opens the file, and records the outcome of every change that was running when the gateway last ended as unknown.
 *
 * @throws BrokenChain when it is not an intact audit file; Error when it cannot be used. Trouble that passes is not an error.
 */
export async function startJournal(open: OpenAudit, log: Logger): Promise<Journal> {
  /** When each running change began, oldest first. */
  const running = new Set<{ readonly startedAtMs: number }>();
  /** The intents that are written, and whose outcomes are not, by their `seq`. */
  const openIntents = new Map<number, object>();
  let leftUnknown = 0;
  const backlog = createBacklog<Late>();
  const file = createAuditFile(open, log, {
    opened(left) {
      for (const intent of left) endUnknown(intent);
    },
    running: () => [...openIntents].map(([seq, facts]) => ({ seq, ...facts })),
    late() {
      const { kept, lost } = backlog.read();
      return { entries: kept, lost };
    },
    recovered() {
      for (const { intent } of backlog.read().kept) openIntents.delete(intent ?? 0);
      backlog.clear();
    },
  });

  /** @param intent of an outcome: the `seq` of its intent. */
  function record(event: Late['event'], facts: object, intent?: number): void {
    const entry = { ...(intent !== undefined && { intent }), ...facts };
    if (file.write(event, entry) !== undefined) return void openIntents.delete(intent ?? 0);
    const isKept = backlog.keep({ ts: new Date(), event, ...entry });
    log.error({ entry: { event, ...entry }, isKept }, `audit: ${whatIs[event]} could not be written`);
  }

  function endUnknown({ seq, ...line }: OpenIntent): void {
    leftUnknown++;
    const names = [
      ...['requestId', 'traceId', 'sourceIp', 'actor', 'action', 'account', 'region', 'dryRun'],
      ...['capture', 'policy', 'operation', 'onBehalfOf'],
    ];
    const facts = Object.fromEntries(names.map((name) => [name, line[name]]));
    log.warn(
      { intent: seq, ...facts, resources: line.resources },
      'audit: the gateway ended while this change was running; its outcome is unknown',
    );
    openIntents.set(seq, { ...facts, resources: line.resources });
    record('outcome', { ...facts, outcome: 'unknown' }, seq);
  }

  await file.start();
  return {
    isAvailable: file.isAvailable,
    lookAgain: file.lookAgain,
    lines: file.lines,
    begin(intent) {
      const place = file.write('intent', intent);
      if (place === undefined) return undefined;
      openIntents.set(place.seq, intent);
      const begun = { startedAtMs: performance.now() };
      running.add(begun);
      return {
        isOnDisk: () => file.isOnDisk(place),
        end: (outcome) => {
          if (running.delete(begun)) record('outcome', outcome, place.seq);
        },
      };
    },
    deny: (denial) => record('denied', denial),
    note: (operation) => record('operation', operation),
    leftUnknown: () => leftUnknown,
    oldestRunningSeconds() {
      const [oldest] = running;
      return oldest === undefined ? 0 : (performance.now() - oldest.startedAtMs) / 1_000;
    },
    close: () => file.close(backlog.read().kept.length > 0),
  };
}
