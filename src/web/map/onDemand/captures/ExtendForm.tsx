/** Gives a capture a new end, so many minutes from now on. */
import { useState } from 'react';
import { Field } from '../../Field.tsx';
import { minutesIn, minutesRange } from './minutes.ts';

export function ExtendForm({ isBusy, onExtend }: { isBusy: boolean; onExtend: (minutes: number) => void }) {
  const [text, setText] = useState('60');
  const [isWrong, setWrong] = useState(false);
  return (
    <form
      noValidate
      className="extend"
      onSubmit={(event) => {
        event.preventDefault();
        if (isBusy) return;
        const minutes = minutesIn(text);
        setWrong(minutes === undefined);
        if (minutes !== undefined) onExtend(minutes);
      }}
    >
      <Field
        name="minutes"
        label="Minutes from now on"
        hint=""
        value={text}
        errors={isWrong ? [minutesRange] : []}
        onChange={(next) => {
          setText(next);
          setWrong(false);
        }}
      />
      <button type="submit" aria-disabled={isBusy}>
        Extend
      </button>
    </form>
  );
}
