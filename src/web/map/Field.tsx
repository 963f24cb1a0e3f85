/** A field of the form with what is wrong with it. */
import { useId } from 'react';

export function Field({
  name,
  label,
  hint,
  options,
  value,
  complaints,
  onChange,
}: {
  name: string;
  label: string;
  hint: string;
  /** Value and text; undefined: free text. */
  options: readonly (readonly [string, string])[] | undefined;
  value: string;
  complaints: readonly string[];
  onChange: (value: string) => void;
}) {
  const id = useId();
  const about = {
    id,
    name,
    value,
    'aria-invalid': complaints.length > 0,
    'aria-describedby': `${id}-hint`,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {options === undefined ? (
        <input {...about} autoComplete="off" />
      ) : (
        <select {...about}>
          {!options.some(([option]) => option === value) && <option value={value}>{value} (missing)</option>}
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
      <div id={`${id}-hint`}>
        {hint && <small>{hint}</small>}
        {complaints.map((complaint) => (
          <p key={complaint} role="alert" className="complaint">
            {complaint}
          </p>
        ))}
      </div>
    </div>
  );
}
