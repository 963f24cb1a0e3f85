/** Creates a session for a network interface, after showing what that would do. */
import { useState } from 'react';
import {
  CreateDocument,
  type CreateMutation,
  type CreateTrafficMirrorSessionInput,
  PlanCreateDocument,
  PlanCreateFindingsDocument,
} from '../../generated/web/graphql.ts';
import type { Form, FormErrors } from './change.ts';
import { Errors } from './Errors.tsx';
import type { Estate } from './estate.ts';
import type { Interface, Session } from './lists.ts';
import { MayNot } from './MayNot.tsx';
import { firstForm, isNew, toNewSession } from './newSession.ts';
import { PlannedFindings } from './PlannedFindings.tsx';
import { PlanView } from './PlanView.tsx';
import type { Send } from './request.ts';
import { SessionFields } from './SessionFields.tsx';
import { usePlanned } from './usePlanned.ts';
import { toFormErrors } from './userErrors.ts';

type Created = NonNullable<CreateMutation['payload']>;

export function MirrorThis({
  source,
  estate,
  nextFreeSessionNumber,
  send,
  onCreated,
}: {
  source: Interface;
  estate: Estate;
  nextFreeSessionNumber: number;
  send: Send;
  onCreated: (session: Session) => void;
}) {
  const [form, setForm] = useState(() => firstForm(nextFreeSessionNumber));
  const [wrong, setWrong] = useState<FormErrors>({});
  const steps = usePlanned<CreateTrafficMirrorSessionInput, Created>(send, {
    planned: PlanCreateDocument,
    made: CreateDocument,
    onDone: ({ trafficMirrorSession: created }) => created && onCreated(created),
    lost: 'The session may or may not have been created. Create again: there will be only one.',
  });
  const { plan, input, failure, busy } = steps;
  const errors: FormErrors = { ...toFormErrors(steps.userErrors, form), ...wrong };
  const edit = (next: Form) => {
    setForm(next);
    setWrong({});
    steps.forget();
  };
  const submit = () => {
    if (busy !== undefined) return;
    if (input) return void steps.make();
    const asked = toNewSession(source, form, crypto.randomUUID());
    if (isNew(asked)) void steps.preview(asked);
    else setWrong(asked);
  };
  const refusals = [...(errors[''] ?? []), ...(failure === undefined ? [] : [failure])];
  return (
    <form
      noValidate
      aria-label="Mirror this"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <SessionFields
        estate={estate}
        form={form}
        errors={errors}
        firstOptions={[['', 'choose one']]}
        onEdit={edit}
      />
      <MayNot permission="traffic-mirror:session:write" />
      {plan ? (
        <PlanView estate={estate} plan={plan} columns={['After']} refusals={refusals}>
          {input && <PlannedFindings send={send} document={PlanCreateFindingsDocument} input={input} />}
        </PlanView>
      ) : (
        <Errors messages={refusals} />
      )}
      <div className="actions">
        <button type="submit" className="primary" aria-disabled={busy !== undefined}>
          {input ? 'Create' : 'Preview session'}
        </button>
      </div>
      <p role="status" className="late">
        {busy === 'planning' && 'Planning the session…'}
        {busy === 'making' && 'Creating the session…'}
      </p>
    </form>
  );
}
