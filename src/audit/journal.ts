/** The changes and denials that are recorded: an outcome for every intent, also when the audit file cannot be written for a time. */
import type { Logger } from '../log.ts';
import { type AuditFile, createAuditFile, type Place } from './auditFile.ts';
import { createBacklog } from './backlog.ts';
import type { AuditLine } from './chain.ts';
import type { OpenTrail } from './opening.ts';
import type { Trail } from './trail.ts';

/** Opens the audit file, or begins with standard output. */
export type OpenAudit = () => Promise<Pick<OpenTrail, 'trail' | 'openIntents'>>;

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
  /** 0 when no change is running. */
  oldestRunningSeconds(): number;
  /** Closes the file. Synchronous. */
  close(): void;
}

/** An outcome or a denial that could not be written in its time. */
interface Late {
  readonly event: 'outcome' | 'denied';
  readonly ts: Date;
  readonly intent: Place | undefined;
  readonly facts: object;
}

interface Begun {
  /** Changes when the intent is repeated in another file. */
  place: Place;
  readonly intent: object;
  readonly startedAtMs: number;
}

/**
 * Opens the file, and records the outcome of every change that was running when the gateway last ended as unknown.
 *
 * @throws BrokenChain when it is not an intact audit file; Error when it cannot be used. Trouble that passes is not an error.
 */
export async function startJournal(open: OpenAudit, log: Logger): Promise<Journal> {
  const running = new Set<Begun>();
  const backlog = createBacklog<Late>();
  const file = createAuditFile(open, log, {
    opened(trail, openIntents) {
      for (const line of openIntents) endUnknown(trail, line);
    },
    late(trail) {
      const { kept, lost } = backlog.read();
      return { entries: kept.map((entry) => fromLate(entry, trail)), lost };
    },
    recovered(trail, write) {
      backlog.clear();
      for (const begun of running) {
        if (begun.place.trail === trail) continue;
        begun.place = write('intent', { ...begun.intent, earlierIntent: begun.place.seq });
      }
    },
  });

  function record(event: Late['event'], facts: object, intent?: Place): void {
    const entry = { ...(intent && { intent: intent.seq }), ...facts };
    if (file.write(event, entry) !== undefined) return;
    const isKept = backlog.keep({ event, ts: new Date(), intent, facts });
    const what = event === 'outcome' ? 'an outcome' : 'a denial';
    log.error({ entry: { event, ...entry }, isKept }, `audit: ${what} could not be written`);
  }

  function endUnknown(trail: Trail, { seq, ...line }: AuditLine): void {
    const names = ['requestId', 'traceId', 'sourceIp', 'actor', 'action', 'account', 'region', 'dryRun'];
    const facts = Object.fromEntries(names.map((name) => [name, line[name]]));
    log.warn(
      { intent: seq, ...facts, resources: line.resources },
      'audit: the gateway ended while this change was running; its outcome is unknown',
    );
    record('outcome', { ...facts, outcome: 'unknown' }, { trail, seq });
  }

  await file.start();
  return {
    isAvailable: file.isAvailable,
    lookAgain: file.lookAgain,
    lines: file.lines,
    begin(intent) {
      const place = file.write('intent', intent);
      if (place === undefined) return undefined;
      const begun: Begun = { place, intent, startedAtMs: performance.now() };
      running.add(begun);
      return {
        isOnDisk: () => file.isOnDisk(place),
        end: (outcome) => {
          if (running.delete(begun)) record('outcome', outcome, begun.place);
        },
      };
    },
    deny: (denial) => record('denied', denial),
    oldestRunningSeconds() {
      const [oldest] = running;
      return oldest === undefined ? 0 : (performance.now() - oldest.startedAtMs) / 1_000;
    },
    close: () => file.close(backlog.read().kept.length > 0),
  };
}

/** An outcome whose intent is in another file names it as `earlierIntent`. */
function fromLate({ event, ts, intent, facts }: Late, trail: Trail): object {
  if (intent === undefined) return { ts, event, ...facts };
  return { ts, event, [intent.trail === trail ? 'intent' : 'earlierIntent']: intent.seq, ...facts };
}
