/** Approves the plan of a policy that is shown, and then shows how far the gateway is with it. */
import { useState } from 'react';
import { ApplyPolicyDocument } from '../../../../generated/web/onDemand/graphql.ts';
import { whyNot } from '../../../signin/permissions.ts';
import { Errors } from '../../Errors.tsx';
import { MayNot } from '../../MayNot.tsx';
import { RequestFailure, toSentence } from '../../request.ts';
import { useScene } from '../../scene.ts';
import { count } from '../../words.ts';
import { Confirm } from '../Confirm.tsx';
import { everywhere } from '../useReading.ts';
import { type Plan, stepCounts, stepTotal } from './words.ts';

const permission = 'traffic-mirror:policy:apply';

export function ApplyPlan({
  name,
  plan,
  onChanged,
}: {
  name: string;
  plan: Plan;
  /** Called when the plan is another one by now, or may be. */
  onChanged: () => void;
}) {
  const { caller, send, begin } = useScene();
  const [isSending, setSending] = useState(false);
  const [errors, setErrors] = useState<readonly string[]>([]);
  const isComplete = plan.scopeErrors.length === 0;

  async function apply() {
    setSending(true);
    setErrors(
      await send(ApplyPolicyDocument, { input: { name, planHash: plan.hash, ...everywhere } }).then(
        ({ payload }) => {
          if (payload?.operation) begin(payload.operation.id);
          const refusals = payload?.userErrors ?? [];
          const isOther = refusals.some(({ code }) => code === 'PLAN_CHANGED');
          if (isOther) onChanged();
          return isOther
            ? ['The plan had changed since it was read here, so nothing was begun. Look at the new one.']
            : refusals.map(({ message }) => toSentence(message));
        },
        (error: Error) => {
          if (error instanceof RequestFailure && !error.mayHaveRun) return [error.message];
          onChanged();
          return [`${error.message} The plan may have been applied or not. Look at what is left of it.`];
        },
      ),
    );
    setSending(false);
  }

  return (
    <>
      <Errors messages={errors} />
      {!isComplete && (
        <p className="mark">Some accounts and Regions could not be read, so the plan cannot be applied.</p>
      )}
      {isComplete && whyNot(permission, caller) !== undefined && <MayNot permission={permission} />}
      {isComplete && whyNot(permission, caller) === undefined && (
        <Confirm
          about={plan.hash}
          label="Apply the plan"
          question={`The gateway will ${stepCounts(plan)}, in the background and with its own credentials, also what its guards hold back.`}
          confirm={`Make ${count(stepTotal(plan), 'step')}`}
          tone={plan.deleteCount > 0 ? 'danger' : 'primary'}
          isBusy={isSending}
          onConfirm={() => void apply()}
        />
      )}
      <p role="status" className={isSending ? 'late' : ''}>
        {isSending && 'Applying the plan…'}
      </p>
    </>
  );
}
