/** Ends captures in the background, at every replica: in all accounts and Regions, whoever started them. */
import type { Audit } from './audit/audit.ts';
import type { Mutex } from './ec2/changes/mutex.ts';
import type { Reachable } from './endpoint.ts';
import type { Metrics } from './http/metrics.ts';
import type { Logger } from './log.ts';
import type { Moving } from './moving.ts';
import { type Loop, openToLoop, startLoop } from './policies/loop.ts';
import { createSweep } from './policies/sweep.ts';

interface Parts {
  readonly audit: Audit;
  readonly mutex: Mutex;
  /** Why changes are off: then it deletes nothing, and only counts what is overdue. */
  readonly readOnlyReason: string | undefined;
  /** Goes on with moves whose sessions the sweep has read. */
  readonly moving: Pick<Moving, 'look'>;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Begins at once. @param everyMs 0: never. */
export function startSweeping(
  { access }: Reachable,
  everyMs: number,
  { audit, mutex, readOnlyReason, moving, log, metrics }: Parts,
): Pick<Loop, 'stop'> {
  if (everyMs === 0) return { stop: async () => {} };
  const deletes = readOnlyReason === undefined;
  const sweep = createSweep({ audit, mutex, deletes, onRead: moving.look, log });
  const loop = startLoop({ access, everyMs, work: sweep.run, log, name: 'ending captures' });
  metrics.watchCaptures({
    // What is not served any more is nobody's here.
    overdue: () => sweep.overdue(openToLoop(access.now())?.all ?? []),
    oldestSweepSeconds: loop.oldestSeconds,
  });
  return loop;
}
