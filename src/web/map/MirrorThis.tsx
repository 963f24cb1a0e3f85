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
import type { Estate } from './estate.ts';
import type { Interface, Session } from './lists.ts';
import { firstForm, isNew, toNewSession } from './newSession.ts';
import { PlannedForm } from './PlannedForm.tsx';
import type { Send } from './request.ts';
import { SessionFields } from './SessionFields.tsx';
import { useScene } from './scene.ts';
import { useKept } from './useDrafts.ts';
import { usePlanned } from './usePlanned.ts';
import { toFormErrors } from './userErrors.ts';

type Created = NonNullable<CreateMutation['payload']>;

/** Identifies the form among those that are kept. */
export const mirrorForm = ({ networkInterfaceId }: Interface) => `mirror ${networkInterfaceId}`;

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
  const kept = useKept(useScene().drafts, mirrorForm(source), firstForm(nextFreeSessionNumber));
  const { form } = kept;
  const [wrong, setWrong] = useState<FormErrors>({});
  const steps = usePlanned<CreateTrafficMirrorSessionInput, Created>(send, {
    planned: PlanCreateDocument,
    made: CreateDocument,
    onDone: ({ trafficMirrorSession: created }) => {
      kept.drop();
      if (created) onCreated(created);
    },
    lost: 'The session may or may not have been created. Create again: there will be only one.',
  });
  const errors: FormErrors = { ...toFormErrors(steps.userErrors, form), ...wrong };
  const edit = (next: Form) => {
    kept.edit(next);
    setWrong({});
    steps.forget();
  };
  const ask = () => {
    const asked = toNewSession(source, form, crypto.randomUUID());
    if (isNew(asked)) return asked;
    setWrong(asked);
    return undefined;
  };
  return (
    <PlannedForm
      label="Mirror this"
      permission="traffic-mirror:session:write"
      steps={steps}
      wording={{
        preview: 'Preview session',
        make: 'Create',
        planning: 'Planning the session…',
        making: 'Creating the session…',
      }}
      columns={['After']}
      findings={PlanCreateFindingsDocument}
      refusals={errors[''] ?? []}
      ask={ask}
    >
      <SessionFields
        estate={estate}
        form={form}
        errors={errors}
        firstOptions={[['', 'choose one']]}
        onEdit={edit}
      />
    </PlannedForm>
  );
}
