/** The fields of the form of a filter rule, whether it exists or is to be created. */
import { Field } from './Field.tsx';
import { type RuleErrors, type RuleFieldName, type RuleForm, ruleLabels } from './rules.ts';
import { directionWords, protocolNames } from './ruleWords.ts';

type Options = readonly (readonly [string, string])[];

const actions: Options = [
  ['ACCEPT', 'accept: mirror the packet'],
  ['REJECT', 'reject: do not mirror it'],
];
const directions: Options = Object.entries(directionWords);
const protocols: Options = protocolNames.map((name) => [name, '']);

export function RuleFields({
  form,
  errors,
  onEdit,
}: {
  form: RuleForm;
  errors: RuleErrors;
  onEdit: (form: RuleForm) => void;
}) {
  const field = (
    name: RuleFieldName,
    hint: string,
    { options, suggestions }: { options?: Options; suggestions?: Options } = {},
  ) => (
    <Field
      name={name}
      label={ruleLabels[name]}
      hint={hint}
      options={options}
      {...(suggestions && { suggestions })}
      value={form[name]}
      errors={errors[name] ?? []}
      onChange={(text) => onEdit({ ...form, [name]: text })}
    />
  );
  return (
    <div className="rule-fields">
      {field('trafficDirection', 'As seen from the source.', { options: directions })}
      {field('ruleNumber', 'The lowest number is evaluated first.')}
      {field('ruleAction', '', { options: actions })}
      {field('protocol', 'A name or IANA number. Empty: all.', { suggestions: protocols })}
      {field('sourceCidrBlock', 'For example 10.0.0.0/8.')}
      {field('sourcePortRange', 'Such as 443 or 8000-8080. Empty: all.')}
      {field('destinationCidrBlock', 'Of the same IP version as the source.')}
      {field('destinationPortRange', 'Ports need a protocol. Empty: all.')}
      {field('description', '')}
    </div>
  );
}
