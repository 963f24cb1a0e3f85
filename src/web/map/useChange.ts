/** State and steps of changing a session: fill in the form, preview the plan, apply it. */
import { useState } from 'react';
import {
  ModifyDocument,
  type ModifyTrafficMirrorSessionInput,
  PlanDocument,
  type PlanQuery,
} from '../../generated/web/graphql.ts';
import { type Form, type FormErrors, isInput, toForm, toFormErrors, toInput } from './change.ts';
import type { Session } from './estate.ts';
import type { Send } from './request.ts';

interface Plan {
  readonly input: ModifyTrafficMirrorSessionInput;
  readonly outcome: NonNullable<PlanQuery['planTrafficMirrorSession']>;
}

export function useChange(session: Session, send: Send, onChanged: (session: Session) => void) {
  const [form, setForm] = useState(() => toForm(session));
  const [plan, setPlan] = useState<Plan>();
  const [errors, setErrors] = useState<FormErrors>({});
  const [status, setStatus] = useState('');
  const [isBusy, setIsBusy] = useState(false);

  /** A plan or an error belongs to the form it was made for, so both go when the form changes. */
  const edit = (next: Form) => {
    setForm(next);
    setPlan(undefined);
    setErrors({});
    setStatus('');
  };

  /** @param step shows its own status at the end; what it throws is shown as an error of the whole form. */
  async function run(busyStatus: string, step: () => Promise<string>) {
    setIsBusy(true);
    setStatus(busyStatus);
    setErrors({});
    try {
      setStatus(await step());
    } catch (error) {
      setStatus('');
      setErrors({ '': [(error as Error).message] });
    }
    setIsBusy(false);
  }

  const preview = () => {
    const input = toInput(session, form);
    if (!isInput(input)) return setErrors(input);
    return run('Planning the change…', async () => {
      const outcome = (await send(PlanDocument, { input })).planTrafficMirrorSession;
      if (!outcome) throw new Error('The gateway returned no plan.');
      const isRefused = outcome.userErrors.length > 0;
      setErrors(toFormErrors(outcome.userErrors, form));
      setPlan(isRefused ? undefined : { input, outcome });
      return isRefused ? 'This change would be refused.' : '';
    });
  };

  const apply = ({ input }: Plan) =>
    run('Applying the change…', async () => {
      const payload = (await send(ModifyDocument, { input })).modifyTrafficMirrorSession;
      const changed = payload?.trafficMirrorSession;
      setPlan(undefined);
      setErrors(toFormErrors(payload?.userErrors ?? [], form));
      if (payload?.userErrors.some(({ code }) => code === 'OUTCOME_UNKNOWN'))
        return "EC2's answer was lost, so the session may or may not have changed. Reload before you try again.";
      if (!changed) return 'The session was not changed.';
      onChanged(changed);
      setForm(toForm(changed));
      return `Session changed. AWS request ID: ${payload.awsRequestId}`;
    });

  return {
    form,
    plan: plan?.outcome,
    errors,
    status,
    isBusy,
    edit,
    reset: () => edit(toForm(session)),
    /** Previews the change, or applies it once it has been previewed. */
    submit: () => {
      if (!isBusy) void (plan ? apply(plan) : preview());
    },
  };
}
