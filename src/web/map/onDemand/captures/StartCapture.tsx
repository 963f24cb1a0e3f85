/** Starts a capture on an interface. */
import { useRef, useState } from 'react';
import { StartCaptureDocument } from '../../../../generated/web/onDemand/graphql.ts';
import { whyNot } from '../../../signin/permissions.ts';
import { useFocusIfLost } from '../../Conflict.tsx';
import { Errors } from '../../Errors.tsx';
import { Field } from '../../Field.tsx';
import { Fields } from '../../Fields.tsx';
import type { Interface } from '../../lists.ts';
import { MayNot } from '../../MayNot.tsx';
import { RequestFailure, toSentence } from '../../request.ts';
import { useScene } from '../../scene.ts';
import { useKept } from '../../useDrafts.ts';
import { toFormErrors } from '../../userErrors.ts';
import { filterOptions, nameOfInterface, targetOptions } from '../../words.ts';
import { errorsIn, firstStart, type StartForm, toStart } from './startForm.ts';

const permission = 'traffic-mirror:capture';
const first = ['', 'choose one'] as const;

export function StartCapture({
  source,
  onStarted,
}: {
  source: Interface;
  /** Called once it runs, or may run. */
  onStarted: () => void;
}) {
  const { caller, estate, send, drafts } = useScene();
  const kept = useKept(drafts, `capture ${source.networkInterfaceId}`, firstStart);
  const { form } = kept;
  // The same as long as the panel is open, so that what is sent twice is started once.
  const key = useRef(crypto.randomUUID());
  const [errors, setErrors] = useState<Partial<Record<keyof StartForm | '', readonly string[]>>>({});
  const [isSending, setSending] = useState(false);
  const [warnings, setWarnings] = useState<readonly string[]>();
  const end = useFocusIfLost<HTMLParagraphElement>(String(warnings === undefined));

  async function start() {
    const wrong = errorsIn(form);
    setErrors(wrong);
    if (isSending || Object.keys(wrong).length > 0) return;
    setSending(true);
    try {
      const { payload } = await send(StartCaptureDocument, { input: toStart(source, form, key.current) });
      if (payload === null) throw new Error('The gateway returned nothing.');
      setErrors(toFormErrors(payload.userErrors, form));
      if (payload.userErrors.length === 0) {
        setWarnings(payload.warnings);
        kept.drop();
        onStarted();
      }
    } catch (error) {
      const { message } = error as Error;
      const isKnown = error instanceof RequestFailure && !error.mayHaveRun;
      setErrors({
        '': [
          isKnown
            ? message
            : `${message} The capture may run or not. Starting it again does not start it twice.`,
        ],
      });
      if (!isKnown) onStarted();
    }
    setSending(false);
  }

  if (warnings !== undefined)
    return (
      <section aria-label="Start a capture">
        <p ref={end} tabIndex={-1} role="status">
          The capture runs.
        </p>
        {warnings.map((warning) => (
          <p key={warning} className="mark">
            ⚠ {warning}
          </p>
        ))}
      </section>
    );
  const field = (
    name: keyof StartForm,
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
      errors={errors[name] ?? []}
      onChange={(value) => {
        kept.edit({ ...form, [name]: value });
        setErrors({});
      }}
    />
  );
  return (
    <form
      noValidate
      aria-label="Start a capture"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <h3>Capture {nameOfInterface(source)}</h3>
      <Fields isSent={isSending}>
        {field('trafficMirrorTargetId', 'Target', '', [first, ...targetOptions(estate)])}
        {field('trafficMirrorFilterId', 'Filter', '', [first, ...filterOptions(estate)])}
        {field('minutes', 'Minutes', 'How long it runs: 1 to 1440.')}
        {field('reason', 'Reason', 'For people: it becomes the description of the session.')}
        {field('precedence', 'If the interface has a session already', 'A packet is mirrored once.', [
          ['', 'do not start'],
          ['BEFORE_OTHERS', 'take the packets from the others'],
          ['AFTER_OTHERS', 'take what the others do not accept'],
        ])}
      </Fields>
      <Errors messages={(errors[''] ?? []).map(toSentence)} />
      {whyNot(permission, caller) === undefined ? (
        <div className="actions">
          <button type="submit" className="primary" aria-disabled={isSending}>
            Start the capture
          </button>
        </div>
      ) : (
        <MayNot permission={permission} />
      )}
      <p role="status" className="late">
        {isSending && 'Starting the capture…'}
      </p>
    </form>
  );
}
