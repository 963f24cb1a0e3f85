/** The form of a change: it previews the change, shows the plan, and then makes it. */
import type { ReactNode } from 'react';
import type { DeltaFieldsFragment, TypedDocumentString } from '../../generated/web/graphql.ts';
import type { Permission } from '../signin/permissions.ts';
import { Errors } from './Errors.tsx';
import { Fields } from './Fields.tsx';
import { MayNot } from './MayNot.tsx';
import { PlannedFindings } from './PlannedFindings.tsx';
import { PlanView } from './PlanView.tsx';
import { toSentence } from './request.ts';
import { useScene } from './scene.ts';
import type { usePlanned } from './usePlanned.ts';

// biome-ignore lint/suspicious/noExplicitAny: what the change answers with is known to its caller alone
type Steps<Input> = ReturnType<typeof usePlanned<Input, any>>;

/** What the buttons and the status line say. */
export interface Wording {
  readonly preview: string;
  readonly make: string;
  readonly planning: string;
  readonly making: string;
  /** Once it is made, where the form stays. */
  readonly done?: string;
}

/** Once there is a plan. */
const looks = { quiet: 'primary', danger: 'danger' } as const;

export function PlannedForm<Input>({
  label,
  permission,
  steps,
  wording,
  columns,
  findings,
  refusals,
  tone = 'primary',
  isStale = false,
  ask,
  drop,
  children,
}: {
  label: string;
  /** What the caller needs for it. */
  permission: Permission;
  steps: Steps<Input>;
  wording: Wording;
  columns?: readonly ('Before' | 'After')[];
  /** Reads what it would do to the findings. */
  findings?: TypedDocumentString<{ plan: { findings: DeltaFieldsFragment | null } | null }, { input: Input }>;
  /** The errors that no field of the form shows. */
  refusals: readonly string[];
  /** How its button looks: `quiet` where it is not what the panel is for, and `danger` where something is lost. */
  tone?: 'primary' | 'quiet' | 'danger';
  /** Whether what was planned has changed since. */
  isStale?: boolean;
  /** @returns what to plan. Undefined: the form has errors. */
  ask: () => Input | undefined;
  /** Gives up what was typed or planned. Its button is there once there is something to give up. */
  drop?: { readonly text: string; readonly run: () => void } | undefined;
  children?: ReactNode;
}) {
  const { estate, send } = useScene();
  const { plan, failure, busy, isDone } = steps;
  const input = isStale ? undefined : steps.input;
  const all = (failure === undefined ? refusals : [...refusals, failure]).map(toSentence);
  const submit = () => {
    if (busy !== undefined) return;
    if (input !== undefined) return void steps.make();
    const asked = ask();
    if (asked !== undefined) void steps.preview(asked);
  };
  return (
    <form
      noValidate
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Fields isSent={busy === 'making'}>{children}</Fields>
      <MayNot permission={permission} />
      {plan && !isStale ? (
        <PlanView estate={estate} plan={plan} refusals={all} {...(columns && { columns })}>
          {input && findings && <PlannedFindings send={send} document={findings} input={input} />}
        </PlanView>
      ) : (
        <Errors messages={all} />
      )}
      <div className="actions">
        {/* aria-disabled, because a disabled button would lose the keyboard focus. */}
        <button
          type="submit"
          className={tone === 'primary' ? tone : input ? looks[tone] : ''}
          aria-disabled={busy !== undefined}
        >
          {input ? wording.make : wording.preview}
        </button>
        {drop && (
          <button type="button" disabled={busy !== undefined} onClick={drop.run}>
            {drop.text}
          </button>
        )}
      </div>
      <p role="status" className={busy ? 'late' : ''}>
        {busy === 'planning' && wording.planning}
        {busy === 'making' && wording.making}
        {isDone && wording.done}
      </p>
    </form>
  );
}
