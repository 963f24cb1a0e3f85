/** Carries out moves: whatever the tags of the sessions of an account and Region say, whoever began it. */
import { randomUUID } from 'node:crypto';
import type { Audit } from '../audit/audit.ts';
import { loopCaller } from '../caller.ts';
import { describeAll } from '../ec2/reads/describe.ts';
import { type Ec2Scope, isOwnedHere, nameOf } from '../ec2/scope.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { valueOfTag } from '../ec2/tags.ts';
import { moveKey } from '../marks.ts';
import { type MoveWork, tagAsLoop, workOnJob } from './moveJob.ts';
import { isExpired, isOpen, type Job } from './moves.ts';
import { withOldMarks } from './moveTags.ts';
import { ownStep } from './ownStep.ts';

export interface MoverOptions extends Pick<MoveWork, 'marks' | 'approves' | 'isOpen' | 'mutex' | 'log'> {
  readonly audit: Pick<Audit, 'of'>;
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

export function createMover({ audit, ...common }: MoverOptions): Mover {
  const { marks, log } = common;
  /** The operations that are worked on, by place. */
  const working = new Map<string, ReadonlySet<string>>();
  /** The tags that the log has spoken of. */
  const said = new Set<string>();

  const isToDo = (job: Job) => isOpen(job) && !isExpired(job.move, Date.now());
  const oldAmong = (sessions: readonly TrafficMirrorSessionRecord[]) =>
    withOldMarks(marks, sessions, Date.now());

  async function run(scope: Ec2Scope, signal: AbortSignal): Promise<void> {
    const recorder = audit.of({ requestId: randomUUID(), actor: loopCaller });
    try {
      await workOff({ ...common, scope, recorder, signal });
    } finally {
      working.delete(nameOf(scope));
    }
  }

  async function workOff(work: MoveWork): Promise<void> {
    const { scope, signal } = work;
    let begun: readonly Job[] = [];
    for (;;) {
      const sessions = await ownStep(signal, (usage) => describeAll(scope, sessionKind, [], usage));
      const jobs = marks.jobsAmong(sessions);
      const open = jobs.filter(isToDo);
      const isLeft = new Set(open.map(({ operation }) => operation));
      for (const { operation } of begun) if (!isLeft.has(operation)) report(work, operation, jobs);
      for (const { operation, tag: off, ids } of oldAmong(sessions))
        await tagAsLoop(work, operation, { ids, off });
      if (open.length === 0 || signal.aborted || !work.isOpen(scope)) return;
      working.set(nameOf(scope), isLeft);
      begun = open;
      let done = 0;
      for (const job of open) done += await workOnJob(work, job);
      // What cannot be done now is tried again later.
      if (done === 0) return;
    }
  }

  /** Says that nothing more is done about a move. */
  function report({ scope, recorder }: MoveWork, operation: string, jobs: readonly Job[]): void {
    const { accountId, region } = scope;
    const job = jobs.find((one) => one.operation === operation);
    const { there = [], backCount: back = 0, failed = [] } = job ?? {};
    recorder.operation({ phase: 'end', operation, failed: failed.length });
    const line = { accountId, region, operation, moved: there.length, back, failed: failed.length };
    if (failed.length > 0) log.warn(line, 'some sessions could not be moved');
    else log.notice(line, 'sessions were moved');
  }

  function warnOfForged(session: TrafficMirrorSessionRecord): void {
    const { tags, scope, trafficMirrorSessionId } = session;
    const value = valueOfTag(tags, moveKey);
    if (value === undefined || !isOwnedHere(session, scope) || marks.read(session, moveKey)) return;
    const name = `${nameOf(scope)} ${trafficMirrorSessionId} ${value}`;
    if (said.has(name)) return;
    said.add(name);
    const { accountId, region } = scope;
    log.warn(
      { accountId, region, trafficMirrorSessionId },
      'a session has a tag of a move that this gateway has not signed, so it is not moved: take the tag off, or move the session',
    );
  }

  return {
    run,
    hasWork(sessions) {
      for (const session of sessions) warnOfForged(session);
      return marks.jobsAmong(sessions).some(isToDo) || oldAmong(sessions).length > 0;
    },
    isWorkedOn: (operation) => [...working.values()].some((operations) => operations.has(operation)),
    running: () => [...working.values()].reduce((sum, { size }) => sum + size, 0),
  };
}
