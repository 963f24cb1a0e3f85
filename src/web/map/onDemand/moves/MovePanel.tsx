/** Sends the sessions of a target to another one: what would be moved and what stands against it first, then the move itself. */
import { useRef, useState } from 'react';
import { MoveSessionsDocument } from '../../../../generated/web/onDemand/graphql.ts';
import { whyNot } from '../../../signin/permissions.ts';
import { Errors } from '../../Errors.tsx';
import { Failure } from '../../Failure.tsx';
import { Field } from '../../Field.tsx';
import { isSameScope } from '../../lists.ts';
import { MayNot } from '../../MayNot.tsx';
import { RequestFailure, toSentence } from '../../request.ts';
import { useScene } from '../../scene.ts';
import { count, nameOfTarget } from '../../words.ts';
import { Confirm } from '../Confirm.tsx';
import { operationKinds } from '../operations/kinds.ts';
import { type Moved, MovePlan } from './MovePlan.tsx';

const { permissions } = operationKinds.MOVE_SESSIONS;

/** @param id the AWS ID of the target whose sessions are to go. */
export function MovePanel({ id }: { id: string }) {
  const { caller, begin, estate, send } = useScene();
  const [toId, setTo] = useState('');
  const [goesBack, setGoesBack] = useState(true);
  const [busy, setBusy] = useState<string>();
  const [plan, setPlan] = useState<Moved>();
  const [errors, setErrors] = useState<readonly string[]>([]);
  /** Another number as soon as the form says something else. */
  const edition = useRef(0);
  const from = estate.targets.get(id);
  if (from === undefined) return <Failure text={`There is no target ${id} among those that were read.`} />;
  const others = [...estate.targets].filter(
    ([other, { scope }]) => other !== id && isSameScope(scope, from.scope),
  );
  const missing = permissions.find((one) => whyNot(one, caller) !== undefined);

  async function move(dryRun: boolean) {
    setBusy(dryRun ? 'Looking at what would be moved…' : 'Beginning the move…');
    setErrors([]);
    const asked = edition.current;
    try {
      const { payload } = await send(MoveSessionsDocument, {
        input: {
          fromTrafficMirrorTargetId: id,
          toTrafficMirrorTargetId: toId,
          rollbackOnFailure: goesBack,
          dryRun,
          scope: from?.scope ?? null,
        },
      });
      if (payload === null) throw new Error('The gateway returned nothing.');
      if (payload.operation) begin(payload.operation.id);
      // What was looked at is for something else than the form says by now.
      if (edition.current === asked || !dryRun) {
        setErrors(payload.userErrors.map(({ message }) => toSentence(message)));
        setPlan(dryRun ? payload : undefined);
      }
    } catch (error) {
      const { message } = error as Error;
      const isKnown = dryRun || (error instanceof RequestFailure && !error.mayHaveRun);
      if (!isKnown) setPlan(undefined);
      setErrors([isKnown ? message : `${message} The move may have begun or not. Preview it again to see.`]);
    }
    setBusy(undefined);
  }
  /** What was looked at was for something else. */
  const change = (make: () => void) => {
    make();
    edition.current += 1;
    setPlan(undefined);
    setErrors([]);
  };

  return (
    <>
      <p>
        All sessions that send to {nameOfTarget(from)} go to the other target, and keep their ids. The gateway
        moves them in the background.
      </p>
      {missing ? (
        <MayNot permission={missing} />
      ) : (
        <form
          noValidate
          aria-label="Move sessions"
          onSubmit={(event) => {
            event.preventDefault();
            if (toId === '') setErrors(['Choose the other target.']);
            else if (busy === undefined) void move(true);
          }}
        >
          <Field
            name="to"
            label="The other target"
            hint=""
            options={[
              ['', 'choose one'],
              ...others.map(([other, one]) => [other, nameOfTarget(one)] as const),
            ]}
            value={toId}
            errors={[]}
            onChange={(next) => change(() => setTo(next))}
          />
          <label className="check">
            <input
              type="checkbox"
              checked={goesBack}
              onChange={({ target }) => change(() => setGoesBack(target.checked))}
            />{' '}
            Send all of them back if EC2 refuses one
          </label>
          <div className="actions">
            <button type="submit" className={plan ? '' : 'primary'} aria-disabled={busy !== undefined}>
              Preview the move
            </button>
          </div>
        </form>
      )}
      {plan && <MovePlan plan={plan} />}
      <Errors messages={errors} />
      {plan && plan.userErrors.length === 0 && (
        <Confirm
          label="Move the sessions"
          question={`${count(plan.sessions?.length ?? 0, 'session')} will go to the other target.`}
          confirm={`Move ${count(plan.sessions?.length ?? 0, 'session')}`}
          tone="primary"
          isBusy={busy !== undefined}
          onConfirm={() => void move(false)}
        />
      )}
      <p role="status" className={busy ? 'late' : ''}>
        {busy}
      </p>
    </>
  );
}
