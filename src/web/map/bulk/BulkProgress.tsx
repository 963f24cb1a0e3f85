/** How far the plan or the change of many sessions has come: in its panel, and in one line while that is closed. */
import { useFocusIfLost } from '../Conflict.tsx';
import { useScene } from '../scene.ts';
import { count } from '../words.ts';
import { inState, words } from './summary.ts';
import type { Run } from './useBulk.ts';

export function BulkProgress({ run, onStop }: { run: Run; onStop: () => void }) {
  const { phase, total, done, isStopping } = run;
  const isRunning = phase === 'planning' || phase === 'making';
  const sentence = useFocusIfLost<HTMLParagraphElement>(phase);
  return (
    <div className="working">
      {isRunning && <progress aria-label={nameOf(run)} value={done} max={total} />}
      <p ref={sentence} tabIndex={-1} role="status">
        {sentenceOf(run)}
      </p>
      {isRunning && (
        <button type="button" aria-disabled={isStopping} onClick={onStop}>
          {isStopping ? 'Stopping after this request…' : 'Stop'}
        </button>
      )}
    </div>
  );
}

/** The line. */
export function BulkBar({ run }: { run: Run | undefined }) {
  const { chosen, choose } = useScene();
  if (run === undefined || chosen?.kind === 'bulk') return null;
  return (
    <div className="progress" role="status">
      {sentenceOf(run)}
      <button type="button" onClick={() => choose({ kind: 'bulk', id: run.job.kind })}>
        Show
      </button>
    </div>
  );
}

const nameOf = ({ phase, job }: Run) => (phase === 'planning' ? 'Planning' : words[job.kind].doing);

function sentenceOf(run: Run): string {
  const { phase, total, done, items, job } = run;
  if (phase === 'planning' || phase === 'making')
    return `${nameOf(run)} ${done.toLocaleString('en')} of ${count(total, 'session')}…`;
  if (phase === 'planned')
    return `The plan for ${count(items.length, 'session')} is ready. Nothing has been ${words[job.kind].done} yet.`;
  const made = inState(items, 'done').length;
  const unknown = inState(items, 'unknown').length;
  const doubt = unknown > 0 ? ` The outcome of ${unknown.toLocaleString('en')} is unknown.` : '';
  return `${made.toLocaleString('en')} of ${count(items.length, 'session')} ${words[job.kind].done}.${doubt}`;
}
