/** Plans and makes one change to many sessions, request by request. It goes on while the panel is closed. */
import { useEffect, useRef, useState } from 'react';
import type { Session, Updates } from '../lists.ts';
import type { Send } from '../request.ts';
import { chunksOf, made, planned } from './chunks.ts';
import { type Item, newsIn, toItem } from './items.ts';
import { type Job, makeChunk, planChunk } from './jobs.ts';
import { inState } from './summary.ts';
import { isAnythingWanted, nothingWanted } from './wanted.ts';

export type Phase = 'planning' | 'planned' | 'making' | 'made';

/** One change of many sessions, from its plan to its result. */
export interface Run {
  /** Which requests it belongs to: the answers of an earlier run are not shown in a later one. */
  readonly id: object;
  readonly job: Job;
  readonly items: readonly Item[];
  readonly phase: Phase;
  /** How many sessions the current phase has to do with, and how many of them are done. */
  readonly total: number;
  readonly done: number;
  readonly isStopping: boolean;
  /** Why the phase ended before its time. */
  readonly failure?: string;
}

const steps = {
  planning: { from: 'waiting', step: planChunk, size: planned, ends: 'planned' },
  making: { from: 'ready', step: makeChunk, size: made, ends: 'made' },
} as const;

/**
 * @param onSessions shows sessions as they are now.
 * @param onEnd reads the picture again: what was read meanwhile may be older than the changes.
 */
export function useBulk(send: Send, onSessions: (updates: Updates) => void, onEnd: () => void) {
  const [run, setRun] = useState<Run>();
  const [wanted, setWanted] = useState(nothingWanted);
  /** The run that goes on to its next request. */
  const current = useRef<object>(undefined);
  const isRunning = run?.phase === 'planning' || run?.phase === 'making';

  async function goThrough(job: Job, all: readonly Item[], phase: keyof typeof steps) {
    const { from, step, size, ends } = steps[phase];
    const todo = inState(all, from);
    const items = new Map(all.map((item) => [item.session.id, item]));
    const id = {};
    const show = (more: Partial<Run>) =>
      setRun((before) => (before?.id === id ? { ...before, items: [...items.values()], ...more } : before));
    current.current = id;
    let done = 0;
    let failure: string | undefined;
    setRun({ id, job, items: all, phase, total: todo.length, done, isStopping: false });
    for (const chunk of chunksOf(todo, size)) {
      if (current.current !== id || failure !== undefined) break;
      const answer = await step(job, send, chunk);
      for (const item of answer.items) items.set(item.session.id, item);
      const news = newsIn(chunk, answer.items);
      if (news.size > 0) onSessions(news);
      done += chunk.length;
      failure = answer.failure;
      show({ done });
    }
    if (phase === 'making') onEnd();
    show({ phase: ends, ...(failure !== undefined && { failure }) });
  }

  useEffect(() => {
    if (!isRunning && (!isAnythingWanted(wanted) || run?.phase === 'made')) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isRunning, wanted, run?.phase]);

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
      void goThrough(job, sessions.map(toItem), 'planning'),
    /** Plans what has no plan yet. */
    goOn: () => run && void goThrough(run.job, run.items, 'planning'),
    make: () => run && void goThrough(run.job, run.items, 'making'),
    /** Plans again what did not succeed, as it is now. */
    retry: () =>
      run &&
      void goThrough(
        run.job,
        run.items.map((item) =>
          ['refused', 'unknown', 'ready'].includes(item.state) && !item.isGone ? toItem(item.session) : item,
        ),
        'planning',
      ),
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
}

export type Bulk = ReturnType<typeof useBulk>;
