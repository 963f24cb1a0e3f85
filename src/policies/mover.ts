/** Carries out moves: whatever the tags of the sessions of an account and Region say, whoever began it. */
import { randomUUID } from 'node:crypto';
import type { Audit, RequestAudit } from '../audit/audit.ts';
import { loopCaller } from '../caller.ts';
import type { Mutex } from '../ec2/changes/mutex.ts';
import { Ec2Failure } from '../ec2/failure.ts';
import { describeAll, describeByIds } from '../ec2/reads/describe.ts';
import { type Ec2Scope, isOwnedHere, nameOf } from '../ec2/scope.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { valueOfTag } from '../ec2/tags.ts';
import { type TrafficMirrorTargetRecord, targetKind } from '../ec2/targets.ts';
import { createOwnUsage } from '../ec2/usage.ts';
import type { Logger } from '../log.ts';
import { moveKey } from '../marks.ts';
import { someAtOnce } from './atOnce.ts';
import { type Moved, moveSession, ofFailure } from './moveSession.ts';
import {
  type Direction,
  goesBack,
  isExpired,
  isOpen,
  type Job,
  type MoveFailureCode,
  type MoveMarks,
  notTurnedYet,
  wayOf,
} from './moves.ts';
import { asOwnWork, type Tagging, tagSessions, withOldMarks } from './moveTags.ts';

/** How many sessions are changed before their tags are, with one call for all of them. */
const batchSize = 20;
/** How many sessions are changed at once in an account and Region. */
const movesAtOnce = 4;
/** How long a reading may take, and a change may wait. A change that has begun may take longer. */
const stepMs = 30_000;

export interface MoverOptions {
  readonly marks: MoveMarks;
  /** Whether packets may go to a target, as the accounts file says now. Of one that EC2 does not show, only the id is known. */
  readonly approves: (
    target: Pick<TrafficMirrorTargetRecord, 'trafficMirrorTargetId'> & Partial<TrafficMirrorTargetRecord>,
  ) => boolean;
  readonly audit: Pick<Audit, 'of'>;
  readonly mutex: Mutex;
  readonly log: Logger;
  /** The time in milliseconds since 1970. */
  readonly now?: () => number;
}

export interface Mover {
  /**
   * Moves until nothing is left to do in a place, or nothing more can be done now.
   *
   * @throws Ec2Failure when it cannot be read, or nothing can be changed there.
   */
  run(scope: Ec2Scope, signal: AbortSignal): Promise<void>;
  /** Whether there is something to do for the sessions of a place. Says in the log which tags nobody obeys. */
  hasWork(sessions: readonly TrafficMirrorSessionRecord[]): boolean;
  /** Whether this replica works on it now. */
  isWorkedOn(operation: string): boolean;
  /** How many operations this replica works on. */
  running(): number;
}

/** What the changes of one run have in common. */
interface Turn {
  readonly scope: Ec2Scope;
  readonly recorder: RequestAudit;
  readonly signal: AbortSignal;
}

export function createMover(options: MoverOptions): Mover {
  const { marks, approves, audit, mutex, log, now = Date.now } = options;
  /** The operations that are worked on, by place. */
  const working = new Map<string, ReadonlySet<string>>();
  /** The tags that the log has spoken of. */
  const said = new Set<string>();

  const openAmong = (sessions: readonly TrafficMirrorSessionRecord[]) =>
    marks.jobsAmong(sessions).filter((job) => isOpen(job) && !isExpired(job.move, now()));

  async function run(scope: Ec2Scope, signal: AbortSignal): Promise<void> {
    const recorder = audit.of({ requestId: randomUUID(), actor: loopCaller });
    try {
      await workOff({ scope, recorder, signal });
    } finally {
      working.delete(nameOf(scope));
    }
  }

  async function workOff(turn: Turn): Promise<void> {
    const { scope, signal } = turn;
    let begun: readonly Job[] = [];
    for (;;) {
      const sessions = await describeAll(scope, sessionKind, [], usageOf(signal));
      const all = marks.jobsAmong(sessions);
      const open = openAmong(sessions);
      const isLeft = new Set(open.map(({ operation }) => operation));
      for (const { operation } of begun) if (!isLeft.has(operation)) report(turn, operation, all);
      await forgetOld(turn, sessions);
      if (open.length === 0 || signal.aborted) return;
      working.set(nameOf(scope), isLeft);
      begun = open;
      let done = 0;
      for (const job of open) done += await work(turn, job);
      // What cannot be done now is tried again later.
      if (done === 0) return;
    }
  }

  /** @returns how many sessions were brought further. */
  async function work(turn: Turn, job: Job): Promise<number> {
    const { move, operation } = job;
    const isBack = goesBack(job);
    const unturned = isBack ? notTurnedYet(job) : [];
    // All of them before the first is moved back: then also those that another replica moves meanwhile are known.
    if (unturned.length > 0)
      return tag(turn, operation, { tag: marks.onItsWay(move, 'back'), ids: idsOf(unturned) });
    const direction: Direction = isBack ? 'back' : 'forward';
    const isApproved = await isGoalApproved(turn, wayOf(move, direction).goal);
    const ids = idsOf(job.moving.map(({ session }) => session));
    let done = 0;
    for (let start = 0; start < ids.length && !turn.signal.aborted; start += batchSize) {
      const results = new Map<string, Moved>();
      const isOver = () =>
        turn.signal.aborted ||
        [...results.values()].some(({ kind }) => kind === 'trouble' || kind === 'failed');
      await someAtOnce(ids.slice(start, start + batchSize), movesAtOnce, async (id) => {
        if (isOver()) return;
        results.set(id, await moveOne(turn, id, { move, direction, isApproved }));
      });
      done += [...results.values()].filter((one) => one.kind === 'arrived' && one.isNew).length;
      done += await settle(turn, job, direction, results);
      const all = [...results.values()];
      const trouble = all.find((one) => one.kind === 'trouble');
      if (trouble !== undefined) throw trouble.failure;
      // A tag says something else by now, or all must be turned.
      if (all.some(({ kind }) => kind === 'left' || kind === 'failed')) break;
    }
    return done;
  }

  async function moveOne(
    { scope, recorder, signal }: Turn,
    id: string,
    wanted: { readonly move: Job['move']; readonly direction: Direction; readonly isApproved: boolean },
  ): Promise<Moved> {
    const { accountId, region } = scope;
    const usage = usageOf(signal);
    const operation = marks.operationOf(wanted.move);
    try {
      return await mutex.run({ accountId, region, ids: [id] }, { ...usage, isCompared: false }, (hold) =>
        moveSession(id, { scope, marks, ...wanted }, { dryRun: false, recorder, usage, hold, operation }),
      );
    } catch (failure) {
      if (failure instanceof Ec2Failure) return ofFailure(failure);
      throw failure;
    }
  }

  /** Writes into the tags what became of sessions. @returns of how many. */
  function settle(
    turn: Turn,
    { move, operation }: Job,
    direction: Direction,
    results: ReadonlyMap<string, Moved>,
  ): Promise<number> {
    const there: string[] = [];
    const failed = new Map<MoveFailureCode, string[]>();
    for (const [id, one] of results) {
      if (one.kind === 'arrived') there.push(id);
      if (one.kind === 'failed') failed.set(one.code, [...(failed.get(one.code) ?? []), id]);
    }
    const refused = [...failed].flatMap(([code, ids]) => (code === 'CHANGED' ? [] : ids));
    const off = marks.onItsWay(move, direction);
    const isKept = (code: MoveFailureCode) => direction === 'forward' && move.rollsBack && code !== 'CHANGED';
    return tag(
      turn,
      operation,
      { tag: marks.moved(move, direction === 'forward' ? 'there' : 'back'), ids: there, off },
      // One that cannot go back stays where it is.
      ...(direction === 'back' ? [{ tag: marks.moved(move, 'kept'), ids: refused }] : []),
      // One that is refused on its way turns around with the others.
      ...[...failed].map(([code, ids]) => ({
        tag: marks.failed(move, code),
        ids,
        off: isKept(code) ? undefined : off,
      })),
    );
  }

  /** Takes off the tags of moves that are long over. */
  async function forgetOld(turn: Turn, sessions: readonly TrafficMirrorSessionRecord[]): Promise<void> {
    for (const { operation, tag: off, ids } of withOldMarks(marks, sessions, now()))
      await tag(turn, operation, { ids, off });
  }

  function tag({ scope, recorder, signal }: Turn, operation: string, ...groups: Tagging[]): Promise<number> {
    const options = () => ({ dryRun: false, recorder, usage: usageOf(signal), operation });
    return tagSessions(scope, groups, asOwnWork({ scope, options, log }));
  }

  async function isGoalApproved({ scope, signal }: Turn, goal: string): Promise<boolean> {
    const [target] = await describeByIds(scope, targetKind, [goal], usageOf(signal));
    return approves(target ?? { trafficMirrorTargetId: goal });
  }

  /** Says that nothing more is done about a move. */
  function report({ scope, recorder }: Turn, operation: string, all: readonly Job[]): void {
    const { accountId, region } = scope;
    const {
      there = [],
      backCount: back = 0,
      failed = [],
    } = all.find((job) => job.operation === operation) ?? {};
    recorder.operation({ phase: 'end', operation, failed: failed.length });
    const line = { accountId, region, operation, moved: there.length, back, failed: failed.length };
    if (failed.length > 0) log.warn(line, 'some sessions could not be moved');
    else log.notice(line, 'sessions were moved');
  }

  function warnOfForged(sessions: readonly TrafficMirrorSessionRecord[]): void {
    for (const session of sessions) {
      const { tags, scope, trafficMirrorSessionId } = session;
      const value = valueOfTag(tags, moveKey);
      if (value === undefined || !isOwnedHere(session, scope) || marks.read(session, moveKey)) continue;
      const name = `${nameOf(scope)} ${trafficMirrorSessionId} ${value}`;
      if (said.has(name)) continue;
      said.add(name);
      const { accountId, region } = scope;
      log.warn(
        { accountId, region, trafficMirrorSessionId },
        'a session has a tag of a move that this gateway has not signed, so it is not moved: take the tag off, or move the session',
      );
    }
  }

  return {
    run,
    hasWork(sessions) {
      warnOfForged(sessions);
      return openAmong(sessions).length > 0 || withOldMarks(marks, sessions, now()).length > 0;
    },
    isWorkedOn: (operation) => [...working.values()].some((operations) => operations.has(operation)),
    running: () => [...working.values()].reduce((sum, { size }) => sum + size, 0),
  };
}

const idsOf = (sessions: readonly TrafficMirrorSessionRecord[]) =>
  sessions.map(({ trafficMirrorSessionId }) => trafficMirrorSessionId);

/** Nobody waits for it, so people always find half of EC2's rate. */
const usageOf = (signal: AbortSignal) =>
  createOwnUsage(loopCaller, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(stepMs)]),
    endsAtMs: performance.now() + stepMs,
    isStopping: () => signal.aborted,
    isBackground: true,
  });
