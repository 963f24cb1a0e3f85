/** Who changed what: every change is written down before EC2 is asked and after, and every denial. */
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

/** One request of one actor. */
export interface Who {
  readonly requestId: string;
  readonly sourceIp?: string | undefined;
  readonly traceId?: string | undefined;
  /** Undefined: nobody knows. */
  readonly actor: Actor | undefined;
}

/** What the gateway itself did not let pass. All texts are the gateway's own, never the caller's. */
export interface Denial {
  /** For example the name of the mutation. */
  readonly action: string;
  /** The rule that was broken, for example `READ_ONLY`. */
  readonly reason: string;
  readonly scope?: { readonly accountId: string; readonly region: string } | undefined;
  readonly resources?: readonly string[] | undefined;
}

/** The audit as one request sees it. */
export interface RequestAudit extends Recorder {
  denied(denial: Denial): void;
}

export interface Audit {
  of(who: Who): RequestAudit;
  /** Writes down that nobody knows what becomes of the changes that still run, and ends the file. Synchronous. */
  close(): void;
}

/** For the embedded EC2, where nothing is at stake. */
export const noAudit: Audit = {
  of: () => ({ begin: async () => () => undefined, denied: () => undefined }),
  close: () => undefined,
};

/**
 * Opens the audit file. Changes that were running when the gateway last ended are logged, and become unknown.
 *
 * @throws when the file cannot be written, or is not what an earlier gateway has left.
 */
export async function openAudit(path: string, log: Logger): Promise<Audit> {
  const { trail, tornBytes, openIntents } = await openTrail(path);
  if (tornBytes > 0) log.warn({ path, tornBytes }, 'audit: an unfinished last line was cut off');
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
    log.warn({ intent, ...facts, resources }, 'audit: the gateway ended while this change was running');
    trail.append({ event: 'outcome', intent, ...facts, outcome: 'unknown' });
  }
  return createAudit(trail, log);
}

function createAudit(trail: Trail, log: Logger): Audit {
  const mayRecord = createDenialLimit();
  /** Ends the changes that run, by the `seq` of their intents. */
  const running = new Map<number, () => void>();
  /** Once a line is missing, the file is no longer the whole truth: whoever starts the gateway again has to look. */
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
      'audit: the file cannot be written, so changes are off until a restart',
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
      if (write(entry) === undefined) log.error({ entry }, 'audit: an outcome was not written');
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
          // Each kind by itself: a flood of harmless ones must not hide the one that matters.
          const leftOut = mayRecord(JSON.stringify([who.actor, action, reason]));
          if (leftOut === undefined) return;
          const place = { account: scope?.accountId, region: scope?.region };
          write({
            event: 'denied',
            ...who,
            action,
            ...place,
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
