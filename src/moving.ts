/** Carries out moves in the background, at every replica: those that it is told of, and those that other replicas have left. */
import { approvesTarget } from './access/approvedTargets.ts';
import type { Audit } from './audit/audit.ts';
import type { Mutex } from './ec2/changes/mutex.ts';
import type { Ec2Scope, Place } from './ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from './ec2/sessions.ts';
import type { Reachable } from './endpoint.ts';
import type { Logger } from './log.ts';
import { openToLoop, startLoop } from './policies/loop.ts';
import { createMoveMarks, type Moves } from './policies/moveMarks.ts';
import { createMover } from './policies/mover.ts';
import type { Signer } from './policies/signing.ts';

interface Parts {
  readonly signer: Signer;
  /** Whether other runs of the process sign in the same way. */
  readonly isSignerKept: boolean;
  readonly audit: Audit;
  readonly mutex: Mutex;
  /** Why changes are off: then nothing is moved. */
  readonly readOnlyReason: string | undefined;
  readonly log: Logger;
}

export interface Moving extends Moves {
  /** Begins in an account and Region if the sessions say that something is left to do. */
  look(scope: Ec2Scope, sessions: readonly TrafficMirrorSessionRecord[]): void;
  /** How many operations this replica works on. */
  running(): number;
  stop(): Promise<void>;
}

/** Does nothing until it is told to. */
export function startMoving(
  { access }: Pick<Reachable, 'access'>,
  { signer, isSignerKept, audit, mutex, readOnlyReason, log }: Parts,
): Moving {
  const marks = createMoveMarks(signer);
  const mover = createMover({
    marks,
    approves(target) {
      const { approvedTargets } = access.now();
      return approvedTargets === undefined || approvesTarget(approvedTargets, target);
    },
    isOpen: ({ accountId, region }) => openToLoop(access.now())?.find(accountId, region) !== undefined,
    audit,
    mutex,
    log,
  });
  const loop = startLoop({ access, everyMs: 0, work: mover.run, log, name: 'moving sessions' });
  const begin = (place: Place) => {
    if (readOnlyReason === undefined) loop.begin([place]);
  };
  return {
    marks,
    outliveRestarts: isSignerKept,
    begin,
    look(scope, sessions) {
      if (mover.hasWork(sessions)) begin(scope);
    },
    isWorkedOn: mover.isWorkedOn,
    running: mover.running,
    stop: loop.stop,
  };
}
