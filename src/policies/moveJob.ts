/** Brings one move further: some sessions at a time, and then their tags. */
import type { RequestAudit } from '../audit/audit.ts';
import type { Mutex } from '../ec2/changes/mutex.ts';
import { Ec2Failure } from '../ec2/failure.ts';
import { describeByIds } from '../ec2/reads/describe.ts';
import type { Ec2Scope, Place } from '../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { type TrafficMirrorTargetRecord, targetKind } from '../ec2/targets.ts';
import type { Logger } from '../log.ts';
import { someAtOnce } from './atOnce.ts';
import type { MoveMarks } from './moveMarks.ts';
import { type Moved, moveSession, ofFailure } from './moveSession.ts';
import { type Direction, goesBack, type Job, type MoveFailureCode, notTurnedYet, wayOf } from './moves.ts';
import { asOwnWork, type Tagging, tagSessions } from './moveTags.ts';
import { ownStep } from './ownStep.ts';

/** How many sessions are changed before their tags are, with one call for all of them. */
const batchSize = 20;
/** How many sessions are changed at once in an account and Region. */
const movesAtOnce = 4;

/** What the work in an account and Region has in common. */
export interface MoveWork {
  readonly scope: Ec2Scope;
  readonly marks: MoveMarks;
  /** Whether packets may go to a target, as the accounts file says now. Of one that EC2 does not show, only the id is known. */
  readonly approves: (
    target: Pick<TrafficMirrorTargetRecord, 'trafficMirrorTargetId'> & Partial<TrafficMirrorTargetRecord>,
  ) => boolean;
  /** Whether the gateway may work of itself there, as the accounts file says now. */
  readonly isOpen: (place: Place) => boolean;
  readonly mutex: Mutex;
  readonly recorder: RequestAudit;
  readonly log: Logger;
  /** Aborted: nothing more is begun. */
  readonly signal: AbortSignal;
}

/** @returns how many sessions were brought further. @throws Ec2Failure when it cannot be read, or nothing can be changed there. */
export async function workOnJob(work: MoveWork, job: Job): Promise<number> {
  const { scope, marks, signal, isOpen } = work;
  const { move, operation, moving } = job;
  const isBack = goesBack(job);
  const unturned = isBack ? notTurnedYet(job) : [];
  // All of them before the first is moved back: then also those that another replica moves meanwhile are known.
  if (unturned.length > 0)
    return tagAsLoop(work, operation, { tag: marks.onItsWay(move, 'back'), ids: idsOf(unturned) });
  const direction: Direction = isBack ? 'back' : 'forward';
  const isApproved = await readApproval(work, wayOf(move, direction).goal);
  const ids = idsOf(moving.map(({ session }) => session));
  let done = 0;
  for (let start = 0; start < ids.length && !signal.aborted && isOpen(scope); start += batchSize) {
    const results = new Map<string, Moved>();
    const isOver = () =>
      signal.aborted || [...results.values()].some(({ kind }) => kind === 'trouble' || kind === 'failed');
    await someAtOnce(ids.slice(start, start + batchSize), movesAtOnce, async (id) => {
      if (!isOver()) results.set(id, await moveOne(work, id, { move, direction, isApproved }));
    });
    done += [...results.values()].filter((one) => one.kind === 'arrived' && one.isNew).length;
    done += await tagAsLoop(work, operation, ...taggingsOf(marks, job, direction, results));
    const all = [...results.values()];
    const trouble = all.find((one) => one.kind === 'trouble');
    if (trouble !== undefined) throw trouble.failure;
    // A tag says something else by now, or all must be turned.
    if (all.some(({ kind }) => kind === 'left' || kind === 'failed')) break;
  }
  return done;
}

/** @returns whether packets may go there, whenever it is asked: a move may take minutes, and the accounts file may change meanwhile. */
async function readApproval({ scope, approves, signal }: MoveWork, goal: string): Promise<() => boolean> {
  const [target] = await ownStep(signal, (usage) => describeByIds(scope, targetKind, [goal], usage));
  return () => approves(target ?? { trafficMirrorTargetId: goal });
}

async function moveOne(
  { scope, marks, mutex, recorder, signal }: MoveWork,
  id: string,
  wanted: { readonly move: Job['move']; readonly direction: Direction; readonly isApproved: () => boolean },
): Promise<Moved> {
  const { accountId, region } = scope;
  const operation = marks.operationOf(wanted.move);
  try {
    return await ownStep(signal, (usage) =>
      mutex.run({ accountId, region, ids: [id] }, { ...usage, isCompared: false }, (hold) =>
        moveSession(id, { scope, marks, ...wanted }, { dryRun: false, recorder, usage, hold, operation }),
      ),
    );
  } catch (failure) {
    if (failure instanceof Ec2Failure) return ofFailure(failure);
    throw failure;
  }
}

/** What the tags are to say of what became of sessions. */
function taggingsOf(
  marks: MoveMarks,
  { move }: Job,
  direction: Direction,
  results: ReadonlyMap<string, Moved>,
): Tagging[] {
  const arrived: string[] = [];
  const failed = new Map<MoveFailureCode, string[]>();
  for (const [id, one] of results) {
    if (one.kind === 'arrived') arrived.push(id);
    if (one.kind === 'failed') failed.set(one.code, [...(failed.get(one.code) ?? []), id]);
  }
  const isForward = direction === 'forward';
  const off = marks.onItsWay(move, direction);
  const refused = [...failed].flatMap(([code, ids]) => (code === 'CHANGED' ? [] : ids));
  return [
    { tag: marks.moved(move, isForward ? 'there' : 'back'), ids: arrived, off },
    // One that cannot go back stays where it is.
    ...(isForward ? [] : [{ tag: marks.moved(move, 'kept'), ids: refused }]),
    // One that is refused on its way turns around with the others.
    ...[...failed].map(([code, ids]) => ({
      tag: marks.failed(move, code),
      ids,
      off: isForward && move.rollsBack && code !== 'CHANGED' ? undefined : off,
    })),
  ];
}

/** @returns of how many sessions the tags were changed. */
export function tagAsLoop(
  { scope, recorder, signal, log }: MoveWork,
  operation: string,
  ...groups: Tagging[]
): Promise<number> {
  return tagSessions(scope, groups, asOwnWork({ scope, recorder, signal, operation, log }));
}

const idsOf = (sessions: readonly TrafficMirrorSessionRecord[]) =>
  sessions.map(({ trafficMirrorSessionId }) => trafficMirrorSessionId);
