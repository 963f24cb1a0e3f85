/** The audit file as long as the gateway runs: whether it can be written now, and if not, going on as soon as it can. */
import type { Logger } from '../log.ts';
import type { AuditEvent, AuditLine } from './chain.ts';
import type { OpenTrail } from './opening.ts';
import { leave, type Trail } from './trail.ts';
import { canPass, explain } from './unwritable.ts';

/** How often it is tried to go on. */
const retryEveryMs = 5_000;

/** A line that was written: in which file, and its `seq` there. */
export interface Place {
  readonly trail: Trail;
  readonly seq: number;
}

/** What its user has to write after it could not. */
export interface Unwritten {
  /** Outcomes of the changes that the process that wrote the file last has left open. */
  opened(trail: Trail, openIntents: readonly AuditLine[]): void;
  /** The facts for the line `recovered`. */
  late(trail: Trail): object;
  /** That line is written. @param write writes more; throws when it cannot. */
  recovered(trail: Trail, write: (event: AuditEvent, facts: object) => Place): void;
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

/** @param openTrail called for the first one, and whenever the last one is no longer in its place. */
export function createAuditFile(
  openTrail: () => Promise<Pick<OpenTrail, 'trail' | 'openIntents'>>,
  log: Logger,
  unwritten: Unwritten,
): AuditFile {
  let trail: Trail | undefined;
  /** Why nothing can be written now; undefined while it can. */
  let trouble: { readonly reason: string; readonly since: Date } | undefined;
  /** The end of the file that another one replaces. */
  let continues: object | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** One attempt at a time. */
  let attempts = Promise.resolve();
  let isClosed = false;
  const lines: Record<AuditEvent, number> = { intent: 0, outcome: 0, denied: 0, recovered: 0 };

  const writeTo = (to: Trail) => (event: AuditEvent, facts: object) => {
    const seq = to.append({ event, ...facts });
    lines[event]++;
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
    if (trail !== undefined) {
      continues ??= trail.end();
      leave(trail);
      trail = undefined;
    }
    const found = await openTrail();
    if (isClosed) return found.trail.close();
    trail = found.trail;
    unwritten.opened(trail, found.openIntents);
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
    const write = writeTo(to);
    write('recovered', { ...trouble, continues, ...unwritten.late(to) });
    continues = undefined;
    unwritten.recovered(to, write);
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
        return writeTo(trail)(event, facts);
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
        last.close();
      } catch (error) {
        fail(error);
      }
    },
  };
}
