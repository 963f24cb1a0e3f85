/** A button that asks before it does what it says. */
import { useEffect, useRef, useState } from 'react';
import { useFocusIfLost } from '../Conflict.tsx';

export function Confirm({
  about = '',
  label,
  question,
  confirm,
  tone,
  isBusy,
  onConfirm,
}: {
  /** What is agreed to: when it is something else, it is asked for again. */
  about?: string;
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
  const [asked, setAsked] = useState<string>();
  const isAsked = asked === about;
  // Also when it is the same again later.
  if (asked !== undefined && !isAsked) setAsked(undefined);
  const text = useFocusIfLost<HTMLParagraphElement>(String(isAsked));
  const button = useRef<HTMLButtonElement>(null);
  const wasAsked = useRef(false);
  useEffect(() => {
    // The button that had the focus is gone.
    if (wasAsked.current && !isAsked && document.activeElement === document.body) button.current?.focus();
    wasAsked.current = isAsked;
  }, [isAsked]);
  if (!isAsked)
    return (
      <div className="actions">
        {/* aria-disabled, because a disabled button would lose the keyboard focus. */}
        <button
          ref={button}
          type="button"
          className={tone}
          aria-disabled={isBusy}
          onClick={() => !isBusy && setAsked(about)}
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
            setAsked(undefined);
            if (!isBusy) onConfirm();
          }}
        >
          {confirm}
        </button>
        <button type="button" onClick={() => setAsked(undefined)}>
          Keep
        </button>
      </div>
    </>
  );
}
