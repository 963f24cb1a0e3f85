/** The fields of the form of a new filter, with those of its first rules. */
import type { Estate } from './estate.ts';
import { Field } from './Field.tsx';
import { type FilterForm, withRule } from './newFilter.ts';
import { PlaceField } from './PlaceField.tsx';
import { RuleFields } from './RuleFields.tsx';
import type { Direction, RuleErrors } from './rules.ts';
import { directionWords } from './ruleWords.ts';

export function FilterFields({
  estate,
  form,
  errors,
  onEdit,
}: {
  estate: Estate;
  form: FilterForm;
  /** Of each rule. */
  errors: readonly RuleErrors[];
  onEdit: (form: FilterForm) => void;
}) {
  const { rules } = form;
  const text = (name: 'name' | 'description', label: string, hint: string) => (
    <Field
      name={name}
      label={label}
      hint={hint}
      value={form[name]}
      errors={[]}
      onChange={(value) => onEdit({ ...form, [name]: value })}
    />
  );
  const adder = (direction: Direction) => (
    <button type="button" onClick={() => onEdit(withRule(form, direction))}>
      Add an {directionWords[direction].toLowerCase()} rule
    </button>
  );
  return (
    <>
      <p>A filter says which packets are copied. Its description cannot be changed later.</p>
      <PlaceField estate={estate} place={form.place} onPlace={(place) => onEdit({ ...form, place })} />
      {text('name', 'Name', 'Its Name tag.')}
      {text('description', 'Description', '')}
      <label className="check">
        <input
          type="checkbox"
          checked={form.mirrorsDns}
          onChange={({ target }) => onEdit({ ...form, mirrorsDns: target.checked })}
        />{' '}
        Mirror Amazon DNS traffic, whatever the rules say
      </label>
      <h3>First rules</h3>
      {rules.length === 0 && <p>None yet. What no rule takes is not mirrored.</p>}
      {rules.map((rule, index) => (
        <fieldset key={index}>
          <legend>Rule {index + 1}</legend>
          <RuleFields
            form={rule}
            errors={errors[index] ?? {}}
            onEdit={(next) => onEdit({ ...form, rules: rules.map((one, at) => (at === index ? next : one)) })}
          />
          <button
            type="button"
            onClick={() => onEdit({ ...form, rules: rules.filter((_, at) => at !== index) })}
          >
            Remove rule {index + 1}
          </button>
        </fieldset>
      ))}
      <div className="actions">
        {rules.length === 0 && (
          <button type="button" onClick={() => onEdit(withRule(withRule(form, 'INGRESS'), 'EGRESS'))}>
            Accept everything
          </button>
        )}
        {adder('INGRESS')}
        {adder('EGRESS')}
      </div>
    </>
  );
}
