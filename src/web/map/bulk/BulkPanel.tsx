/** The panel in which many sessions are changed or deleted together: what is wanted, one plan for all, then the result. */
import './bulk.css';
import { type FormEvent, useState } from 'react';
import type { FormErrors } from '../change.ts';
import { Errors } from '../Errors.tsx';
import type { Session } from '../lists.ts';
import type { Send } from '../request.ts';
import { useScene } from '../scene.ts';
import { count, list } from '../words.ts';
import { BulkActions } from './BulkActions.tsx';
import { BulkForm } from './BulkForm.tsx';
import { BulkPlan } from './BulkPlan.tsx';
import { BulkProgress } from './BulkProgress.tsx';
import { changeTo, deletion } from './jobs.ts';
import type { Picked } from './picked.ts';
import { isFor, type Kind, words } from './summary.ts';
import type { Bulk, Run } from './useBulk.ts';
import { toChange } from './wanted.ts';

const kinds: readonly Kind[] = ['change', 'delete'];

export function BulkPanel({
  kind,
  sessions,
  picked,
  hidden,
  edited,
  bulk,
  send,
}: {
  kind: Kind;
  /** Those that are chosen. */
  sessions: readonly Session[];
  picked: Picked;
  /** How many of them the search hides. */
  hidden: number;
  /** The names of those with edits of their own that were not applied. */
  edited: readonly string[];
  bulk: Bulk;
  send: Send;
}) {
  const { estate, choose } = useScene();
  const [wrong, setWrong] = useState<FormErrors>({});
  const { run, isRunning, wanted } = bulk;
  const exists = new Set(estate.sessions.map(({ id }) => id));
  const isOutdated =
    run?.phase === 'planned' && !(run.job.kind === kind && isFor(run.items, sessions, exists));
  const isFormOpen = run === undefined || run.phase === 'planning' || run.phase === 'planned';
  const preview = () => {
    const described = kind === 'delete' ? undefined : toChange(wanted);
    if (described === undefined) return bulk.preview(deletion, sessions);
    if ('errors' in described) return setWrong(described.errors);
    bulk.preview(changeTo(described.change), sessions);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWrong({});
    if (!isRunning) preview();
  };
  return (
    <>
      {isFormOpen && (
        <form noValidate aria-label={`${words[kind].verb} many sessions`} onSubmit={submit}>
          <p>
            {fromText(picked, sessions.length === estate.sessions.length)}{' '}
            {hidden > 0 && `The search hides ${hidden} of them. `}
            <button type="button" onClick={() => choose({ kind: 'table', id: 'sessions' })}>
              Choose which
            </button>
          </p>
          <fieldset className="bulk-kinds" disabled={isRunning}>
            <legend>What to do</legend>
            {kinds.map((one) => (
              <label key={one}>
                <input
                  type="radio"
                  name="bulk-kind"
                  checked={one === kind}
                  onChange={() => choose({ kind: 'bulk', id: one })}
                />
                {words[one].verb} them
              </label>
            ))}
          </fieldset>
          {kind === 'change' && (
            <BulkForm
              estate={estate}
              sessions={sessions}
              wanted={wanted}
              errors={wrong}
              onEdit={(next) => {
                setWrong({});
                bulk.want(next);
              }}
            />
          )}
          {edited.length > 0 && (
            <p className="mark">
              ⚠ {list(edited)} {edited.length === 1 ? 'has' : 'have'} edits that you have not applied. They
              are kept, and shown beside what this changes.
            </p>
          )}
          <div className="actions">
            {/* aria-disabled, because a disabled button would lose the keyboard focus. */}
            <button type="submit" className={run && !isOutdated ? '' : 'primary'} aria-disabled={isRunning}>
              {kind === 'change' ? 'Preview change' : 'Preview deletion'}
            </button>
          </div>
        </form>
      )}
      {isOutdated && (
        <p role="status" className="mark">
          ⚠ You have chosen something else since the plan was made. Preview it again.
        </p>
      )}
      {run && <Errors messages={failuresOf(run)} />}
      {run && <BulkProgress run={run} onStop={bulk.stop} />}
      {run && !isRunning && !isOutdated && (
        <BulkPlan estate={estate} run={run} send={send}>
          <BulkActions run={run} bulk={bulk} />
        </BulkPlan>
      )}
      {sessions.length === 0 && isFormOpen && <p>{count(0, 'session')} chosen.</p>}
    </>
  );
}

function fromText({ isAll, but }: Picked, isEvery: boolean): string {
  if (isEvery) return 'All sessions.';
  return isAll
    ? `All sessions that the search shows${but.size > 0 ? `, except ${but.size}` : ''}.`
    : 'Those that you chose.';
}

/** Why the last step ended early, unless it is said of the sessions. */
const failuresOf = ({ items, failure }: Run) =>
  failure === undefined || items.some(({ reasons }) => reasons.includes(failure)) ? [] : [failure];
