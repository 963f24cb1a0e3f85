/** Ends captures: deletes the sessions whose end has come, in every account and Region, whoever started them. */
import { randomUUID } from 'node:crypto';
import type { Audit } from '../audit/audit.ts';
import { loopCaller } from '../caller.ts';
import type { Mutex } from '../ec2/changes/mutex.ts';
import type { Outcome } from '../ec2/changes/outcome.ts';
import { Ec2Failure } from '../ec2/failure.ts';
import { describeAll } from '../ec2/reads/describe.ts';
import { type Ec2Scope, nameOf, type Place } from '../ec2/scope.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import type { Ec2Usage } from '../ec2/usage.ts';
import type { Logger } from '../log.ts';
import { someAtOnce } from './atOnce.ts';
import { capturesAmong, isOver } from './captures.ts';
import { changesAtOnce, endSession } from './ending.ts';
import { ownStep } from './ownStep.ts';

/** How long a sweep of one place may read and wait. A delete that has begun may take longer. */
const sweepMs = 25_000;

interface SweepOptions {
  readonly audit: Pick<Audit, 'of'>;
  readonly mutex: Mutex;
  /** Whether it may delete. If not, it only counts. */
  readonly deletes: boolean;
  /** Is told of all sessions of a place whenever they were read. */
  readonly onRead: (scope: Ec2Scope, sessions: readonly TrafficMirrorSessionRecord[]) => void;
  readonly log: Logger;
  /** The time in milliseconds since 1970. */
  readonly now?: () => number;
}

export interface Sweep {
  /** Sweeps one place. @throws Ec2Failure when its sessions cannot be read. */
  run(scope: Ec2Scope, signal: AbortSignal): Promise<void>;
  /** How many captures are overdue in these places, as they were swept last. */
  overdue(places: readonly Place[]): number;
}

/**
 * Reads all sessions of a place, because EC2 documents no filter for tags of sessions: one that it ignored, or did not know any more,
 * would keep captures for ever.
 */
export function createSweep({ audit, mutex, deletes, onRead, log, now = Date.now }: SweepOptions): Sweep {
  /** The ids of overdue captures by place. */
  const overdue = new Map<string, readonly string[]>();

  const run = (scope: Ec2Scope, stop: AbortSignal): Promise<void> =>
    ownStep(stop, (usage) => sweep(scope, usage), { ms: sweepMs, isBackground: false });

  async function sweep(scope: Ec2Scope, usage: Ec2Usage): Promise<void> {
    const sessions = await describeAll(scope, sessionKind, [], usage);
    onRead(scope, sessions);
    const over = deletes ? sessions.filter((session) => isOver(session, now())) : [];
    const ended = new Set<string>();
    const requestId = randomUUID();
    await someAtOnce(over, changesAtOnce, async ({ trafficMirrorSessionId: id }) => {
      if (await end(scope, id, usage, requestId)) ended.add(id);
    });
    const left = sessions.filter(({ trafficMirrorSessionId: id }) => !ended.has(id));
    note(scope, left);
  }

  /** @returns whether the session is not there any more, or has another end by now. */
  async function end(scope: Ec2Scope, id: string, usage: Ec2Usage, requestId: string): Promise<boolean> {
    const { accountId, region } = scope;
    const recorder = audit.of({ requestId, actor: loopCaller });
    const turn = { ...usage, isCompared: false };
    const mustGo = (session: TrafficMirrorSessionRecord) => isOver(session, now());
    try {
      const outcome = await mutex.run({ accountId, region, ids: [id] }, turn, (hold) =>
        endSession(scope, id, mustGo, { dryRun: false, recorder, usage, hold }),
      );
      return isDone(outcome) || complain(scope, id, outcome.failure);
    } catch (failure) {
      if (!(failure instanceof Ec2Failure)) throw failure;
      return complain(scope, id, failure);
    }
  }

  function complain(
    { accountId, region }: Ec2Scope,
    trafficMirrorSessionId: string,
    { kind, awsCode }: Ec2Failure,
  ) {
    if (kind !== 'stopping' && kind !== 'cancelled')
      log.warn(
        { accountId, region, trafficMirrorSessionId, failure: kind, awsCode },
        'a session of a capture that is over could not be deleted; it is tried again',
      );
    return false;
  }

  function note(scope: Ec2Scope, left: readonly TrafficMirrorSessionRecord[]): void {
    const { accountId, region } = scope;
    const name = nameOf(scope);
    const captures = capturesAmong(scope, left, now()).filter(({ state }) => state === 'OVERDUE');
    const before = overdue.get(name) ?? [];
    for (const { id, expiresAt } of captures)
      if (expiresAt === null && !before.includes(id))
        log.warn(
          { accountId, region, capture: id },
          'a capture has no end that can be read, so it is not ended: give it one, or stop it',
        );
    const ids = captures.map(({ id }) => id);
    if (ids.length > 0) overdue.set(name, ids);
    else overdue.delete(name);
  }

  return {
    run,
    overdue: (places) => places.reduce((sum, place) => sum + (overdue.get(nameOf(place))?.length ?? 0), 0),
  };
}

/** Whether nothing is left to do. */
const isDone = (
  outcome: Outcome<string> | undefined,
): outcome is Exclude<Outcome<string>, { readonly kind: 'refused' | 'unknown' }> | undefined =>
  outcome === undefined || outcome.kind === 'applied' || outcome.kind === 'permitted';
