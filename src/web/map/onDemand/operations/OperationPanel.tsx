/** Shows how far an operation is: work that the gateway goes on with after the request that asked for it. */
import '../../Facts.css';
import { type Permission, whyNot } from '../../../signin/permissions.ts';
import { useFocusIfLost } from '../../Conflict.tsx';
import { Errors } from '../../Errors.tsx';
import { Failure } from '../../Failure.tsx';
import { useNow } from '../../Freshness.tsx';
import { MayNot } from '../../MayNot.tsx';
import { useScene } from '../../scene.ts';
import { ago, count } from '../../words.ts';
import { OperationFailures } from './OperationFailures.tsx';
import { useOperation } from './useOperation.ts';
import { isIdle, type Operation, type Watched } from './watched.ts';

/** What each kind of operation does, and what the caller needs to stop and resume it. */
const kinds: Readonly<Record<Operation['kind'], { readonly text: string; readonly permission: Permission }>> =
  {
    APPLY_POLICY: { text: 'makes the plan of a policy', permission: 'traffic-mirror:policy:apply' },
  };

export function OperationPanel({ id }: { id: string }) {
  const { watched, isSending, warnings, errors, stop, resume } = useOperation(id);
  const { operation, failure } = watched;
  return (
    <>
      {failure !== undefined && <Failure text={`How far it is could not be read: ${failure}`} />}
      {operation === undefined && failure === undefined && (
        <p role="status" className="late">
          Reading…
        </p>
      )}
      {operation === null && (
        <Failure text="The gateway knows no such operation: its id is another gateway's, or it is about accounts and Regions that you may not use." />
      )}
      {operation && (
        <>
          <OperationProgress watched={watched} operation={operation} />
          {warnings.map((warning) => (
            <p key={warning} role="alert" className="mark">
              ⚠ {warning}
            </p>
          ))}
          <Errors messages={errors} />
          <Actions watched={watched} operation={operation} isBusy={isSending} stop={stop} resume={resume} />
          <OperationFacts operation={operation} />
          <OperationFailures of={operation} />
        </>
      )}
    </>
  );
}

function OperationProgress({ watched, operation }: { watched: Watched; operation: Operation }) {
  const { total, done, failed, remaining, state } = operation;
  const sentence = useFocusIfLost<HTMLParagraphElement>(state);
  return (
    <>
      <div className="working">
        {total > 0 && <progress aria-label="Steps that are done" value={done} max={total} />}
        <p ref={sentence} tabIndex={-1} role="status">
          {done.toLocaleString('en')} of {count(total, 'step')} done. {stateText(watched, operation)}
        </p>
      </div>
      <ul className="counts" aria-label="Steps">
        <li>
          <strong>{done.toLocaleString('en')}</strong> done
        </li>
        <li className={failed > 0 ? 'mark' : ''}>
          <strong>{failed.toLocaleString('en')}</strong> failed
        </li>
        <li>
          <strong>{remaining.toLocaleString('en')}</strong> left
        </li>
      </ul>
    </>
  );
}

function stateText(watched: Watched, { state }: Operation): string {
  if (state === 'SUCCEEDED') return 'Nothing is left to do.';
  if (state === 'EXPIRED') return 'Its 24 hours are over, so what is left is not done.';
  if (state === 'INCOMPLETE')
    return 'What is left is not tried any more: it failed, or the policy has another text by now.';
  return isIdle(watched)
    ? 'Nobody seems to work on it: it was stopped, or the gateway was started again.'
    : 'The gateway works on it.';
}

function Actions({
  watched,
  operation: { kind, state },
  isBusy,
  stop,
  resume,
}: {
  watched: Watched;
  operation: Operation;
  isBusy: boolean;
  stop: () => void;
  resume: () => void;
}) {
  const { caller } = useScene();
  const { permission } = kinds[kind];
  if (state === 'SUCCEEDED' || state === 'EXPIRED') return null;
  if (whyNot(permission, caller) !== undefined) return <MayNot permission={permission} />;
  const isAtWork = state === 'RUNNING' && !isIdle(watched);
  return (
    <div className="actions">
      {/* One button, so that it keeps the keyboard focus. */}
      <button
        type="button"
        className={isAtWork ? '' : 'primary'}
        aria-disabled={isBusy}
        onClick={isAtWork ? stop : resume}
      >
        {isAtWork ? 'Stop' : 'Resume'}
      </button>
    </div>
  );
}

function OperationFacts({ operation: { kind, policyName, startedAt } }: { operation: Operation }) {
  const { choose } = useScene();
  const now = useNow();
  return (
    <dl className="facts">
      <dt>What it does</dt>
      <dd>It {kinds[kind].text}.</dd>
      <dt>Policy</dt>
      <dd>
        <button type="button" className="link" onClick={() => choose({ kind: 'policy', id: policyName })}>
          {policyName}
        </button>
      </dd>
      <dt>Approved</dt>
      <dd>
        {ago(Date.parse(startedAt), now)}, <span className="id">{startedAt}</span>
      </dd>
    </dl>
  );
}
