/** What can be done next with a plan of many sessions, or with its result. */
import { count } from '../words.ts';
import { inState, words } from './summary.ts';
import type { Bulk, Run } from './useBulk.ts';

export function BulkActions({ run: { items, job, phase, failure }, bulk }: { run: Run; bulk: Bulk }) {
  const ready = inState(items, 'ready').length;
  const waiting = inState(items, 'waiting').length;
  const failed = inState(items, 'refused', 'unknown').filter(({ isGone }) => !isGone).length;
  const isMade = phase === 'made';
  const { verb } = words[job.kind];
  return (
    <>
      {waiting > 0 && (
        <p className="mark">
          ⚠ {count(waiting, 'session')} {waiting === 1 ? 'has' : 'have'} no plan yet. Nothing can be applied
          before the whole plan is there.
        </p>
      )}
      {waiting + ready === 0 && !isMade && <p>There is nothing to {verb.toLowerCase()}.</p>}
      <div className="actions">
        {waiting > 0 && (
          <button type="button" className="primary" onClick={bulk.goOn}>
            Plan the rest
          </button>
        )}
        {waiting === 0 && ready > 0 && (
          <button type="button" className={job.kind === 'delete' ? 'danger' : 'primary'} onClick={bulk.make}>
            {isMade
              ? `${verb} the other ${ready.toLocaleString('en')}`
              : `${verb} ${count(ready, 'session')}`}
          </button>
        )}
        {isMade && failed > 0 && (
          <button type="button" onClick={bulk.retry}>
            Plan again those that failed
          </button>
        )}
        {isMade && (
          <button type="button" onClick={bulk.forget}>
            Done
          </button>
        )}
      </div>
      {isMade && ready > 0 && failure === undefined && (
        <p role="status">You stopped. {count(ready, 'session')} not tried.</p>
      )}
    </>
  );
}
