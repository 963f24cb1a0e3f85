/** Records who changed what: every change, before EC2 is asked and again when its outcome is known, and every denied request. */
import type { Intent, Recorder } from '../ec2/changes/recorder.ts';
import type { Logger } from '../log.ts';
import { createDenialLimit } from './denialLimit.ts';
import { fromIntent, fromOutcome } from './projection.ts';
import { openTrail, type Trail } from './trail.ts';

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

/** Records what one request does. */
export interface RequestAudit extends Recorder {
  denied(denial: Denial): void;
}

export interface Audit {
  of(who: Who): RequestAudit;
  /** Records the outcome of changes that are still running as unknown, and closes the file. Synchronous. */
  close(): void;
}

/** Records nothing: for the embedded EC2, which has nothing worth auditing. */
export const noAudit: Audit = {
  of: () => ({ begin: async () => () => undefined, denied: () => undefined }),
  close: () => undefined,
};

/**
 * Opens the audit file. Logs each change that was running when the gateway last ended, and records its outcome as unknown.
 *
 * @throws BrokenChain when the file is not an intact audit file; the system's error when it cannot be opened.
 */
export async function openAudit(path: string, log: Logger): Promise<Audit> {
  const { trail, tornBytes, openIntents } = await openTrail(path);
  if (tornBytes > 0) log.warn({ path, tornBytes }, 'audit: removed an unfinished last line');
  for (const line of openIntents) {
    const facts = pick(line, [
      'requestId',
      'traceId',
      'sourceIp',
      'actor',
      'action',
      'account',
      'region',
      'dryRun',
    ]);
    const { seq: intent, resources } = line;
    log.warn(
      { intent, ...facts, resources },
      'audit: the gateway ended while this change was running; its outcome is unknown',
    );
    trail.append({ event: 'outcome', intent, ...facts, outcome: 'unknown' });
  }
  return createAudit(trail, log);
}

function createAudit(trail: Trail, log: Logger): Audit {
  const mayRecord = createDenialLimit();
  /** Records the outcome of a running change as unknown, by the `seq` of its intent. */
  const running = new Map<number, () => void>();
  /** False once a line is missing. The file is then incomplete, so changes stay off until an operator restarts the gateway. */
  let isWritable = true;

  function write(entry: object): number | undefined {
    if (!isWritable) return undefined;
    try {
      return trail.append(entry);
    } catch (error) {
      fail(error);
      return undefined;
    }
  }

  function fail(error: unknown): void {
    isWritable = false;
    const { code, message } = error as NodeJS.ErrnoException;
    log.error(
      { error: code ?? message },
      'audit: the file cannot be written; changes are off until the gateway is restarted',
    );
  }

  async function begin(who: object, intent: Intent): ReturnType<Recorder['begin']> {
    const startedAt = performance.now();
    const { resources, inputs, clientToken, ...facts } = fromIntent(intent);
    const seq = write({ event: 'intent', ...who, ...facts, resources, inputs, clientToken });
    if (seq === undefined) return undefined;
    const end: Awaited<ReturnType<Recorder['begin']>> = (outcome) => {
      if (!running.delete(seq)) return;
      const ms = Math.round(performance.now() - startedAt);
      const entry = { event: 'outcome', intent: seq, ...who, ...facts, ...fromOutcome(outcome), ms };
      if (write(entry) === undefined) log.error({ entry }, 'audit: an outcome could not be written');
    };
    running.set(seq, () => end(undefined));
    await trail.sync().catch(fail);
    if (isWritable) return end;
    running.delete(seq);
    return undefined;
  }

  return {
    of({ requestId, sourceIp, traceId, actor }) {
      const known = actor && pick(actor, ['subject', 'issuer', 'clientId']);
      const who = { requestId, traceId, sourceIp, actor: known };
      return {
        begin: (intent) => begin(who, intent),
        denied({ action, reason, scope, resources }) {
          // Each kind is limited separately, so a flood of harmless denials cannot hide the one that matters.
          const leftOut = mayRecord(JSON.stringify([who.actor, action, reason]));
          if (leftOut === undefined) return;
          const where = { account: scope?.accountId, region: scope?.region };
          write({
            event: 'denied',
            ...who,
            action,
            ...where,
            resources,
            reason,
            ...(leftOut && { leftOut }),
          });
        },
      };
    },
    close() {
      for (const end of running.values()) end();
      if (!isWritable) return;
      isWritable = false;
      try {
        trail.close();
      } catch (error) {
        fail(error);
      }
    },
  };
}

function pick<Shape extends object>(shape: Shape, names: readonly (keyof Shape)[]) {
  return Object.fromEntries(names.map((name) => [name, shape[name]]));
}
