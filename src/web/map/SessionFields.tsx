/** The fields of the form of a session, whether it exists or is to be created. */
import { type FieldName, type Form, type FormErrors, fieldLabels } from './change.ts';
import type { Estate } from './estate.ts';
import { Field } from './Field.tsx';
import { filterOptions, targetOptions } from './words.ts';

type Options = readonly (readonly [string, string])[];

/** @param firstOptions what can be chosen besides the targets and filters. */
export function SessionFields({
  estate,
  form,
  errors,
  firstOptions = [],
  onEdit,
}: {
  estate: Estate;
  form: Form;
  errors: FormErrors;
  firstOptions?: Options;
  onEdit: (form: Form) => void;
}) {
  const field = (name: FieldName, hint: string, options?: Options) => (
    <Field
      name={name}
      label={fieldLabels[name]}
      hint={hint}
      options={options && [...firstOptions, ...options]}
      value={form[name]}
      errors={errors[name] ?? []}
      onChange={(text) => onEdit({ ...form, [name]: text })}
    />
  );
  return (
    <>
      {field('trafficMirrorTargetId', '', targetOptions(estate))}
      {field('trafficMirrorFilterId', '', filterOptions(estate))}
      {field('sessionNumber', '1 to 32766. The lowest number is evaluated first.')}
      {field('packetLength', 'In bytes. Leave empty to mirror whole packets.')}
      {field('virtualNetworkId', 'Leave empty to have EC2 pick a random one.')}
      {field('description', '')}
    </>
  );
}
