/** Shows how far an operation is: work that the gateway goes on with after the request that asked for it. */
import '../../Facts.css';
import { whyNot } from '../../../signin/permissions.ts';
import { useFocusIfLost } from '../../Conflict.tsx';
import { gatewayTime } from '../../clock.ts';
import { Errors } from '../../Errors.tsx';
import { Failure } from '../../Failure.tsx';
import { useNow } from '../../Freshness.tsx';
import { MayNot } from '../../MayNot.tsx';
import { useScene } from '../../scene.ts';
import { ago, count } from '../../words.ts';
import type { Pictured } from '../useReading.ts';
import { operationKinds } from './kinds.ts';
import { OperationFailures } from './OperationFailures.tsx';
import { useOperation } from './useOperation.ts';
import { isIdle, isOpen, type Operation, type Watched } from './watched.ts';

export function OperationPanel({ id, picture }: { id: string; picture: Pictured }) {
  const { watched, isSending, warnings, errors, stop, resume } = useOperation(id, picture);
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
        <Failure text="The gateway knows no such operation: its id is another gateway's, the gateway was started again without a CURSOR_SECRET, it is about accounts and Regions that you may not use, or it is a move of more than 7 days ago." />
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
  const { kind, total, done, failed, remaining, state } = operation;
  const { noun } = operationKinds[kind];
  const sentence = useFocusIfLost<HTMLParagraphElement>(state);
  return (
    <>
      <div className="working">
        {total > 0 && <progress aria-label="What is done" value={done} max={total} />}
        <p ref={sentence} tabIndex={-1} role="status">
          {done.toLocaleString('en')} of {count(total, noun)} done. {stateText(watched, operation)}
        </p>
      </div>
      <ul className="counts" aria-label="Progress">
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

/** What each state means, beside those in which something may still happen. */
const endings: Readonly<Partial<Record<Operation['state'], string>>> = {
  SUCCEEDED: 'Nothing is left to do.',
  ROLLED_BACK: 'All sessions are where they were before.',
  EXPIRED: 'Its 24 hours are over, so what is left is not done.',
};

function stateText(watched: Watched, { kind, state, failed, remaining }: Operation): string {
  if (state === 'INCOMPLETE' && failed > 0 && remaining === 0) return 'What failed is not tried any more.';
  if (state === 'INCOMPLETE')
    return `What is left is not tried any more: ${operationKinds[kind].incomplete}.`;
  const ending = endings[state];
  if (ending !== undefined) return ending;
  if (isIdle(watched)) return 'Nobody seems to work on it: it was stopped, or the gateway was started again.';
  return state === 'ROLLING_BACK' ? 'Its sessions go back.' : 'The gateway works on it.';
}

function Actions({
  watched,
  operation,
  isBusy,
  stop,
  resume,
}: {
  watched: Watched;
  operation: Operation;
  isBusy: boolean;
  stop: (rollBack: boolean) => void;
  resume: () => void;
}) {
  const { caller } = useScene();
  const { kind, state } = operation;
  const missing = operationKinds[kind].permissions.find((one) => whyNot(one, caller) !== undefined);
  const isAtWork = isOpen(operation) && !isIdle(watched);
  // What a move has not moved stays where it is: another move takes it up.
  const mayResume = isIdle(watched) || (kind === 'APPLY_POLICY' && state === 'INCOMPLETE');
  if (!isAtWork && !mayResume) return null;
  if (missing) return <MayNot permission={missing} />;
  return (
    <div className="actions">
      {/* One button, so that it keeps the keyboard focus. */}
      <button
        type="button"
        className={isAtWork ? '' : 'primary'}
        aria-disabled={isBusy}
        onClick={isAtWork ? () => stop(false) : resume}
      >
        {isAtWork ? 'Stop' : 'Resume'}
      </button>
      {kind === 'MOVE_SESSIONS' && state === 'RUNNING' && (
        <button type="button" aria-disabled={isBusy} onClick={() => stop(true)}>
          Stop, and send all back
        </button>
      )}
    </div>
  );
}

function OperationFacts({ operation: { kind, policyName, startedAt } }: { operation: Operation }) {
  const { choose } = useScene();
  const now = useNow();
  return (
    <dl className="facts">
      <dt>What it does</dt>
      <dd>It {operationKinds[kind].text}.</dd>
      {policyName !== null && (
        <>
          <dt>Policy</dt>
          <dd>
            <button type="button" className="link" onClick={() => choose({ kind: 'policy', id: policyName })}>
              {policyName}
            </button>
          </dd>
        </>
      )}
      <dt>Begun</dt>
      <dd>
        {ago(Date.parse(startedAt), gatewayTime(now))}, <span className="id">{startedAt}</span>
      </dd>
    </dl>
  );
}
