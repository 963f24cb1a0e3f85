/** Shows a session and the form that changes it. */
import { type FieldName, fieldLabels } from './change.ts';
import type { Estate, Session } from './estate.ts';
import { Field } from './Field.tsx';
import { PlanView } from './PlanView.tsx';
import type { Send } from './request.ts';
import { Tags } from './Tags.tsx';
import { useChange } from './useChange.ts';
import { filterOptions, targetOptions } from './words.ts';

export function SessionPanel({
  session,
  estate,
  problems,
  send,
  onChanged,
}: {
  session: Session;
  estate: Estate;
  problems: readonly string[];
  send: Send;
  onChanged: (session: Session) => void;
}) {
  const { form, plan, errors, status, isBusy, edit, reset, submit } = useChange(session, send, onChanged);

  const field = (name: FieldName, hint: string, options?: readonly (readonly [string, string])[]) => (
    <Field
      name={name}
      label={fieldLabels[name]}
      hint={hint}
      options={options}
      value={form[name]}
      errors={errors[name] ?? []}
      onChange={(text) => edit({ ...form, [name]: text })}
    />
  );

  return (
    <>
      <p className="id">{session.trafficMirrorSessionId}</p>
      <p className="id">Source: {session.networkInterfaceId}</p>
      <Tags of={session} />
      {problems.map((problem) => (
        <p key={problem} className="mark">
          ⚠ {problem}
        </p>
      ))}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {field('trafficMirrorTargetId', '', targetOptions(estate))}
        {field('trafficMirrorFilterId', '', filterOptions(estate))}
        {field('sessionNumber', '1 to 32766. The lowest number is evaluated first.')}
        {field('packetLength', 'In bytes. Leave empty to mirror whole packets.')}
        {field('virtualNetworkId', 'Leave empty to have EC2 pick a random one.')}
        {field('description', '')}
        {(errors[''] ?? []).map((message) => (
          <p key={message} role="alert" className="error">
            {message}
          </p>
        ))}
        {plan && <PlanView estate={estate} {...plan} />}
        <div className="actions">
          {/* aria-disabled, because a disabled button would lose the keyboard focus. */}
          <button type="submit" className="primary" aria-disabled={isBusy}>
            {plan ? 'Apply' : 'Preview change'}
          </button>
          <button type="button" disabled={isBusy} onClick={reset}>
            Reset
          </button>
        </div>
        <p role="status" className={isBusy ? 'late' : ''}>
          {status}
        </p>
      </form>
    </>
  );
}
