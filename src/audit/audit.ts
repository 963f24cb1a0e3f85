/** Records who changed what: every change, before EC2 is asked and again when its outcome is known, and every denied request. */
import type { Intent, Recorder } from '../ec2/changes/recorder.ts';
import type { FailureKind } from '../ec2/failure.ts';
import type { Logger } from '../log.ts';
import { noLines, type OpenAudit } from './auditFile.ts';
import { createDenialLimit } from './denialLimit.ts';
import { startJournal } from './journal.ts';
import type { AuditEvent } from './line.ts';
import { fromIntent, fromOutcome } from './projection.ts';

export interface Actor {
  readonly subject: string;
  readonly issuer?: string | undefined;
  readonly clientId?: string | undefined;
}

/** Who sent a request, and how to find it in other logs. */
export interface Who {
  readonly requestId: string;
  readonly sourceIp?: string | undefined;
  readonly traceId?: string | undefined;
  /** Undefined when the caller could not be identified. */
  readonly actor: Actor | undefined;
}

/** Something that the gateway itself refused. Its texts are the gateway's own: callers cannot write text into the file. */
export interface Denial {
  /** What was attempted, for example the name of a mutation. */
  readonly action: string;
  /** The rule that was broken, for example `READ_ONLY`. */
  readonly reason: string;
  readonly scope?: { readonly accountId: string; readonly region: string } | undefined;
  readonly resources?: readonly string[] | undefined;
}

/** The beginning or the end of work that goes on beyond the request that asked for it. */
export interface OperationNote {
  readonly phase: 'begin' | 'end';
  readonly operation: string;
  /** Of an approved plan. */
  readonly policy?: string;
  /** Absent: it is not known here, because another replica began it. */
  readonly onBehalfOf?: string;
  /** Of the plan, at the beginning. */
  readonly planHash?: string;
  /** The targets of a move, at the beginning. */
  readonly from?: string;
  readonly to?: string;
  readonly creates?: number;
  readonly modifies?: number;
  readonly deletes?: number;
  /** How many steps were not made, or sessions not moved, at the end. */
  readonly failed?: number;
}

/** Records what one request does. */
export interface RequestAudit extends Recorder {
  denied(denial: Denial): void;
  operation(note: OperationNote): void;
}

export interface AuditStatus {
  /** False while nothing can be written, so that changes are refused. */
  readonly isAvailable: boolean;
  /** Lines that this process has written. */
  readonly lines: Readonly<Record<AuditEvent, number>>;
  /** How long the oldest change is running that has no outcome yet; 0 when there is none. */
  readonly oldestOpenIntentSeconds: number;
  /** How many changes were running when the process before this one ended, so that their outcomes are unknown. */
  readonly leftUnknown: number;
}

export interface Audit {
  of(who: Who): RequestAudit;
  status(): AuditStatus;
  /** Begins a new file if the one it had was moved. If the file cannot be written, tries again at once. */
  lookAgain(): void;
  /** Records the outcome of changes that are still running as unknown, and closes the file. Synchronous. */
  close(): void;
}

/** Records nothing: for the embedded EC2, which has nothing worth auditing. */
export const noAudit: Audit = {
  of: () => ({ begin: async () => () => undefined, denied: () => undefined, operation: () => undefined }),
  status: () => ({
    isAvailable: true,
    lines: noLines,
    oldestOpenIntentSeconds: 0,
    leftUnknown: 0,
  }),
  lookAgain: () => undefined,
  close: () => undefined,
};

/** The outcome of a change that EC2 was not asked for, because its intent may not be on the disk. */
const notAsked = { outcome: 'failed', failure: 'unrecorded' satisfies FailureKind };

/**
 * Opens the audit file. Logs each change that was running when the gateway last ended, and records its outcome as unknown. While the file
 * cannot be written (the disk is full, another process has it), changes are refused, and it is tried every few seconds to go on.
 *
 * @throws BrokenChain when the file is not an intact audit file; Error when it cannot be used at all.
 */
export async function startAudit(open: OpenAudit, log: Logger): Promise<Audit> {
  const journal = await startJournal(open, log);
  const mayRecord = createDenialLimit();
  /** Record the outcomes of running changes as unknown. */
  const running = new Set<() => void>();
  let isClosed = false;

  async function begin(who: object, intent: Intent): ReturnType<Recorder['begin']> {
    const startedAtMs = performance.now();
    const { resources, inputs, clientToken, ...facts } = fromIntent(intent);
    const change = journal.begin({ ...who, ...facts, resources, inputs, clientToken });
    if (change === undefined) return undefined;
    const end = (outcome: object) => {
      running.delete(endUnknown);
      change.end({ ...who, ...facts, ...outcome, ms: Math.round(performance.now() - startedAtMs) });
    };
    const endUnknown = () => end(fromOutcome(undefined));
    running.add(endUnknown);
    if (await change.isOnDisk()) return (outcome) => end(fromOutcome(outcome));
    end(notAsked);
    return undefined;
  }

  function denied(who: Who, { action, reason, scope, resources }: Denial): void {
    // Each kind is limited separately, so a flood of harmless denials cannot hide the one that matters.
    const leftOut = mayRecord(JSON.stringify([who.actor, action, reason]));
    if (leftOut === undefined) return;
    const where = { account: scope?.accountId, region: scope?.region };
    journal.deny({ ...who, action, ...where, resources, reason, ...(leftOut && { leftOut }) });
  }

  return {
    of(request) {
      const who = fromWho(request);
      return {
        begin: (intent) => begin(who, intent),
        denied: (denial) => denied(who, denial),
        operation: (note) => journal.note({ ...who, ...note }),
      };
    },
    status: () => ({
      isAvailable: journal.isAvailable(),
      lines: journal.lines,
      oldestOpenIntentSeconds: journal.oldestRunningSeconds(),
      leftUnknown: journal.leftUnknown(),
    }),
    lookAgain: journal.lookAgain,
    close() {
      if (isClosed) return;
      isClosed = true;
      for (const endUnknown of running) endUnknown();
      journal.close();
    },
  };
}

/** Copied by name, so that nothing else about a caller can reach the file. */
function fromWho({ requestId, sourceIp, traceId, actor }: Who): Who {
  if (actor === undefined) return { requestId, traceId, sourceIp, actor };
  const { subject, issuer, clientId } = actor;
  return { requestId, traceId, sourceIp, actor: { subject, issuer, clientId } };
}
