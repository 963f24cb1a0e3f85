/** State and steps of changing a session: fill in the form, preview the plan, apply it. */
import { useEffect, useRef, useState } from 'react';
import {
  ModifyDocument,
  type ModifyTrafficMirrorSessionInput,
  type PlanFieldsFragment as Plan,
  PlanDocument,
  type UserErrorFieldsFragment as UserError,
} from '../../generated/web/graphql.ts';
import {
  carryOver,
  type Draft,
  editedFields,
  type Form,
  type FormErrors,
  isInput,
  toDraft,
  toForm,
  toInput,
} from './change.ts';
import type { Session } from './lists.ts';
import { RequestFailure, type Send } from './request.ts';
import { currentIn, sayGone, toFormErrors } from './userErrors.ts';
import { isPermitted } from './verdicts.ts';

/** What came of a step. It belongs to the draft it was made for, and is shown only while that is on the screen. */
interface Result {
  readonly of: Draft;
  readonly plan?: Plan;
  /** Present if the plan can be applied. */
  readonly input?: ModifyTrafficMirrorSessionInput;
  readonly errors?: FormErrors;
  readonly status?: string;
}

const isOf = (of: Draft, { base, form }: Draft) => of.form === form && of.base.version === base.version;

/** What the panel needs to know from outside. */
export interface ChangeContext {
  /** The session as it is now. Undefined if it is gone. */
  readonly session: Session | undefined;
  /** By the AWS ID of the session. They outlive the panel, so that closing it does not drop edits. */
  readonly drafts: Map<string, Draft>;
  readonly send: Send;
  /** Called with the session as the gateway last showed it. Undefined if it does not exist any more. */
  readonly onSession: (session: Session | undefined) => void;
}

/** @param initial the draft to start with. */
export function useChange(initial: Draft, { session, drafts, send, onSession }: ChangeContext) {
  const [draft, setDraft] = useState(initial);
  const [result, setResult] = useState<Result>({
    of: initial,
    status: editedFields(initial).length > 0 ? 'These edits have not been applied.' : '',
  });
  const [busyStatus, setBusyStatus] = useState('');
  const latest = useRef(draft);
  latest.current = draft;
  useEffect(() => {
    drafts.set(draft.base.trafficMirrorSessionId, draft);
  }, [drafts, draft]);

  const { base, form } = draft;
  const isOutdated = session !== undefined && session.version !== base.version;
  const rebased = session && {
    base: session,
    form: isOutdated ? carryOver(form, toForm(base), toForm(session)) : form,
  };
  const isConflict = rebased !== undefined && isOutdated && editedFields(rebased).length > 0;
  if (rebased !== undefined && session !== base && !isConflict) setDraft(rebased);

  /** @param step what it throws is shown as an error of the whole form. */
  async function run(status: string, step: () => Promise<Partial<Result>>) {
    setBusyStatus(status);
    const failed = (error: Error): Partial<Result> => ({ errors: { '': [error.message] } });
    setResult({ of: draft, ...(await step().catch(failed)) });
    setBusyStatus('');
  }

  /** Shows what the errors say of the session. @returns what they say of the form. */
  function learn(userErrors: readonly UserError[]): FormErrors {
    const current = currentIn(userErrors);
    const isGone = sayGone(userErrors);
    if (current !== undefined || isGone) onSession(current);
    // The conflict and the deletion are shown in their own words.
    return toFormErrors(isGone ? [] : userErrors.filter(({ code }) => code !== 'VERSION_CONFLICT'), form);
  }

  const preview = () => {
    const input = toInput(draft);
    if (!isInput(input)) return setResult({ of: draft, errors: input });
    return run('Planning the change…', async () => {
      const plan = (await send(PlanDocument, { input })).planTrafficMirrorSession;
      if (!plan) throw new Error('The gateway returned no plan.');
      const errors = learn(plan.userErrors);
      return plan.userErrors.length === 0 && isPermitted(plan.dryRun)
        ? { plan, input }
        : { plan, errors, status: 'This change would be refused.' };
    });
  };

  const apply = (input: ModifyTrafficMirrorSessionInput) =>
    run('Applying the change…', async () => {
      const answer = await send(ModifyDocument, { input }).catch((error: RequestFailure) => error);
      if (answer instanceof RequestFailure)
        return { errors: { '': [answer.message] }, status: answer.mayHaveRun ? lost('The') : unchanged };
      const payload = answer.modifyTrafficMirrorSession;
      const changed = payload?.trafficMirrorSession;
      const userErrors = payload?.userErrors ?? [];
      if (!changed)
        return {
          errors: learn(userErrors),
          status: userErrors.some(({ code }) => code === 'OUTCOME_UNKNOWN') ? lost("EC2's") : unchanged,
        };
      // Keeps what was typed since the change was sent.
      const next = { base: changed, form: carryOver(latest.current.form, form, toForm(changed)) };
      setDraft(next);
      drafts.set(changed.trafficMirrorSessionId, next);
      onSession(changed);
      return { of: next, status: `Session changed. AWS request ID: ${payload.awsRequestId}` };
    });

  const shown: Partial<Result> = !isConflict && isOf(result.of, draft) ? result : {};
  const isBusy = busyStatus !== '';
  const edit = (next: Form) => setDraft({ base, form: next });
  return {
    draft,
    plan: shown.plan,
    /** What would be applied. Undefined until it has been planned, and where it would be refused. */
    input: shown.input,
    errors: shown.errors ?? {},
    status: busyStatus || shown.status,
    isBusy,
    edit,
    reset: () => edit(toForm(base)),
    conflict: isConflict && {
      theirs: toForm(session),
      keep: () => setDraft(rebased),
      discard: () => setDraft(toDraft(session)),
    },
    /** Previews the change, or applies it once it has been previewed. */
    submit: () => {
      if (!isBusy && !isConflict) void (shown.input ? apply(shown.input) : preview());
    },
  };
}

const unchanged = 'The session was not changed.';
const lost = (whose: string) =>
  `${whose} answer was lost, so the session may or may not have changed. Reload before you try again.`;
