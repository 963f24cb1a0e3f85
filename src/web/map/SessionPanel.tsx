/** A session and the form that changes it: first the plan, then the change. */
import { useState } from 'react';
import {
  ModifyDocument,
  type ModifyTrafficMirrorSessionInput,
  PlanDocument,
  type PlanQuery,
} from '../../generated/web/graphql.ts';
import {
  type Complaints,
  type FieldName,
  type Form,
  isInput,
  toComplaints,
  toForm,
  toInput,
} from './change.ts';
import type { Estate, Session } from './estate.ts';
import { Field } from './Field.tsx';
import { PlanView } from './PlanView.tsx';
import type { Send } from './request.ts';
import { Tags } from './SourceNode.tsx';
import { nameOfFilter, nameOfTarget } from './words.ts';

interface Plan {
  readonly input: ModifyTrafficMirrorSessionInput;
  readonly outcome: NonNullable<PlanQuery['planTrafficMirrorSession']>;
}

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
  const [form, setForm] = useState(() => toForm(session));
  const [plan, setPlan] = useState<Plan>();
  const [complaints, setComplaints] = useState<Complaints>({});
  const [status, setStatus] = useState('');
  const isBusy = status.endsWith('…');

  const set = (name: FieldName) => (text: string) => {
    setForm({ ...form, [name]: text });
    setPlan(undefined);
    setComplaints({});
    setStatus('');
  };

  /** Says what it does while it lasts, and what went wrong. */
  async function run(what: string, work: () => Promise<string>) {
    setStatus(what);
    setComplaints({});
    try {
      setStatus(await work());
    } catch (error) {
      setStatus('');
      setComplaints({ '': [(error as Error).message] });
    }
  }

  const preview = () => {
    const input = toInput(session, form);
    if (!isInput(input)) return setComplaints(input);
    return run('Asking what would happen…', async () => {
      const outcome = (await send(PlanDocument, { input })).planTrafficMirrorSession;
      if (!outcome) throw new Error('The gateway has no plan.');
      setComplaints(toComplaints(outcome.userErrors, form));
      setPlan(outcome.userErrors.length === 0 ? { input, outcome } : undefined);
      return outcome.userErrors.length === 0 ? '' : 'The change would be refused.';
    });
  };

  const apply = ({ input }: Plan) =>
    run('Changing the session…', async () => {
      const payload = (await send(ModifyDocument, { input })).modifyTrafficMirrorSession;
      const changed = payload?.trafficMirrorSession;
      setPlan(undefined);
      setComplaints(toComplaints(payload?.userErrors ?? [], form));
      if (payload?.userErrors.some(({ code }) => code === 'OUTCOME_UNKNOWN'))
        return 'Nobody knows whether the session was changed: the answer was lost. Read again before you try again.';
      if (!changed) return 'The session was not changed.';
      onChanged(changed);
      setForm(toForm(changed));
      return `Changed. AWS request ${payload.awsRequestId}.`;
    });

  const field = (
    name: FieldName,
    label: string,
    hint: string,
    options?: readonly (readonly [string, string])[],
  ) => (
    <Field
      name={name}
      label={label}
      hint={hint}
      options={options}
      value={form[name]}
      complaints={complaints[name] ?? []}
      onChange={set(name)}
    />
  );

  return (
    <>
      <p className="id">{session.trafficMirrorSessionId}</p>
      <p className="id">from {session.networkInterfaceId}</p>
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
          if (!isBusy) void (plan ? apply(plan) : preview());
        }}
      >
        {field('trafficMirrorTargetId', 'Target', '', targetsOf(estate))}
        {field('trafficMirrorFilterId', 'Filter', '', filtersOf(estate))}
        {field('sessionNumber', 'Session number', '1 to 32766, lowest first')}
        {field('packetLength', 'Packet length', 'bytes; empty: whole packets')}
        {field('virtualNetworkId', 'VNI', 'empty: EC2 draws a new one')}
        {field('description', 'Description', '')}
        {(complaints[''] ?? []).map((message) => (
          <p key={message} role="alert" className="complaint">
            {message}
          </p>
        ))}
        {plan && <PlanView estate={estate} {...plan.outcome} />}
        <div className="actions">
          {/* Not disabled while it works, for then it would lose the keyboard. */}
          <button type="submit" className="primary" aria-disabled={isBusy}>
            {plan ? 'Apply' : 'Preview the change'}
          </button>
          <button type="button" disabled={isBusy} onClick={() => resetTo(toForm(session))}>
            Reset
          </button>
        </div>
        <p role="status" className={isBusy ? 'late' : ''}>
          {status}
        </p>
      </form>
    </>
  );

  function resetTo(fresh: Form) {
    setForm(fresh);
    setPlan(undefined);
    setComplaints({});
    setStatus('');
  }
}

const targetsOf = ({ targets }: Estate) =>
  [...targets].map(([id, target]) => [id, nameOfTarget(target)] as const);

const filtersOf = ({ filters }: Estate) =>
  [...filters].map(([id, filter]) => [id, nameOfFilter(filter)] as const);
