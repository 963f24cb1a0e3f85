/** A form field with its label, hint and errors. */
import { useId } from 'react';
import { Errors } from './Errors.tsx';

export function Field({
  name,
  label,
  hint,
  options,
  suggestions,
  value,
  errors,
  onChange,
}: {
  name: string;
  label: string;
  hint: string;
  /** The values to choose from and their texts. Undefined for free text. */
  options?: readonly (readonly [string, string])[] | undefined;
  /** Values that the browser suggests while free text is typed, and their texts. */
  suggestions?: readonly (readonly [string, string])[];
  value: string;
  errors: readonly string[];
  onChange: (value: string) => void;
}) {
  const id = useId();
  const common = {
    id,
    name,
    value,
    'aria-invalid': errors.length > 0,
    'aria-describedby': `${id}-hint`,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {options === undefined ? (
        <input {...common} autoComplete="off" list={suggestions && `${id}-list`} />
      ) : (
        <select {...common}>
          {!options.some(([option]) => option === value) && <option value={value}>{value}</option>}
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map(([suggestion, text]) => (
            <option key={suggestion} value={suggestion} label={text} />
          ))}
        </datalist>
      )}
      <div id={`${id}-hint`}>
        {hint && <small>{hint}</small>}
        <Errors messages={errors} />
      </div>
    </div>
  );
}
