/** Goes through many sessions request by request: to plan a change, or to make it. */
import type { Changed } from '../lists.ts';
import type { Send } from '../request.ts';
import { chunksOf, made, planned } from './chunks.ts';
import { type Item, newsIn } from './items.ts';
import { type Job, makeChunk, planChunk } from './jobs.ts';
import { inState } from './summary.ts';

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

/** What the page gives and is told. */
export interface Surroundings {
  readonly send: Send;
  /** Shows sessions as they are now. */
  readonly onSessions: (changes: readonly Changed[]) => void;
  /** Reads the picture again: what was read meanwhile may be older than the changes. */
  readonly onEnd: () => void;
  readonly setRun: (change: (before: Run | undefined) => Run | undefined) => void;
  /** The `id` of the run that goes on to its next request. */
  readonly current: { current: object | undefined };
}

const steps = {
  planning: { from: 'waiting', step: planChunk, size: planned, ends: 'planned' },
  making: { from: 'ready', step: makeChunk, size: made, ends: 'made' },
} as const;

export async function goThrough(
  { send, onSessions, onEnd, setRun, current }: Surroundings,
  job: Job,
  all: readonly Item[],
  phase: keyof typeof steps,
): Promise<void> {
  const { from, step, size, ends } = steps[phase];
  const todo = inState(all, from);
  const items = new Map(all.map((item) => [item.session.id, item]));
  const id = {};
  const show = (more: Partial<Run>) =>
    setRun((before) => (before?.id === id ? { ...before, items: [...items.values()], ...more } : before));
  current.current = id;
  let done = 0;
  let failure: string | undefined;
  setRun(() => ({ id, job, items: all, phase, total: todo.length, done, isStopping: false }));
  for (const chunk of chunksOf(todo, size)) {
    if (current.current !== id || failure !== undefined) break;
    const answer = await step(job, send, chunk);
    for (const item of answer.items) items.set(item.session.id, item);
    const news = newsIn(chunk, answer.items);
    if (news.length > 0) onSessions(news);
    done += chunk.length;
    failure = answer.failure;
    show({ done });
  }
  if (phase === 'making') onEnd();
  show({ phase: ends, ...(failure !== undefined && { failure }) });
}
