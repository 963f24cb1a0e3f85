/** What is to change in many sessions. What is kept as it is may differ from session to session. */
import { type FormErrors, fieldLabels } from '../change.ts';
import { Errors } from '../Errors.tsx';
import type { Estate } from '../estate.ts';
import { Field } from '../Field.tsx';
import { keyOf, type Session } from '../lists.ts';
import { nameOfFilter, nameOfTarget } from '../words.ts';
import type { Wanted } from './wanted.ts';

const kept = ['', 'keep as it is'] as const;
const lengths = [kept, ['whole', 'whole packets (EC2’s default)'], ['bytes', 'a number of bytes']] as const;

export function BulkForm({
  estate,
  sessions,
  wanted,
  errors,
  onEdit,
}: {
  estate: Estate;
  sessions: readonly Session[];
  wanted: Wanted;
  errors: FormErrors;
  onEdit: (wanted: Wanted) => void;
}) {
  const { targets, filters } = optionsFor(estate, sessions);
  const field = (
    name: keyof Wanted,
    label: string,
    hint: string,
    options?: readonly (readonly [string, string])[],
    messages: readonly string[] = [],
  ) => (
    <Field
      name={name}
      label={label}
      hint={hint}
      options={options}
      value={wanted[name]}
      errors={messages}
      onChange={(text) => onEdit({ ...wanted, [name]: text })}
    />
  );
  return (
    <div className="bulk-fields">
      {field('trafficMirrorTargetId', fieldLabels.trafficMirrorTargetId, '', [kept, ...targets])}
      {field('trafficMirrorFilterId', fieldLabels.trafficMirrorFilterId, '', [kept, ...filters])}
      {field('length', fieldLabels.packetLength, '', lengths)}
      {wanted.length === 'bytes' && field('bytes', 'Bytes', '1 to 8500.', undefined, errors.packetLength)}
      <Errors messages={errors[''] ?? []} />
    </div>
  );
}

/** The targets and filters of the sessions' accounts and Regions, and targets that others share with these. */
function optionsFor({ parts, targets }: Estate, sessions: readonly Session[]) {
  const places = [...new Set(sessions.map(({ scope }) => keyOf(scope)))].flatMap(
    (key) => parts.get(key) ?? [],
  );
  const label = (name: string, key: string) => (places.length > 1 ? `${name} (${key})` : name);
  const own = places.flatMap((part) => part.targets.items);
  const used = [...new Set(sessions.map((session) => session.trafficMirrorTargetId ?? ''))];
  return {
    targets: [...new Set([...own, ...used.flatMap((id) => targets.get(id) ?? [])])].map(
      (target) => [target.trafficMirrorTargetId, label(nameOfTarget(target), keyOf(target.scope))] as const,
    ),
    filters: places.flatMap(({ scope, filters: { items } }) =>
      items.map(
        (filter) => [filter.trafficMirrorFilterId, label(nameOfFilter(filter), keyOf(scope))] as const,
      ),
    ),
  };
}
