/** The audit file as long as the gateway runs: whether it can be written now, and if not, going on as soon as it can. */
import type { Logger } from '../log.ts';
import type { AuditEvent, End } from './line.ts';
import type { OpenTrail } from './opening.ts';
import type { Entry, Written } from './run.ts';
import type { OpenIntent } from './stretch.ts';
import { leave, type Trail } from './trail.ts';
import { canPass, explain, Unwritable } from './unwritable.ts';

/** How often it is tried to go on. */
const retryEveryMs = 5_000;

/** Opens the audit file and writes the run's first line there. @param written what this run has written to another file. */
export type OpenAudit = (written?: Written) => Promise<OpenTrail>;

/** A line that was written, and to which file. */
export interface Place {
  readonly trail: Trail;
  readonly seq: number;
}

/** What its user has to write after it could not. */
export interface Unwritten {
  /** The changes that the process that wrote the file last has left open. */
  opened(openIntents: readonly OpenIntent[]): void;
  /** The intents that are written, and whose outcomes are not. */
  running(): readonly object[];
  /** The facts for the line `recovered`. */
  late(): object;
  /** That line is written. */
  recovered(): void;
}

export interface AuditFile {
  /** @throws BrokenChain when it is not an intact audit file; Error when it cannot be used. Trouble that passes is not an error. */
  start(): Promise<void>;
  /** @returns undefined when the line cannot be written now. */
  write(event: AuditEvent, facts: object): Place | undefined;
  /** Resolves to whether the line is on the disk, and changes are still possible. */
  isOnDisk(place: Place): Promise<boolean>;
  isAvailable(): boolean;
  /** Begins a new file if the one it had was moved, and otherwise tries again if it cannot be written. */
  lookAgain(): void;
  /** Lines written by this process. */
  readonly lines: Readonly<Record<AuditEvent, number>>;
  /** @param goesOn whether there is something left to write, if that is possible now. Synchronous. */
  close(goesOn: boolean): void;
}

export const noLines: Readonly<Record<AuditEvent, number>> = {
  opened: 0,
  intent: 0,
  outcome: 0,
  denied: 0,
  operation: 0,
  recovered: 0,
  closed: 0,
};

/** @param openAudit called for the first file, and whenever the last one is no longer in its place. */
export function createAuditFile(openAudit: OpenAudit, log: Logger, unwritten: Unwritten): AuditFile {
  let trail: Trail | undefined;
  /** Why nothing can be written now; undefined while it can. */
  let trouble: { readonly reason: string; readonly since: Date } | undefined;
  /** Where this run goes on from: the end of the file that it has left. */
  let end: End | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** One attempt at a time. */
  let attempts = Promise.resolve();
  let isClosed = false;
  const lines: Record<AuditEvent, number> = { ...noLines };

  const writeTo = (to: Trail) => (entry: Entry) => {
    const seq = to.append(entry);
    lines[entry.event]++;
    return { trail: to, seq };
  };

  function fail(error: unknown): void {
    const { reason, message } = explain(error);
    const isNew = trouble?.reason !== reason;
    trouble = { reason, since: trouble?.since ?? new Date() };
    if (isNew) log.error({ reason }, `audit: ${message}`);
    clearTimeout(timer);
    if (isClosed) return;
    timer = setTimeout(retry, retryEveryMs).unref();
  }

  function retry(): void {
    attempts = attempts.then(recover);
  }

  /** Opens the file at the path, after leaving the one that is no longer there. */
  async function open(): Promise<void> {
    if (trail !== undefined) end = leave(trail, writeTo(trail), 'moved');
    trail = undefined;
    const found = await openAudit(end && { end, running: unwritten.running() });
    lines.opened++;
    if (isClosed) return void leave(found.trail, writeTo(found.trail), 'stopped');
    trail = found.trail;
    unwritten.opened(found.openIntents);
  }

  async function recover(): Promise<void> {
    if (trouble === undefined || isClosed) return;
    try {
      if (!trail?.isInPlace()) await open();
      // A pipe may still hold lines that it has not taken.
      await trail?.sync();
      if (trail === undefined || isClosed) return;
      goOn(trail);
      await trail.sync();
    } catch (error) {
      fail(error);
    }
  }

  function goOn(to: Trail): void {
    writeTo(to)({ event: 'recovered', ...trouble, ...unwritten.late() });
    unwritten.recovered();
    log.warn({ ...trouble }, 'audit: the file can be written again; changes are on');
    trouble = undefined;
  }

  return {
    lines,
    isAvailable: () => trouble === undefined,
    async start() {
      await open().catch((error: unknown) => {
        if (!canPass(error)) throw error;
        fail(error);
      });
    },
    write(event, facts) {
      if (trail === undefined || trouble !== undefined) return undefined;
      try {
        if (!trail.isInPlace()) throw new Unwritable('moved');
        return writeTo(trail)({ event, ...facts });
      } catch (error) {
        fail(error);
        return undefined;
      }
    },
    async isOnDisk({ trail: of }) {
      try {
        await of.sync();
        return of === trail && trouble === undefined;
      } catch (error) {
        if (of === trail) fail(error);
        return false;
      }
    },
    lookAgain() {
      try {
        // Somebody has moved it on purpose, so it is no error.
        if (trail?.isInPlace() === false) trouble ??= { reason: 'moved', since: new Date() };
      } catch (error) {
        fail(error);
      }
      retry();
    },
    close(goesOn) {
      isClosed = true;
      clearTimeout(timer);
      const last = trail;
      trail = undefined;
      if (last === undefined) return;
      try {
        if (goesOn && trouble !== undefined) goOn(last);
      } catch (error) {
        fail(error);
      }
      try {
        if (trouble === undefined) writeTo(last)({ event: 'closed', reason: 'stopped' });
      } catch (error) {
        fail(error);
      }
      try {
        last.close();
      } catch (error) {
        fail(error);
      }
    },
  };
}
