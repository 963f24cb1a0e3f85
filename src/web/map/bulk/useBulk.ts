/** What is done to many sessions at once, and what is filled in for it. It goes on while its panel is closed. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Session } from '../lists.ts';
import type { Send } from '../request.ts';
import { toItem } from './items.ts';
import type { Job } from './jobs.ts';
import { goThrough, type Run, type Surroundings } from './steps.ts';
import { isAnythingWanted, nothingWanted } from './wanted.ts';

export type { Run };

/** @param onSessions and @param onEnd see `Surroundings`. */
export function useBulk(send: Send, onSessions: Surroundings['onSessions'], onEnd: () => void) {
  const [run, setRun] = useState<Run>();
  const [wanted, setWanted] = useState(nothingWanted);
  const current = useRef<object>(undefined);
  const isRunning = run?.phase === 'planning' || run?.phase === 'making';

  // The browser asks before it leaves the page.
  const isUnfinished = isRunning || (isAnythingWanted(wanted) && run?.phase !== 'made');
  useEffect(() => {
    if (!isUnfinished) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isUnfinished]);

  return useMemo(() => {
    const surroundings = { send, onSessions, onEnd, setRun, current };
    const drop = () => {
      current.current = undefined;
      setRun(undefined);
    };
    return {
      run,
      isRunning,
      wanted,
      /** What was planned was for something else. */
      want: (next: typeof wanted) => {
        setWanted(next);
        drop();
      },
      preview: (job: Job, sessions: readonly Session[]) =>
        void goThrough(surroundings, job, sessions.map(toItem), 'planning'),
      /** Plans what has no plan yet. */
      goOn: () => run && void goThrough(surroundings, run.job, run.items, 'planning'),
      make: () => run && void goThrough(surroundings, run.job, run.items, 'making'),
      /** Plans again what did not succeed, as it is now. */
      retry: () => run && void goThrough(surroundings, run.job, run.items.map(again), 'planning'),
      /** Ends after the request that is under way. */
      stop: () => {
        current.current = undefined;
        setRun((before) => before && { ...before, isStopping: true });
      },
      /** Starts anew. */
      forget: () => {
        drop();
        setWanted(nothingWanted);
      },
    };
  }, [run, isRunning, wanted, send, onSessions, onEnd]);
}

const again = (item: Run['items'][number]) =>
  ['refused', 'unknown', 'ready'].includes(item.state) && !item.isGone ? toItem(item.session) : item;

export type Bulk = ReturnType<typeof useBulk>;
