/** Creates a target, after showing what that would do. */
import { useState } from 'react';
import {
  CreateTargetDocument,
  type CreateTargetMutation,
  type CreateTrafficMirrorTargetInput,
  PlanCreateTargetDocument,
} from '../../generated/web/graphql.ts';
import { Field } from './Field.tsx';
import {
  type Endpoint,
  endpoints,
  firstTargetForm,
  type TargetErrors,
  type TargetForm,
  targetLabels,
  toNewTarget,
} from './newTarget.ts';
import { firstPlace, PlaceField } from './PlaceField.tsx';
import { PlannedForm } from './PlannedForm.tsx';
import { useScene } from './scene.ts';
import { useKept } from './useDrafts.ts';
import { usePlanned } from './usePlanned.ts';
import { toFormErrors } from './userErrors.ts';
import { nameOfInterface } from './words.ts';

type Created = NonNullable<CreateTargetMutation['payload']>;

const hints: Readonly<Record<Endpoint, string>> = {
  networkInterfaceId:
    'Its ID, eni-…: choose by ID, name or address. It receives the copies on UDP port 4789.',
  networkLoadBalancerArn: 'Its ARN. It needs a UDP listener on port 4789.',
  gatewayLoadBalancerEndpointId: 'Its ID, vpce-….',
};

/** Browsers show few suggestions, and long lists make them slow. */
const maxSuggestions = 500;

export function NewTarget() {
  const { estate, send, drafts, update, choose } = useScene();
  const kept = useKept(drafts, 'new target', firstTargetForm(firstPlace(estate)));
  const { form } = kept;
  const [wrong, setWrong] = useState<TargetErrors>({});
  const steps = usePlanned<CreateTrafficMirrorTargetInput, Created>(send, {
    planned: PlanCreateTargetDocument,
    made: CreateTargetDocument,
    onDone: ({ trafficMirrorTarget: item }) => {
      kept.drop();
      if (!item) return;
      update([{ kind: 'targets', id: item.id, item }]);
      choose({ kind: 'target', id: item.trafficMirrorTargetId }, { kind: 'new', id: 'target' });
    },
    lost: 'The target may or may not have been created. Create again: there will be only one.',
  });
  const errors: TargetErrors = { ...toFormErrors(steps.userErrors, form), ...wrong };
  const edit = (more: Partial<TargetForm>) => {
    kept.edit({ ...form, ...more });
    setWrong({});
    steps.forget();
  };
  const ask = () => {
    const scope = estate.parts.get(form.place)?.scope;
    if (scope === undefined) return void setWrong({ '': ['Choose an account and Region.'] });
    const asked = toNewTarget(form, scope, crypto.randomUUID());
    if (asked === undefined) setWrong({ [form.endpoint]: ['Must not be empty.'] });
    return asked;
  };
  const text = (
    name: Endpoint | 'name' | 'description',
    label: string,
    hint: string,
    suggestions?: readonly (readonly [string, string])[],
  ) => (
    <Field
      name={name}
      label={label}
      hint={hint}
      {...(suggestions && { suggestions })}
      value={form[name]}
      errors={errors[name] ?? []}
      onChange={(value) => edit({ [name]: value })}
    />
  );
  return (
    <PlannedForm
      label="New target"
      permission="traffic-mirror:target:write"
      steps={steps}
      wording={{
        preview: 'Preview target',
        make: 'Create target',
        planning: 'Planning the target…',
        making: 'Creating the target…',
      }}
      columns={['After']}
      refusals={errors[''] ?? []}
      ask={ask}
    >
      <p>A target receives the copies of the packets. Only its tags can be changed later.</p>
      <PlaceField estate={estate} place={form.place} onPlace={(place) => edit({ place })} />
      <Field
        name="endpoint"
        label="What receives the copies"
        hint=""
        options={endpoints.map((name) => [name, targetLabels[name]])}
        value={form.endpoint}
        errors={[]}
        onChange={(value) => edit({ endpoint: value as Endpoint })}
      />
      {text(
        form.endpoint,
        targetLabels[form.endpoint],
        hints[form.endpoint],
        form.endpoint === 'networkInterfaceId' ? interfacesIn(estate, form.place) : undefined,
      )}
      {text('name', 'Name', 'Its Name tag.')}
      {text('description', 'Description', '')}
    </PlannedForm>
  );
}

function interfacesIn({ parts }: ReturnType<typeof useScene>['estate'], place: string) {
  const items = parts.get(place)?.interfaces.items ?? [];
  return items
    .slice(0, maxSuggestions)
    .map(
      (one) =>
        [
          one.networkInterfaceId,
          [nameOfInterface(one), one.privateIpAddress].filter(Boolean).join(' · '),
        ] as const,
    );
}
