/** Asks what happens to a packet of an interface, and shows the answer. */
import { useEffect, useRef, useState } from 'react';
import { SimulateDocument } from '../../generated/web/graphql.ts';
import { Assumptions } from './Assumptions.tsx';
import { Errors } from './Errors.tsx';
import type { Estate } from './estate.ts';
import { Field } from './Field.tsx';
import type { Interface } from './lists.ts';
import {
  arrival,
  directions,
  type PacketForm as Form,
  firstPacket,
  hasPorts,
  type Path,
  packetLabels,
  pathOf,
  protocols,
  type Simulation,
  stepText,
  toPacket,
  turned,
} from './packet.ts';
import { type Send, toSentence } from './request.ts';
import { nameOfSession } from './words.ts';

export function PacketForm({
  source,
  estate,
  send,
  onPath,
}: {
  source: Interface;
  estate: Estate;
  send: Send;
  /** Lights up what the packet passes; nothing without an answer. */
  onPath: (path: Path | undefined) => void;
}) {
  const [form, setForm] = useState(() => firstPacket(source));
  const [error, setError] = useState<{ name?: keyof Form; problem: string }>();
  const [answer, setAnswer] = useState<Simulation>();
  const [isBusy, setBusy] = useState(false);
  /** Of the question that is under way. What was asked before the form was edited or closed is not shown. */
  const asking = useRef<AbortController>();
  useEffect(
    () => () => {
      asking.current?.abort();
      onPath(undefined);
    },
    [onPath],
  );

  const show = (next: Simulation | undefined, problem?: typeof error) => {
    setAnswer(next);
    setError(problem);
    onPath(next && pathOf(next));
  };
  const edit = (next: Form) => {
    asking.current?.abort();
    setBusy(false);
    setForm(next);
    show(undefined);
  };
  async function ask() {
    const packet = toPacket(source.networkInterfaceId, form);
    if ('problem' in packet) return show(undefined, packet);
    const stop = new AbortController();
    asking.current = stop;
    setBusy(true);
    const [found, problem] = await send(SimulateDocument, { packet, scope: source.scope }, stop.signal).then(
      ({ simulateTrafficMirror: one }) =>
        one ? ([one] as const) : ([undefined, 'EC2 does not know this network interface.'] as const),
      ({ message }: Error) => [undefined, message] as const,
    );
    if (stop.signal.aborted) return;
    show(found, problem === undefined ? undefined : { problem });
    setBusy(false);
  }

  const field = (name: keyof Form, options?: readonly (readonly [string, string])[]) => (
    <Field
      name={name}
      label={packetLabels[name]}
      hint=""
      options={options}
      value={form[name]}
      errors={error?.name === name ? [error.problem] : []}
      onChange={(text) => edit(name === 'direction' ? turned(form, text) : { ...form, [name]: text })}
    />
  );
  return (
    <form
      noValidate
      aria-label="What happens to this packet?"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void ask();
      }}
    >
      <h3>What happens to this packet?</h3>
      {field('direction', directions)}
      {field('protocol', protocols)}
      {field('sourceAddress')}
      {field('destinationAddress')}
      {hasPorts(form) && field('sourcePort')}
      {hasPorts(form) && field('destinationPort')}
      {field('bytes')}
      <div className="actions">
        <button type="submit" className="primary" aria-disabled={isBusy}>
          Follow the packet
        </button>
      </div>
      {error !== undefined && error.name === undefined && <Errors messages={[error.problem]} />}
      <div role="status">{answer && <Answer answer={answer} estate={estate} />}</div>
    </form>
  );
}

function Answer({ answer, estate }: { answer: Simulation; estate: Estate }) {
  const names = new Map(estate.sessions.map((one) => [one.trafficMirrorSessionId, nameOfSession(one)]));
  return (
    <section className="plan" aria-label="Answer">
      <p>
        <strong>{toSentence(answer.message)}</strong>
      </p>
      <p>{arrival(answer)}</p>
      <ol>
        {answer.trace.map((step) => {
          const id = step.session.trafficMirrorSessionId;
          return (
            <li key={id}>
              {names.get(id) ?? id} {stepText(step)}.
            </li>
          );
        })}
      </ol>
      <Assumptions of={answer} />
    </section>
  );
}
