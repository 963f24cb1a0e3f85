/** A button that asks before it does what it says. */
import { useState } from 'react';
import { useFocusIfLost } from '../Conflict.tsx';

export function Confirm({
  label,
  question,
  confirm,
  tone,
  isBusy,
  onConfirm,
}: {
  label: string;
  /** What is going to happen. */
  question: string;
  confirm: string;
  /** `danger` where something is lost. */
  tone: 'primary' | 'danger';
  /** Whether something is on its way already. */
  isBusy: boolean;
  onConfirm: () => void;
}) {
  const [isAsked, setAsked] = useState(false);
  const text = useFocusIfLost<HTMLParagraphElement>(String(isAsked));
  if (!isAsked)
    return (
      <div className="actions">
        {/* aria-disabled, because a disabled button would lose the keyboard focus. */}
        <button
          type="button"
          className={tone}
          aria-disabled={isBusy}
          onClick={() => !isBusy && setAsked(true)}
        >
          {label}
        </button>
      </div>
    );
  return (
    <>
      <p ref={text} tabIndex={-1}>
        {question}
      </p>
      <div className="actions">
        <button
          type="button"
          className={tone}
          onClick={() => {
            setAsked(false);
            onConfirm();
          }}
        >
          {confirm}
        </button>
        <button type="button" onClick={() => setAsked(false)}>
          Keep
        </button>
      </div>
    </>
  );
}
